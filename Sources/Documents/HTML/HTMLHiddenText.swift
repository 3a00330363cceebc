/// Elements that an inline style hides: banners, messages and fields that no reader is shown.
///
/// A page that was saved hides the closed parts of its accordions in the same way, and what stands in those is text of the
/// document: what a control opens, or follows on one, is not hidden here.
struct HTMLHiddenText {
    private let tree: HTMLTree
    private let hidden: Set<HTMLTree.Index>

    init(_ tree: HTMLTree) {
        self.tree = tree
        let styled = tree.nodes.indices.lazy.map(HTMLTree.Index.init).filter { HTMLHiddenText.isStyledAway($0, tree) }
        let candidates = Array(styled)
        guard !candidates.isEmpty else {
            hidden = []
            return
        }
        let opened = HTMLHiddenText.opened(in: tree)
        let pages = HTMLHiddenText.holders(in: tree)
        hidden = Set(
            candidates.filter { index in
                if pages.contains(index) || HTMLHiddenText.isPanel(index, tree) { return false }
                return tree.attributeBytes(.id, of: index).map { !opened.contains(Array($0)) } ?? true
            })
    }

    func contains(_ index: HTMLTree.Index) -> Bool { hidden.contains(index) }

    private static func isStyledAway(_ index: HTMLTree.Index, _ tree: HTMLTree) -> Bool {
        let node = tree[index]
        guard node.kind == .element, !node.content.isEmpty, let style = tree.attributeBytes(.style, of: index),
            style.count < 4096
        else { return false }
        let plain = style.filter { !HTMLTokenizer.isSpace($0) }.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        return plain.split(separator: UInt8(ascii: ";")).contains { declaration in
            declaration.starts(with: "display:none".utf8) || declaration.starts(with: "visibility:hidden".utf8)
        }
    }

    /// The ids that links and controls of the page open.
    private static func opened(in tree: HTMLTree) -> Set<[UInt8]> {
        var ids: Set<[UInt8]> = []
        for index in tree.nodes.indices.lazy.map(HTMLTree.Index.init) where tree[index].kind == .element {
            for name in [HTMLAttributeName.href, .dataTarget, .dataBsTarget] {
                if let target = tree.attributeBytes(name, of: index), target.first == UInt8(ascii: "#") {
                    ids.insert(Array(target.dropFirst()))
                }
            }
            guard let controlled = tree.attributeBytes(.ariaControls, of: index) else { continue }
            for id in controlled.split(whereSeparator: HTMLTokenizer.isSpace) { ids.insert(Array(id)) }
        }
        return ids
    }

    /// Everything that holds a title or a main part: a page may be hidden until its scripts have run.
    private static func holders(in tree: HTMLTree) -> Set<HTMLTree.Index> {
        var holders: Set<HTMLTree.Index> = []
        for place in tree.nodes.indices {
            var index = HTMLTree.Index(place)
            guard tree.isHTML(index, .h1) || tree.isHTML(index, .article) || tree.isMain(index) else { continue }
            while index != HTMLTree.none, index != HTMLTree.document, holders.insert(index).inserted {
                index = tree[index].parent
            }
        }
        return holders
    }

    /// Whether an element is the closed part of something that opens, by the names and the elements around it.
    private static func isPanel(_ index: HTMLTree.Index, _ tree: HTMLTree) -> Bool {
        var previous = tree[index].previous
        while previous != HTMLTree.none, tree[previous].kind != .element { previous = tree[previous].previous }
        if previous != HTMLTree.none, tree[previous].tag.isHeading || [.button, .summary].contains(tree[previous].tag) {
            return true
        }
        var place = index
        for _ in 0..<nearest where place != HTMLTree.none && place != HTMLTree.document {
            if tree.isHTML(place, .details) || isNamedPanel(place, tree) { return true }
            place = tree[place].parent
        }
        return false
    }

    private static func isNamedPanel(_ index: HTMLTree.Index, _ tree: HTMLTree) -> Bool {
        guard !tree[index].content.isEmpty else { return false }
        return [HTMLAttributeName.class, .id, .role].contains { name in
            guard let value = tree.attributeBytes(name, of: index), value.count < 1024 else { return false }
            let names = String(decoding: value, as: UTF8.self).lowercased()
            return panels.contains { names.contains($0) }
        }
    }

    // So many elements around it are looked at: a panel stands close to what it belongs to.
    private static let nearest = 6
    private static let panels = ["accordion", "collaps", "panel", "expand", "toggle", "tab-", "tabs", "reveal"]
}
