import CGumbo
import CGumboLibrary
import Foundation
import Model

/// One walk over the tree of a page, without recursion, so that no nesting can exhaust the stack.
struct HTMLWalk {
    private var builder = CanonicalTextBuilder()
    private var furniture = CanonicalTextBuilder()
    private var state = State()
    private var title: String?
    private var language: String?
    private var canonicalURL: String?
    private let base: URL?
    private let hasMain: Bool

    // What the elements around the present place mean for its text.
    private struct State {
        var kind: Block.Kind = .paragraph
        var isFurniture = false
        var isInsideMain = false
        var listDepth = 0
        var isRow = false
        var preservesLines = false
    }

    private enum Step {
        case enter(UnsafePointer<GumboNode>)
        case leave(GumboElementView, State)
    }

    static func document(of root: UnsafePointer<GumboNode>?, base: String?) -> Document? {
        guard let root else { return nil }
        var walk = HTMLWalk(base: base.flatMap(URL.init(string:)), hasMain: containsMain(root))
        walk.run(from: root)
        return Document(
            mediaType: "text/html", title: walk.title, language: walk.language, canonicalURL: walk.canonicalURL,
            blocks: walk.builder.blocks, links: walk.builder.links,
            text: walk.builder.text,
            furniture: walk.furniture.text.string.split(separator: "\n").map(String.init))
    }

    private init(base: URL?, hasMain: Bool) {
        self.base = base
        self.hasMain = hasMain
    }

    private mutating func run(from root: UnsafePointer<GumboNode>) {
        var steps: [Step] = [.enter(root)]
        while let step = steps.popLast() {
            switch step {
            case .enter(let node): enter(node, &steps)
            case .leave(let element, let outer): leave(element, outer)
            }
        }
        endBlock()
    }

    private mutating func enter(_ node: UnsafePointer<GumboNode>, _ steps: inout [Step]) {
        switch node.pointee.type {
        case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE, GUMBO_NODE_CDATA:
            text(String(cString: node.pointee.v.text.text))
        case GUMBO_NODE_ELEMENT:
            let element = GumboElementView(node)
            guard !isLeftOut(element) else { return noteHead(element) }
            let outer = state
            open(element)
            steps.append(.leave(element, outer))
            for child in element.children.reversed() { steps.append(.enter(child)) }
        case GUMBO_NODE_DOCUMENT:
            break
        default:
            break
        }
    }

    private mutating func text(_ string: String) {
        if state.preservesLines, string.contains("\n") {
            for (index, line) in string.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { endBlock() }
                write(String(line))
            }
        } else {
            write(string)
        }
    }

    private mutating func write(_ string: String) {
        if state.isFurniture { furniture.append(string) } else { builder.append(string) }
    }

    private mutating func endBlock() {
        if state.isFurniture { furniture.endBlock(.paragraph) } else { builder.endBlock(state.kind) }
        // Only the first paragraph of a list item carries its bullet.
        if case .listItem = state.kind, !state.isFurniture { state.kind = .paragraph }
    }

    private mutating func open(_ element: GumboElementView) {
        noteHead(element)
        if element.isBlock, state.isRow, element.name != "tr" {
            // A cell is one line, whatever stands in it.
            write(" ")
        } else if element.isBlock {
            flushBefore(element)
        }
        if !state.isFurniture, Furniture.isFurniture(element, insideMain: state.isInsideMain) { enterFurniture() }
        switch element.name {
        case "html": language = language ?? element.attribute("lang").flatMap { $0.isEmpty ? nil : $0 }
        case "body": if hasMain { enterFurniture() }
        case "h1", "h2", "h3", "h4", "h5", "h6":
            state.kind = .heading(level: element.name.utf8.last.map { Int($0) - 48 } ?? 1)
        case "ul", "ol", "menu": state.listDepth += 1
        case "li": state.kind = .listItem(depth: max(1, state.listDepth))
        case "p", "div", "section", "article", "blockquote", "dt", "dd", "figure":
            if case .heading = state.kind { state.kind = .paragraph }
        case "tr": (state.kind, state.isRow) = (.tableRow, true)
        case "pre", "textarea": state.preservesLines = true
        case "br": lineBreak()
        case "img": image(element)
        case "a":
            if !state.isFurniture, let url = HTMLWalk.target(of: element) { builder.openLink(absolute(url)) }
        default: break
        }
        if element.isMain {
            state.isFurniture = false
            state.isInsideMain = true
        }
    }

    // The text that stands before a child element of an item belongs to the item; an item whose first child is a
    // paragraph has written nothing yet and keeps its bullet for it.
    private mutating func flushBefore(_ element: GumboElementView) {
        let isPending = state.isFurniture ? furniture.isLineEmpty : builder.isLineEmpty
        if !isPending { endBlock() }
    }

    private mutating func leave(_ element: GumboElementView, _ outer: State) {
        if element.name == "a", !state.isFurniture, HTMLWalk.target(of: element) != nil { builder.closeLink() }
        if element.name == "td" || element.name == "th", state.isRow {
            if state.isFurniture { furniture.append(" ") } else { builder.endCell() }
        } else if element.isBlock, !outer.isRow || element.name == "tr" {
            let wasWritten = state.isFurniture ? !furniture.isLineEmpty : !builder.isLineEmpty
            endBlock()
            let keepsBullet = !wasWritten && element.name != "li"
            state = settled(outer, keepsBullet: keepsBullet, inner: state)
            return
        }
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
        default: write(" ")
        }
    }

    // Grades are published as badges: what an image says for those who do not see it is part of the text.
    private mutating func image(_ element: GumboElementView) {
        guard let words = element.attribute("alt"), !words.allSatisfy(\.isWhitespace), !state.isFurniture else {
            return
        }
        write(" \(words) ")
    }

    private mutating func noteHead(_ element: GumboElementView) {
        switch element.name {
        case "title" where title == nil:
            let words = element.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            title = words.isEmpty ? nil : words
        case "link" where element.attribute("rel")?.lowercased() == "canonical":
            canonicalURL = canonicalURL ?? element.attribute("href").map(absolute)
        default: break
        }
    }

    private func isLeftOut(_ element: GumboElementView) -> Bool {
        switch element.name {
        case "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "select", "title", "link",
            "meta",
            "base", "canvas", "audio", "video":
            true
        default:
            element.attribute("hidden") != nil || element.attribute("aria-hidden")?.lowercased() == "true"
        }
    }

    private static func target(of link: GumboElementView) -> String? {
        link.attribute("href").flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }

    private func absolute(_ url: String) -> String {
        let trimmed = url.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let base, let resolved = URL(string: trimmed, relativeTo: base) else { return trimmed }
        return resolved.absoluteString
    }

    private static func containsMain(_ root: UnsafePointer<GumboNode>) -> Bool {
        var nodes = [root]
        while let node = nodes.popLast() {
            guard node.pointee.type == GUMBO_NODE_ELEMENT else { continue }
            let element = GumboElementView(node)
            if element.isMain { return true }
            nodes.append(contentsOf: element.children)
        }
        return false
    }
}
