import Model

/// A web page as a list of links, with the link to the next page of the list.
struct IndexPageReader {
    private let tree: HTMLTree

    static func read(_ bytes: [UInt8], charset: String?, base address: String?) throws(Refusal) -> ListingPage {
        let text = TextDecoding.utf8(from: bytes, declared: charset ?? MetaCharset.declared(in: bytes))
        guard let tree = HTMLTreeBuilder.tree(of: text) else {
            throw Refusal(
                .tooLarge, "the page makes more elements than any honest page has",
                remedy: "Give the address of a feed or a sitemap.")
        }
        return IndexPageReader(tree: tree).page(base: address)
    }

    private func page(base address: String?) -> ListingPage {
        let base = HTMLSurvey(tree).base.map(LinkResolver(base: address).absolute) ?? address
        let resolver = LinkResolver(base: base)
        var draft = ListingDraft(.page)
        for place in tree.nodes.indices.lazy.map(HTMLTree.Index.init) {
            let node = tree[place]
            guard node.kind == .element, node.namespace == .html, [.a, .area, .link].contains(node.tag),
                let target = tree.attribute(.href, of: place), !target.hasPrefix("#")
            else { continue }
            if isNext(place, node) {
                draft.addFurther(target, to: resolver)
            } else if node.tag != .link {
                draft.add(target, to: resolver)
            }
        }
        return draft.page
    }

    private func isNext(_ place: HTMLTree.Index, _ node: HTMLTree.Node) -> Bool {
        if let relation = tree.attribute(.rel, of: place) {
            return relation.lowercased().split(whereSeparator: \.isWhitespace).contains("next")
        }
        guard node.tag == .a else { return false }
        if isMarkedNext(place) || node.parent != HTMLTree.none && isMarkedNext(node.parent) { return true }
        let words = words(of: place).lowercased().filter { $0.isLetter || "›»→>".contains($0) }
        return IndexPageReader.nextWords.contains(words)
    }

    private func isMarkedNext(_ place: HTMLTree.Index) -> Bool {
        guard tree[place].kind == .element, let names = tree.attribute(.class, of: place)?.prefix(400).lowercased()
        else { return false }
        return names.split(whereSeparator: \.isWhitespace).contains { name in
            name == "next" || name.contains("pag") && name.hasSuffix("next")
        }
    }

    // How sites name the link to the page that follows, in the languages that the profiles read.
    private static let nextWords: Set<String> = [
        "next", "nextpage", "next›", "next»", "next→", "next>", "nextpage›", "nextpage»", "nextpage→", "older",
        "olderposts", "olderentries", "›", "»", "→", "nesaf", "nesaf›", "tudalennesaf",
    ]

    // The first words in a link; a label is short.
    private func words(of link: HTMLTree.Index) -> String {
        var (text, place, left) = ("", tree[link].first, 12)
        while place != HTMLTree.none, left > 0, text.utf8.count < 40 {
            left -= 1
            let node = tree[place]
            if node.kind == .text { text += String(decoding: tree.bytes(node.content).prefix(40), as: UTF8.self) }
            if node.first != HTMLTree.none {
                place = node.first
                continue
            }
            while place != link, place != HTMLTree.none, tree[place].next == HTMLTree.none {
                place = tree[place].parent
            }
            place = place == link || place == HTMLTree.none ? HTMLTree.none : tree[place].next
        }
        return text
    }
}
