import Foundation
import Model

/// What a page says of itself, and where its main part is, found before its text is read.
struct HTMLSurvey {
    private(set) var title: String?
    private(set) var language: String?
    private(set) var canonicalURL: String?
    /// Whether an element is named as the main part.
    private(set) var hasMain = false

    init(_ tree: HTMLTree) {
        for index in tree.nodes.indices where tree.nodes[index].kind == .element {
            let node = tree.nodes[index]
            guard node.namespace == .html else { continue }
            let place = HTMLTree.Index(index)
            switch node.tag {
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
