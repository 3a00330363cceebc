/// Links that lead to the page itself: to its main part for those who skip the menus, and back to its top.
struct HTMLPageLinks {
    private let tree: HTMLTree
    // The ids of the title and of everything that holds it.
    private let tops: Set<[UInt8]>

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
    }

    /// Whether an element is such a link and stands alone in its line: a reference within a sentence belongs to it.
    func contains(_ index: HTMLTree.Index) -> Bool {
        guard tree.isHTML(index, .a), let target = tree.attributeBytes(.href, of: index), target.first == 0x23 else {
            return false
        }
        return tops.contains(Array(target.dropFirst())) && isAlone(index)
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
