import Foundation
import Model

/// What a page says of itself, and where its main part is, found before its text is read.
struct HTMLSurvey {
    private(set) var title: String?
    private(set) var language: String?
    private(set) var canonicalURL: String?
    /// What links are relative to, if the page says so (`<base>`).
    private(set) var base: String?
    /// Where a browser saved the page from, as it notes in a comment at the top.
    private(set) var savedFrom: String?
    /// Whether an element is named as the main part.
    private(set) var hasMain = false

    init(_ tree: HTMLTree) {
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            if node.kind == .comment, savedFrom == nil { savedFrom = HTMLSurvey.savedFrom(tree.bytes(node.content)) }
            guard node.kind == .element, node.namespace == .html else { continue }
            let place = HTMLTree.Index(index)
            switch node.tag {
            case .base: base = base ?? tree.attribute(.href, of: place)
            case .html:
                if language == nil, let lang = tree.attribute(.lang, of: place), !lang.isEmpty { language = lang }
            case .title: if title == nil { title = HTMLSurvey.words(of: place, tree) }
            case .link:
                guard canonicalURL == nil, tree.attribute(.rel, of: place)?.lowercased() == "canonical" else { break }
                canonicalURL = tree.attribute(.href, of: place)
            case .meta:
                guard canonicalURL == nil, tree.attribute(.property, of: place)?.lowercased() == "og:url" else { break }
                canonicalURL = tree.attribute(.content, of: place)
            default: if !hasMain { hasMain = tree.isMain(place) }
            }
        }
    }

    // `saved from url=(0042)https://…`, as Internet Explorer began and Chrome does, or SingleFile's `url: https://…`.
    private static func savedFrom(_ comment: ArraySlice<UInt8>) -> String? {
        guard comment.count < 4096 else { return nil }
        let words = String(decoding: comment, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let address: Substring?
        if words.starts(with: ["saved", "from"]), words.count > 2, words[2].hasPrefix("url=") {
            address = words[2].split(separator: ")", maxSplits: 1).last
        } else if words.starts(with: ["Page", "saved", "with", "SingleFile"]) {
            address = words.firstIndex(of: "url:").flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
        } else {
            address = nil
        }
        return address.flatMap { $0.hasPrefix("http://") || $0.hasPrefix("https://") ? String($0) : nil }
    }

    private static func words(of index: HTMLTree.Index, _ tree: HTMLTree) -> String? {
        var text = ""
        var child = tree[index].first
        while child != HTMLTree.none {
            if tree[child].kind == .text { text += String(decoding: tree.bytes(tree[child].content), as: UTF8.self) }
            child = tree[child].next
        }
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? nil : words
    }
}

extension HTMLTree {
    /// Whether the page names an element as its main part.
    func isMain(_ index: Index) -> Bool {
        let node = self[index]
        guard node.kind == .element else { return false }
        if node.tag == .main { return true }
        guard !node.content.isEmpty, let role = attributeBytes(.role, of: index) else { return false }
        return role.elementsEqual("main".utf8) { $0 | 0x20 == $1 }
    }
}
