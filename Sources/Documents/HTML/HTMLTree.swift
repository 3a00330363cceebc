/// A piece of text of a page: a range of its source, or, counted on from there, of what had to be decoded.
struct HTMLText: Hashable {
    var start: Int32
    var end: Int32

    static let empty = HTMLText(start: 0, end: 0)
    var isEmpty: Bool { start == end }
}

/// An attribute as it stands in the source. Few are ever asked for, so references in the value are decoded only then.
struct HTMLAttribute {
    /// The number of its name (`HTMLNames.attributes`).
    let name: Int32
    let value: HTMLText
    /// Whether the value holds character references or NUL.
    let isEncoded: Bool
}

/// The tree of a page, flat: nodes name one another by their place in one array.
struct HTMLTree {
    typealias Index = Int32
    static let none: Index = -1
    /// The node that everything hangs on.
    static let document: Index = 0

    enum Kind: UInt8 { case document, element, text, comment, doctype }
    enum Namespace: UInt8 { case html, svg, math }

    struct Node {
        let kind: Kind
        var namespace = Namespace.html
        var tag = HTMLTag.other
        /// The number of the name (`HTMLNames.tags`).
        var name: Int32 = 0
        var parent = HTMLTree.none
        var first = HTMLTree.none
        var last = HTMLTree.none
        var previous = HTMLTree.none
        var next = HTMLTree.none
        /// The text of a text node or comment; the range of the attributes of an element.
        var content = HTMLText.empty
    }

    var nodes: [Node] = [Node(kind: .document)]
    /// What the texts are ranges of: the page in UTF-8 and a NUL, then what was decoded.
    var source: [UInt8]
    var decoded: [UInt8] = []
    var attributes: [HTMLAttribute] = []
    var tagNames = HTMLNames.tags
    var attributeNames = HTMLNames.attributes

    subscript(index: Index) -> Node {
        get { nodes[Int(index)] }
        set { nodes[Int(index)] = newValue }
    }

    func isHTML(_ index: Index, _ tag: HTMLTag) -> Bool {
        let node = nodes[Int(index)]
        return node.tag == tag && node.namespace == .html && node.kind == .element
    }

    /// Gives the bytes of a text (UTF-8).
    func bytes(_ text: HTMLText) -> ArraySlice<UInt8> {
        let base = Int32(source.count)
        return text.start < base
            ? source[Int(text.start)..<Int(text.end)] : decoded[Int(text.start - base)..<Int(text.end - base)]
    }

    /// Gives the value of an attribute, or `nil` where the element has none of that name.
    func attribute(_ wanted: HTMLAttributeName, of index: Index) -> String? {
        find(wanted, of: index).map { String(decoding: value(of: $0), as: UTF8.self) }
    }

    /// The same as bytes (UTF-8).
    func attributeBytes(_ wanted: HTMLAttributeName, of index: Index) -> ArraySlice<UInt8>? {
        find(wanted, of: index).map { value(of: $0) }
    }

    /// Gives the value of an attribute with its references decoded.
    func value(of attribute: HTMLAttribute) -> ArraySlice<UInt8> {
        let raw = bytes(attribute.value)
        guard attribute.isEncoded else { return raw }
        return HTMLCharacterReferences.decodedAttribute(raw)[...]
    }

    private func find(_ wanted: HTMLAttributeName, of index: Index) -> HTMLAttribute? {
        let content = nodes[Int(index)].content
        for place in Int(content.start)..<Int(content.end) where attributes[place].name == Int32(wanted.rawValue) {
            return attributes[place]
        }
        return nil
    }

    // MARK: Growing

    mutating func add(_ node: Node) -> Index {
        nodes.append(node)
        return Index(nodes.count - 1)
    }

    /// Hangs a node that hangs nowhere below a parent, before one of its children or, for `none`, as the last.
    mutating func insert(_ child: Index, into parent: Index, before: Index = HTMLTree.none) {
        let previous = before == HTMLTree.none ? self[parent].last : self[before].previous
        nodes[Int(child)].parent = parent
        nodes[Int(child)].previous = previous
        nodes[Int(child)].next = before
        if previous == HTMLTree.none {
            nodes[Int(parent)].first = child
        } else {
            nodes[Int(previous)].next = child
        }
        if before == HTMLTree.none {
            nodes[Int(parent)].last = child
        } else {
            nodes[Int(before)].previous = child
        }
    }

    /// Takes a node with all below it out of the tree.
    mutating func remove(_ child: Index) {
        let node = self[child]
        guard node.parent != HTMLTree.none else { return }
        if node.previous == HTMLTree.none {
            nodes[Int(node.parent)].first = node.next
        } else {
            nodes[Int(node.previous)].next = node.next
        }
        if node.next == HTMLTree.none {
            nodes[Int(node.parent)].last = node.previous
        } else {
            nodes[Int(node.next)].previous = node.previous
        }
        nodes[Int(child)].parent = HTMLTree.none
        nodes[Int(child)].previous = HTMLTree.none
        nodes[Int(child)].next = HTMLTree.none
    }

    /// Moves all children of a node below another one, in their order.
    mutating func moveChildren(of from: Index, to parent: Index) {
        while self[from].first != HTMLTree.none {
            let child = self[from].first
            remove(child)
            insert(child, into: parent)
        }
    }
}
