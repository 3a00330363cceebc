import Foundation
import Model

/// One walk over the tree of a page, without recursion, so that no nesting can exhaust the stack.
struct HTMLWalk {
    private let tree: HTMLTree
    private let furnitureRules: HTMLFurniture
    private let links: LinkResolver
    private let hidden: HTMLHiddenText
    private var builder = CanonicalTextBuilder()
    private var furniture = CanonicalTextBuilder()
    private var state = State()
    // The states around the open elements, outermost first.
    private var outer: [State] = []

    // What the elements around the present place mean for its text.
    private struct State {
        var kind: Block.Kind = .paragraph
        var isFurniture = false
        var isInsideMain = false
        var listDepth = 0
        var isRow = false
        var preservesLines = false
    }

    static func document(of tree: HTMLTree, hint: DocumentReader.Hint) -> Document {
        let survey = HTMLSurvey(tree)
        let address = hint.url ?? survey.savedFrom
        let links = LinkResolver(base: survey.base.map(LinkResolver(base: address).absolute) ?? address)
        let canonicalURL = survey.canonicalURL.map(LinkResolver(base: address).absolute) ?? survey.savedFrom
        let rules = HTMLFurniture(tree, survey, rules: hint.pageRules(for: canonicalURL))
        var walk = HTMLWalk(tree: tree, furnitureRules: rules, links: links)
        walk.run()
        return Document(
            mediaType: "text/html", title: survey.title, language: survey.language, canonicalURL: canonicalURL,
            blocks: walk.builder.blocks, links: walk.builder.links, text: walk.builder.text,
            furniture: walk.furniture.lines)
    }

    private init(tree: HTMLTree, furnitureRules: HTMLFurniture, links: LinkResolver) {
        self.tree = tree
        self.furnitureRules = furnitureRules
        self.links = links
        hidden = HTMLHiddenText(tree)
    }

    private mutating func run() {
        var index = tree[HTMLTree.document].first
        while index != HTMLTree.none {
            if enter(index) {
                let first = tree[index].first
                if first != HTMLTree.none {
                    index = first
                    continue
                }
                leave(index)
            }
            while tree[index].next == HTMLTree.none {
                index = tree[index].parent
                if index == HTMLTree.document { return endBlock() }
                leave(index)
            }
            index = tree[index].next
        }
        endBlock()
    }

    // Whether it is an element whose content counts.
    private mutating func enter(_ index: HTMLTree.Index) -> Bool {
        let node = tree[index]
        switch node.kind {
        case .text:
            text(tree.bytes(node.content))
            return false
        case .element:
            guard !isLeftOut(index, node) else { return false }
            outer.append(state)
            open(index, node)
            return true
        default: return false
        }
    }

    private mutating func text(_ bytes: ArraySlice<UInt8>) {
        guard state.preservesLines, bytes.contains(0x0A) else { return write(bytes) }
        for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if number > 0 { endBlock() }
            write(line)
        }
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>) {
        if state.isFurniture { furniture.append(utf8: bytes) } else { builder.append(utf8: bytes) }
    }

    private mutating func writeSpace() {
        if state.isFurniture { furniture.appendSpace() } else { builder.appendSpace() }
    }

    private mutating func endBlock() {
        if state.isFurniture { furniture.endBlock(.paragraph) } else { builder.endBlock(state.kind) }
        // Only the first paragraph of a list item carries its bullet.
        if case .listItem = state.kind, !state.isFurniture { state.kind = .paragraph }
    }

    private mutating func open(_ index: HTMLTree.Index, _ node: HTMLTree.Node) {
        let isBlock = node.isBlock
        if isBlock, state.isRow, node.tag != .tr {
            // A cell is one line, whatever stands in it.
            writeSpace()
        } else if isBlock {
            flushBefore()
        }
        if !state.isFurniture, furnitureRules.isFurniture(index, isInsideMain: state.isInsideMain) {
            enterFurniture()
        }
        if node.namespace == .html { openKnown(index, node.tag) }
        if furnitureRules.isMain(index) {
            state.isFurniture = false
            state.isInsideMain = true
        }
    }

    private mutating func openKnown(_ index: HTMLTree.Index, _ tag: HTMLTag) {
        switch tag {
        case .h1: state.kind = .heading(level: 1)
        case .h2: state.kind = .heading(level: 2)
        case .h3: state.kind = .heading(level: 3)
        case .h4: state.kind = .heading(level: 4)
        case .h5: state.kind = .heading(level: 5)
        case .h6: state.kind = .heading(level: 6)
        case .ul, .ol, .menu: state.listDepth += 1
        case .li: state.kind = .listItem(depth: max(1, state.listDepth))
        case .p, .div, .section, .article, .blockquote, .dt, .dd, .figure:
            if case .heading = state.kind { state.kind = .paragraph }
        case .tr: (state.kind, state.isRow) = (.tableRow, true)
        case .pre, .textarea: state.preservesLines = true
        case .br: lineBreak()
        case .img: image(index)
        case .a: if !state.isFurniture, let url = target(of: index) { builder.openLink(links.absolute(url)) }
        default: break
        }
    }

    // The text that stands before a child element of an item belongs to the item; an item whose first child is a
    // paragraph has written nothing yet and keeps its bullet for it.
    private mutating func flushBefore() {
        let isPending = state.isFurniture ? furniture.isLineEmpty : builder.isLineEmpty
        if !isPending { endBlock() }
    }

    private mutating func leave(_ index: HTMLTree.Index) {
        guard let outer = outer.popLast() else { return }
        let node = tree[index]
        if node.tag == .a, !state.isFurniture, target(of: index) != nil { builder.closeLink() }
        if node.tag.isCell, state.isRow {
            if state.isFurniture { writeSpace() } else { builder.endCell() }
        } else if node.isBlock, !outer.isRow || node.tag == .tr {
            let wasWritten = state.isFurniture ? !furniture.isLineEmpty : !builder.isLineEmpty
            endBlock()
            let keepsBullet = !wasWritten && node.tag != .li
            state = settled(outer, keepsBullet: keepsBullet, inner: state)
            return
        }
        // Furniture within a line ends with it.
        if state.isFurniture, !outer.isFurniture { endBlock() }
        state = outer
    }

    // After a block inside a list item ended, the rest of the item is a paragraph; its bullet is used up.
    private func settled(_ outer: State, keepsBullet: Bool, inner: State) -> State {
        var state = outer
        if case .listItem = outer.kind, !keepsBullet { state.kind = .paragraph }
        return state
    }

    private mutating func enterFurniture() {
        endBlock()
        state.isFurniture = true
    }

    private mutating func lineBreak() {
        switch state.kind {
        case .paragraph where !state.isRow: endBlock()
        default: writeSpace()
        }
    }

    // Grades are published as badges: what an image says for those who do not see it is part of the text.
    private mutating func image(_ index: HTMLTree.Index) {
        guard !state.isFurniture, let words = tree.attributeBytes(.alt, of: index),
            !words.allSatisfy(HTMLTokenizer.isSpace)
        else { return }
        writeSpace()
        write(words)
        writeSpace()
    }

    private func isLeftOut(_ index: HTMLTree.Index, _ node: HTMLTree.Node) -> Bool {
        guard node.namespace == .html else { return true }
        switch node.tag {
        case .head, .script, .style, .template, .noscript, .iframe, .object, .select, .title, .link, .meta, .base,
            .canvas, .audio, .video:
            return true
        default:
            guard !node.content.isEmpty else { return false }
            if tree.attributeBytes(.hidden, of: index) != nil || hidden.contains(index) { return true }
            return tree.attributeBytes(.ariaHidden, of: index)?.elementsEqual("true".utf8) { $0 | 0x20 == $1 } ?? false
        }
    }

    private func target(of link: HTMLTree.Index) -> ArraySlice<UInt8>? {
        tree.attributeBytes(.href, of: link).flatMap { $0.allSatisfy(HTMLTokenizer.isSpace) ? nil : $0 }
    }
}

extension HTMLTree.Node {
    /// Whether text before and after this element stands in lines of its own.
    var isBlock: Bool {
        guard kind == .element, namespace == .html else { return false }
        switch tag {
        case .address, .article, .aside, .blockquote, .body, .caption, .center, .dd, .details, .dialog, .dir, .div, .dl,
            .dt, .fieldset, .figcaption, .figure, .footer, .form, .h1, .h2, .h3, .h4, .h5, .h6, .header, .hgroup, .hr,
            .legend, .li, .listing, .main, .menu, .nav, .ol, .p, .plaintext, .pre, .search, .section, .summary, .table,
            .tbody, .tfoot, .thead, .tr, .ul, .xmp:
            return true
        default: return false
        }
    }
}
