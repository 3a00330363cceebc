/// The tree of a page from its tokens (WHATWG HTML, "Tree construction"), for whole pages and without scripts.
///
/// Each insertion mode is a function that takes the token at hand and tells whether it must be processed again, in the mode
/// that is then set. The files beside this one hold them. Two caps of ours stand between the rules and hostile pages, whose trees
/// could be quadratic: elements that are nested too deep hold nothing, and the tree cannot outgrow its page.
struct HTMLTreeBuilder {
    enum Mode {
        case initial, beforeHTML, beforeHead, inHead, inHeadNoscript, afterHead, inBody, text, inTable, inTableText
        case inCaption, inColumnGroup, inTableBody, inRow, inCell, inTemplate, afterBody, inFrameset, afterFrameset
        case afterAfterBody, afterAfterFrameset
    }

    typealias Index = HTMLTree.Index

    var tokenizer: HTMLTokenizer
    var token = HTMLToken()
    var mode = Mode.initial
    var originalMode = Mode.initial
    var templateModes: [Mode] = []
    /// The stack of open elements.
    var stack: [Index] = []
    // How many of each element are open: most questions about the stack are answered by a zero.
    var openCounts = [Int](repeating: 0, count: HTMLTag.allCases.count)
    /// The list of active formatting elements; `HTMLTree.none` is a marker.
    var formatting: [Index] = []
    var head = HTMLTree.none
    var form = HTMLTree.none
    var isFramesetOK = true
    var isFosterParenting = false
    var isQuirky = false
    var pendingTableText: [HTMLToken] = []
    private var ignoresLineFeed = false
    private(set) var isTooLarge = false

    /// Open elements at once; browsers draw the line at the same depth.
    static let deepest = 512
    private let mostNodes: Int

    /// Gives the tree of a page in UTF-8, or `nil` for one that would outgrow every honest page.
    static func tree(of source: [UInt8]) -> HTMLTree? {
        var builder = HTMLTreeBuilder(withoutCarriageReturns(source))
        builder.run()
        return builder.isTooLarge ? nil : builder.tokenizer.tree
    }

    // A line ends with a line feed, whatever it ended with ("Preprocessing the input stream").
    private static func withoutCarriageReturns(_ source: [UInt8]) -> [UInt8] {
        guard source.place(of: 0x0D, in: source.indices) != nil else { return source }
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        for (index, byte) in source.enumerated() {
            if byte != 0x0D {
                result.append(byte)
            } else if index + 1 == source.count || source[index + 1] != 0x0A {
                result.append(0x0A)
            }
        }
        return result
    }

    private init(_ source: [UInt8]) {
        tokenizer = HTMLTokenizer(source)
        mostNodes = min(8 << 20, 100_000 + source.count / 2)
        tree.nodes.reserveCapacity(source.count / 40)
        tree.attributes.reserveCapacity(source.count / 80)
    }

    var tree: HTMLTree {
        @inline(__always) _read { yield tokenizer.tree }
        @inline(__always) _modify { yield &tokenizer.tree }
    }

    private mutating func run() {
        repeat {
            tokenizer.allowsCDATA = !stack.isEmpty && tree[current].namespace != .html
            token = tokenizer.next()
            if ignoresLineFeed {
                ignoresLineFeed = false
                dropLineFeed()
            }
            if token.kind != .space || !token.text.isEmpty {
                while process() {}
            }
            isTooLarge = tree.nodes.count > mostNodes
        } while token.kind != .end && !isTooLarge
    }

    private mutating func dropLineFeed() {
        guard token.kind == .space || token.kind == .text, tree.bytes(token.text).first == 0x0A else { return }
        token.text.start += 1
        if token.text.isEmpty { token.kind = .space }
    }

    /// A line feed right after the tag at hand is no text.
    mutating func ignoreLineFeed() { ignoresLineFeed = true }

    private mutating func process() -> Bool { isForeign ? foreign() : inMode(mode) }

    /// Processes the token by the rules of a mode.
    mutating func inMode(_ mode: Mode) -> Bool {
        switch mode {
        case .inBody: inBody()
        case .initial: initial()
        case .beforeHTML: beforeHTML()
        case .beforeHead: beforeHead()
        case .inHead: inHead()
        case .inHeadNoscript: inHeadNoscript()
        case .afterHead: afterHead()
        case .text: inText()
        case .inTable: inTable()
        case .inTableText: inTableText()
        case .inCaption: inCaption()
        case .inColumnGroup: inColumnGroup()
        case .inTableBody: inTableBody()
        case .inRow: inRow()
        case .inCell: inCell()
        case .inTemplate: inTemplate()
        case .afterBody: afterBody()
        case .inFrameset: inFrameset()
        case .afterFrameset: afterFrameset()
        case .afterAfterBody: afterAfterBody()
        case .afterAfterFrameset: afterAfterFrameset()
        }
    }

    // MARK: Inserting

    /// Where the next node goes: below a parent, before one of its children or as the last.
    func place(_ override: Index? = nil) -> (parent: Index, before: Index) {
        let target = override ?? current
        let node = tree[target]
        guard isFosterParenting, node.namespace == .html, node.tag.isTableStructure else {
            return (target, HTMLTree.none)
        }
        let table = stack.lastIndex { tree.isHTML($0, .table) }
        if let template = stack.lastIndex(where: { tree.isHTML($0, .template) }), table.map({ $0 < template }) ?? true {
            return (stack[template], HTMLTree.none)
        }
        guard let table else { return (stack[0], HTMLTree.none) }
        let parent = tree[stack[table]].parent
        return parent == HTMLTree.none ? (stack[max(0, table - 1)], HTMLTree.none) : (parent, stack[table])
    }

    mutating func insertText(_ text: HTMLText) {
        let (parent, before) = place()
        guard parent != HTMLTree.document else { return }
        let previous = before == HTMLTree.none ? tree[parent].last : tree[before].previous
        if previous != HTMLTree.none, tree[previous].kind == .text, tree[previous].content.end == text.start,
            text.start != Int32(tree.source.count)
        {
            tree[previous].content.end = text.end
            return
        }
        tree.insert(tree.add(.init(kind: .text, content: text)), into: parent, before: before)
    }

    mutating func insertComment(into parent: Index? = nil) {
        let (target, before) = parent.map { ($0, HTMLTree.none) } ?? place()
        tree.insert(tree.add(.init(kind: .comment, content: token.text)), into: target, before: before)
    }

    /// Makes the element of the token at hand, without hanging it anywhere.
    mutating func element(_ namespace: HTMLTree.Namespace = .html) -> Index {
        tree.add(
            .init(
                kind: .element, namespace: namespace, tag: token.tag, name: token.name, content: token.attributes))
    }

    /// Inserts the element of the token at hand and opens it.
    @discardableResult
    mutating func insertElement(_ namespace: HTMLTree.Namespace = .html) -> Index {
        let index = element(namespace)
        let (parent, before) = place()
        tree.insert(index, into: parent, before: before)
        push(index)
        return index
    }

    /// Inserts an element that the page left out.
    @discardableResult
    mutating func insertElement(implied tag: HTMLTag) -> Index {
        let saved = token
        defer { token = saved }
        token = HTMLToken(kind: .startTag, name: Int32(tag.rawValue), tag: tag)
        return insertElement()
    }

    /// Inserts the element of the token at hand, which cannot hold anything.
    mutating func insertVoid() {
        insertElement()
        pop()
    }

    /// Whether what is opened now may hold something.
    var isTooDeep: Bool { stack.count >= HTMLTreeBuilder.deepest }

    /// Inserts an element and opens it if it is not too deep for that.
    mutating func insertOrdinary() {
        insertElement()
        if stack.count > HTMLTreeBuilder.deepest { pop() }
    }

    /// Inserts an element whose text is raw.
    mutating func insertRaw(_ model: HTMLTokenizer.ContentModel) {
        insertElement()
        tokenizer.contentModel = model
        originalMode = mode
        mode = .text
    }

    func generatesImpliedEndTags(_ tag: HTMLTag) -> Bool {
        switch tag {
        case .dd, .dt, .li, .optgroup, .option, .p, .rb, .rp, .rt, .rtc: true
        default: false
        }
    }

    mutating func generateImpliedEndTags(except tag: HTMLTag? = nil) {
        while tree[current].namespace == .html, generatesImpliedEndTags(tree[current].tag), tree[current].tag != tag {
            pop()
        }
    }

    mutating func generateAllImpliedEndTags() {
        while stack.count > 1, tree[current].namespace == .html,
            generatesImpliedEndTags(tree[current].tag) || tree[current].tag.closesWithTemplate
        {
            pop()
        }
    }
}
