/// Links that lead to the page itself: to its main part for those who skip the menus, and back to its top.
struct HTMLPageLinks {
    private let tree: HTMLTree
    // The ids of the title and of everything that holds it.
    private let tops: Set<[UInt8]>
    // The link that holds the first words of the page.
    private let first: HTMLTree.Index

    init(_ tree: HTMLTree) {
        self.tree = tree
        var tops: Set<[UInt8]> = [Array("top".utf8)]
        let marks = tree.nodes.indices.lazy.map(HTMLTree.Index.init).filter { index in
            tree.isHTML(index, .h1) || tree.isMain(index)
        }
        // The first title and the first main part; a page may hold any number of them.
        for first in marks.prefix(2) {
            var index = first
            while index != HTMLTree.none, index != HTMLTree.document {
                if let id = tree.attributeBytes(.id, of: index), !id.isEmpty { tops.insert(Array(id)) }
                index = tree[index].parent
            }
        }
        self.tops = tops
        first = HTMLPageLinks.first(in: tree)
    }

    // Whatever it is called and wherever it leads: what stands before everything else leads past the menus.
    private static func first(in tree: HTMLTree) -> HTMLTree.Index {
        let texts = tree.nodes.indices.lazy.map(HTMLTree.Index.init).filter { index in
            tree[index].kind == .text && !tree.bytes(tree[index].content).allSatisfy(HTMLTokenizer.isSpace)
        }
        // The head of a page and its scripts have few texts.
        for text in texts.prefix(100) {
            var (link, index) = (HTMLTree.none, tree[text].parent)
            while index != HTMLTree.none, index != HTMLTree.document, !tree.isHTML(index, .body) {
                let tag = tree[index].tag
                if tag == .a { link = index }
                if [.head, .script, .style, .template, .noscript].contains(tag) { break }
                index = tree[index].parent
            }
            if index != HTMLTree.none, tree.isHTML(index, .body) { return link }
        }
        return HTMLTree.none
    }

    /// Whether an element is such a link and stands alone in its line: a reference within a sentence belongs to it.
    func contains(_ index: HTMLTree.Index) -> Bool {
        guard tree.isHTML(index, .a), let target = tree.attributeBytes(.href, of: index), target.first == 0x23 else {
            return false
        }
        return (index == first || tops.contains(Array(target.dropFirst()))) && isAlone(index)
    }

    private func isAlone(_ link: HTMLTree.Index) -> Bool {
        var index = link
        while index != HTMLTree.none, !tree[index].isBlock, !tree[index].tag.isCell {
            let node = tree[index]
            guard isFree(node.previous, \.previous), isFree(node.next, \.next) else { return false }
            index = node.parent
        }
        return index != HTMLTree.none && !tree[index].tag.isHeading && !tree[index].tag.isCell
    }

    // Whether nothing stands beside a place in its line.
    private func isFree(_ place: HTMLTree.Index, _ step: KeyPath<HTMLTree.Node, HTMLTree.Index>) -> Bool {
        var index = place
        while index != HTMLTree.none {
            let node = tree[index]
            switch node.kind {
            case .element: return node.isBlock || node.tag == .br
            case .text where !tree.bytes(node.content).allSatisfy(HTMLTokenizer.isSpace): return false
            default: index = node[keyPath: step]
            }
        }
        return true
    }
}
