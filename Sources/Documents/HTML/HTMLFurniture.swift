import Foundation
import Model

/// Tells the document from what surrounds it on its page: by the rules of its publisher where there are some, by the elements and
/// the names that pages use for their furniture, and, on a page that names no main part, by where links stand so dense that they
/// are a menu.
struct HTMLFurniture {
    private let tree: HTMLTree
    private let rules: [PageSelector]
    private let mainRules: [PageSelector]
    private let namesMain: Bool
    private let menus: Set<HTMLTree.Index>
    private let pageLinks: HTMLPageLinks

    init(_ tree: HTMLTree, _ survey: HTMLSurvey, rules: PageRules?) {
        self.tree = tree
        self.rules = rules?.furniture.compactMap(PageSelector.init) ?? []
        let main = rules?.main.compactMap(PageSelector.init) ?? []
        let isRuled =
            !main.isEmpty
            && tree.nodes.indices.contains { index in main.contains { $0.matches(HTMLTree.Index(index), tree) } }
        mainRules = isRuled ? main : []
        namesMain = isRuled || survey.hasMain
        menus = namesMain ? [] : HTMLMenus.find(in: tree)
        pageLinks = HTMLPageLinks(tree)
    }

    /// Whether an element holds the document, where the page or its publisher's rules name one.
    func isMain(_ index: HTMLTree.Index) -> Bool {
        mainRules.isEmpty ? tree.isMain(index) : mainRules.contains { $0.matches(index, tree) }
    }

    /// Whether an element and all in it is no part of the document.
    func isFurniture(_ index: HTMLTree.Index, isInsideMain: Bool) -> Bool {
        let node = tree[index]
        switch node.tag {
        case .body: return namesMain
        case .nav, .dialog: return true
        // The whole of a heading can be what opens the part below it.
        case .button: return !isHeading(index)
        // Some systems wrap the whole page in one form.
        case .form: if !holdsHeading(index) { return true }
        case .header: if !isInsideMain && !isHeadOfArticle(index) { return true }
        case .footer, .aside: if !isInsideMain { return true }
        case .a: if pageLinks.contains(index) { return true }
        default: break
        }
        if menus.contains(index) { return true }
        return !node.content.isEmpty && isNamedFurniture(index, node, isInsideMain: isInsideMain)
    }

    /// Whether a button is all that a heading has.
    private func isHeading(_ button: HTMLTree.Index) -> Bool {
        let parent = tree[button].parent
        guard parent != HTMLTree.none, tree[parent].tag.isHeading else { return false }
        var child = tree[parent].first
        for _ in 0..<HTMLFurniture.nearest {
            guard child != HTMLTree.none else { return true }
            if child != button, holdsText(child) { return false }
            child = tree[child].next
        }
        return false
    }

    private func holdsText(_ index: HTMLTree.Index) -> Bool {
        let node = tree[index]
        if node.kind == .text { return tree.bytes(node.content).contains { $0 > 0x20 } }
        return node.kind == .element && node.first != HTMLTree.none
    }

    /// Whether a head is that of an article, with its title, and not that of the page.
    private func isHeadOfArticle(_ header: HTMLTree.Index) -> Bool {
        guard tree.contains(below: header, where: { [.h1, .h2].contains($0.tag) }) else { return false }
        var place = tree[header].parent
        for _ in 0..<HTMLFurniture.nearest where place != HTMLTree.none {
            if tree.isHTML(place, .article) { return true }
            place = tree[place].parent
        }
        return false
    }

    private func isNamedFurniture(_ index: HTMLTree.Index, _ node: HTMLTree.Node, isInsideMain: Bool) -> Bool {
        for attribute in tree.attributes[Int(node.content.start)..<Int(node.content.end)] {
            switch HTMLAttributeName(rawValue: UInt8(clamping: attribute.name)) {
            case .class, .id:
                let names = tree.value(of: attribute)
                if HTMLFurniture.isMarked(names) || !isInsideMain && HTMLFurniture.isFoot(names) { return true }
            case .role: if HTMLFurniture.roles.contains(words(of: attribute)) { return true }
            // How LibreOffice exports the head and the foot of its pages.
            case .title where node.tag == .div:
                if ["header", "footer"].contains(words(of: attribute)) { return true }
            default: break
            }
        }
        return rules.contains { $0.matches(index, tree) }
    }

    private func words(of attribute: HTMLAttribute) -> String {
        String(decoding: tree.value(of: attribute), as: UTF8.self).lowercased()
    }

    private func holdsHeading(_ root: HTMLTree.Index) -> Bool {
        tree.contains(below: root) { [.h1, .h2, .h3, .main, .article].contains($0.tag) }
    }

    // Whether a word of a class or id is one of the marks, alone or joined to others by a dash (`site-nav-top`).
    private static func isMarked(_ names: ArraySlice<UInt8>) -> Bool {
        var start = names.startIndex
        while start < names.endIndex {
            var end = start
            while end < names.endIndex, !HTMLTokenizer.isSpace(names[end]) { end += 1 }
            if end - start >= shortest, end - start < 64, isMark(names[start..<end]) { return true }
            start = end + 1
        }
        return false
    }

    // What a page without the elements for it calls its foot, or the link past its menus. Within the main part anything may
    // have a foot.
    private static func isFoot(_ names: ArraySlice<UInt8>) -> Bool {
        names.split(whereSeparator: HTMLTokenizer.isSpace).contains { name in
            feet.contains { foot in foot.count == name.count && name.elementsEqual(foot) { $0 | 0x20 == $1 } }
        }
    }

    // At the beginning of the word, or after a dash at its end.
    private static func isMark(_ word: ArraySlice<UInt8>) -> Bool {
        if isMark(word, at: word.startIndex, endsWord: false) { return true }
        // `no-sidebar` and `has-cookies` say how the page is, not what stands in the element.
        if let first = word.split(separator: UInt8(ascii: "-"), maxSplits: 1).first, states.contains(Array(first)) {
            return false
        }
        // What a tool numbers or hashes has the name it was given behind that: `c12-related-content`.
        if let dash = word.firstIndex(of: UInt8(ascii: "-")), dash + 1 < word.endIndex,
            word[..<dash].contains(where: { (0x30...0x39).contains($0) }), isMark(word, at: dash + 1, endsWord: false)
        {
            return true
        }
        for index in word.indices.dropLast() where word[index] == UInt8(ascii: "-") {
            if isMark(word, at: index + 1, endsWord: true) { return true }
        }
        return false
    }

    private static func isMark(_ word: ArraySlice<UInt8>, at start: Int, endsWord: Bool) -> Bool {
        marks[Int(word[start] & 0x1F)].contains { mark in
            let end = start + mark.count
            guard end == word.endIndex || end < word.endIndex && !endsWord && isJoint(word[end]) else { return false }
            return word[start..<end].elementsEqual(mark) { $0 | 0x20 == $1 }
        }
    }

    private static func isJoint(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") }

    private static let roles: Set<String> = ["navigation", "banner", "contentinfo", "search", "alertdialog", "dialog"]
    // By their first letters.
    private static let marks: [[[UInt8]]] = [
        "breadcrumb", "breadcrumbs", "cookie", "cookies", "skip-link", "skiplink", "site-nav", "navbar", "pagination",
        "social", "share", "sharing", "related", "related-links", "site-footer", "site-header", "newsletter", "sidebar",
        "side-bar", "side-column", "side-menu", "side-nav", "sidenav", "feedback", "survey", "back-to-top",
        "print-only",
        "reading-time", "read-time", "view-count", "view-counter", "page-views",
    ].reduce(into: .init(repeating: [], count: 32)) { marks, mark in
        let letters = Array(mark.utf8)
        marks[Int(letters[0] & 0x1F)].append(letters)
    }
    private static let nearest = 8
    private static let shortest = 5
    private static let states = Set(
        ["no", "not", "has", "with", "without", "is", "one", "two", "hide", "show"].map { Array($0.utf8) })
    private static let feet: [[UInt8]] = ["footer", "page-footer", "skip"].map { Array($0.utf8) }
}

extension HTMLTree {
    /// Whether an element below another one is of a kind.
    func contains(below root: Index, where isWanted: (Node) -> Bool) -> Bool {
        var index = self[root].first
        guard index != HTMLTree.none else { return false }
        while true {
            let node = self[index]
            if node.kind == .element, isWanted(node) { return true }
            if node.first != HTMLTree.none {
                index = node.first
                continue
            }
            while self[index].next == HTMLTree.none {
                index = self[index].parent
                if index == root || index == HTMLTree.none { return false }
            }
            index = self[index].next
        }
    }
}

/// A selector of `PageRules`.
struct PageSelector {
    private var tag: String?
    private var name: [UInt8]?
    private var isID = false

    /// Gives `nil` for what is no selector.
    init?(_ text: String) {
        let text = text.lowercased()
        guard let mark = text.firstIndex(where: { $0 == "." || $0 == "#" }) else {
            guard !text.isEmpty else { return nil }
            tag = text
            return
        }
        if mark > text.startIndex { tag = String(text[..<mark]) }
        isID = text[mark] == "#"
        let rest = text[text.index(after: mark)...]
        guard !rest.isEmpty else { return nil }
        name = Array(rest.utf8)
    }

    func matches(_ index: HTMLTree.Index, _ tree: HTMLTree) -> Bool {
        let node = tree[index]
        guard node.kind == .element else { return false }
        if let tag, tree.tagNames.name(node.name) != tag { return false }
        guard let name else { return true }
        guard let value = tree.attributeBytes(isID ? .id : .class, of: index) else { return false }
        return value.split(whereSeparator: HTMLTokenizer.isSpace).contains { word in
            word.elementsEqual(name) { ($0 &- 0x41 < 26 ? $0 | 0x20 : $0) == $1 }
        }
    }
}
