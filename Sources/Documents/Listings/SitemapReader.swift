import Foundation
import Model

/// Sitemaps and indexes of sitemaps, whatever they call their namespace.
enum SitemapReader {
    /// Gives the format of the root element.
    static func format(ofRoot name: String) -> ListingPage.Format? {
        switch name.split(separator: ":").last {
        case "urlset": .sitemap
        case "sitemapindex": .sitemapIndex
        default: nil
        }
    }

    static func read(_ bytes: [UInt8], _ format: ListingPage.Format, base: String?) -> ListingPage {
        var fields = XMLFields(bytes, prefixes: [:])
        var draft = ListingDraft(format)
        let resolver = LinkResolver(base: base)
        var (address, changed): (String?, String?)
        // The parts of an entry stand right in it; pictures and translations deeper down have addresses of their own.
        while let step = fields.next() {
            switch step {
            case .open: if fields.depth == 2 { (address, changed) = (nil, nil) }
            case .close(let name, let text):
                switch (fields.depth, name.split(separator: ":").last) {
                case (3, "loc"): address = address ?? text
                case (3, "lastmod"): changed = changed ?? text
                case (2, _):
                    guard let address else { break }
                    if format == .sitemapIndex {
                        draft.addFurther(address, stamp: changed, to: resolver)
                    } else {
                        draft.add(address, stamp: changed, date: changed.flatMap { ListingDate.time($0) }, to: resolver)
                    }
                default: break
                }
            }
        }
        if fields.isCut { draft.cut() }
        return draft.page
    }

    /// A list of addresses, one in a line.
    static func readLines(_ text: String, base: String?) -> ListingPage {
        var draft = ListingDraft(.text)
        let resolver = LinkResolver(base: base)
        for line in text.split(whereSeparator: \.isNewline) where line.contains("://") {
            draft.add(line.trimmingCharacters(in: .whitespaces), to: resolver)
        }
        return draft.page
    }
}
