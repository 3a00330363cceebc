/// Menus on a page that names neither its main part nor its navigation: places where nearly every word is a link.
///
/// Only what stands before the first paragraph of running text, or after the last one, can be a menu: a list of links inside a
/// report belongs to it. A page that is nothing but links keeps them all, since then they are what it has to say.
struct HTMLMenus {
    // Letters of running text that make a page one with something to say besides its links, and a paragraph one of them.
    private static let mostlyText = 600
    private static let runningText = 100
    private static let fewestLinks = 3
    private static let name = Array("menu".utf8)
    private static let longestNames = 256

    private let tree: HTMLTree
    private var measures: [Measure]
    // The places of running text in the order of the document.
    private var order: Int32 = 0
    private var firstText = Int32.max
    private var lastText = Int32.min
    private var allText = 0

    private struct Measure {
        var letters: Int32 = 0
        var linked: Int32 = 0
        var links: Int32 = 0
        var begins: Int32 = 0
        var ends: Int32 = 0
        var holdsHeading = false
    }

    /// Gives the elements that are menus.
    static func find(in tree: HTMLTree) -> Set<HTMLTree.Index> {
        var menus = HTMLMenus(tree)
        menus.measure()
        guard menus.allText > 0 else { return [] }
        let isLong = menus.allText >= mostlyText
        return Set(
            tree.nodes.indices.map(HTMLTree.Index.init).filter {
                menus.isMenu($0) && (isLong || menus.isNamed(tree[$0]))
            })
    }

    private init(_ tree: HTMLTree) {
        self.tree = tree
        measures = .init(repeating: Measure(), count: tree.nodes.count)
    }

    private func isMenu(_ index: HTMLTree.Index) -> Bool {
        let (node, measure) = (tree[index], measures[Int(index)])
        guard node.isBlock || node.tag.isCell, node.tag != .body, !measure.holdsHeading,
            measure.links >= (isNamed(node) ? 1 : HTMLMenus.fewestLinks), measure.linked * 10 >= measure.letters * 7
        else { return false }
        return measure.ends <= firstText || measure.begins > lastText
    }

    // A menu of one link is one all the same if its page calls it so: `menu`, `main-menu`, `menu-footer`.
    private func isNamed(_ node: HTMLTree.Node) -> Bool {
        tree.attributes[Int(node.content.start)..<Int(node.content.end)].contains { attribute in
            guard [.class, .id].contains(HTMLAttributeName(rawValue: UInt8(clamping: attribute.name))) else {
                return false
            }
            return tree.value(of: attribute).prefix(HTMLMenus.longestNames).split { !isLetter($0) }.contains { word in
                word.elementsEqual(HTMLMenus.name) { $0 | 0x20 == $1 }
            }
        }
    }

    private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private mutating func measure() {
        var index = tree[HTMLTree.document].first
        var linkDepth = 0
        while index != HTMLTree.none {
            order += 1
            let node = tree[index]
            measures[Int(index)].begins = order
            if node.kind == .text { count(node, isLinked: linkDepth > 0, at: index) }
            let isSkipped = node.kind == .element && HTMLMenus.isSilent(node)
            if node.kind == .element, node.tag == .a { linkDepth += 1 }
            if node.first != HTMLTree.none, !isSkipped {
                index = node.first
                continue
            }
            close(index, &linkDepth)
            while tree[index].next == HTMLTree.none {
                index = tree[index].parent
                if index == HTMLTree.document || index == HTMLTree.none { return }
                close(index, &linkDepth)
            }
            index = tree[index].next
        }
    }

    private mutating func count(_ node: HTMLTree.Node, isLinked: Bool, at index: HTMLTree.Index) {
        let letters = Int32(tree.bytes(node.content).count { !HTMLTokenizer.isSpace($0) })
        measures[Int(index)].letters = letters
        if isLinked { measures[Int(index)].linked = letters }
    }

    private mutating func close(_ index: HTMLTree.Index, _ linkDepth: inout Int) {
        let node = tree[index]
        var measure = measures[Int(index)]
        measure.ends = order
        if node.kind == .element {
            if node.tag == .a {
                linkDepth -= 1
                measure.links += 1
            }
            if node.tag.isHeading { measure.holdsHeading = true }
            noteRunningText(node, measure)
        }
        measures[Int(index)] = measure
        guard node.parent != HTMLTree.none else { return }
        measures[Int(node.parent)].letters += measure.letters
        measures[Int(node.parent)].linked += measure.linked
        measures[Int(node.parent)].links += measure.links
        if measure.holdsHeading { measures[Int(node.parent)].holdsHeading = true }
    }

    private mutating func noteRunningText(_ node: HTMLTree.Node, _ measure: Measure) {
        let plain = measure.letters - measure.linked
        guard node.isBlock || node.tag.isCell, plain >= HTMLMenus.runningText, measure.linked * 3 < measure.letters,
            !holdsBlocks(node)
        else { return }
        firstText = min(firstText, measure.begins)
        lastText = max(lastText, measure.ends)
        allText += Int(plain)
    }

    private func holdsBlocks(_ node: HTMLTree.Node) -> Bool {
        var child = node.first
        while child != HTMLTree.none {
            if tree[child].isBlock { return true }
            child = tree[child].next
        }
        return false
    }

    private static func isSilent(_ node: HTMLTree.Node) -> Bool {
        switch node.tag {
        case .head, .script, .style, .template, .noscript, .iframe, .object, .select, .svg, .math: true
        default: false
        }
    }
}
