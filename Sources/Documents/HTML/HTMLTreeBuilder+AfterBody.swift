// The insertion modes after the body, and those of frames.

extension HTMLTreeBuilder {
    mutating func afterBody() -> Bool {
        switch (token.kind, token.tag) {
        case (.space, _), (.startTag, .html): return inBody()
        case (.comment, _): insertComment(into: stack[0])
        case (.doctype, _), (.end, _): break
        case (.endTag, .html): mode = .afterAfterBody
        default:
            mode = .inBody
            return true
        }
        return false
    }

    mutating func afterAfterBody() -> Bool {
        switch (token.kind, token.tag) {
        case (.comment, _): insertComment(into: HTMLTree.document)
        case (.space, _), (.doctype, _), (.startTag, .html): return inBody()
        case (.end, _): break
        default:
            mode = .inBody
            return true
        }
        return false
    }

    mutating func inFrameset() -> Bool {
        switch (token.kind, token.tag) {
        case (.space, _): insertText(token.text)
        case (.text, _): insertSpacesOfText()
        case (.comment, _): insertComment()
        case (.startTag, .html): return inBody()
        case (.startTag, .frameset): insertOrdinary()
        case (.startTag, .frame): insertVoid()
        case (.startTag, .noframes): return inHead()
        case (.endTag, .frameset):
            guard stack.count > 1 else { break }
            pop()
            if !isCurrent(.frameset) { mode = .afterFrameset }
        default: break
        }
        return false
    }

    mutating func afterFrameset() -> Bool {
        switch (token.kind, token.tag) {
        case (.space, _): insertText(token.text)
        case (.text, _): insertSpacesOfText()
        case (.comment, _): insertComment()
        case (.startTag, .html): return inBody()
        case (.endTag, .html): mode = .afterAfterFrameset
        case (.startTag, .noframes): return inHead()
        default: break
        }
        return false
    }

    mutating func afterAfterFrameset() -> Bool {
        switch (token.kind, token.tag) {
        case (.comment, _): insertComment(into: HTMLTree.document)
        case (.space, _), (.doctype, _), (.startTag, .html): return inBody()
        case (.text, _): insertSpacesOfText()
        case (.startTag, .noframes): return inHead()
        default: break
        }
        return false
    }

    // Around frames only the white space of a text counts.
    private mutating func insertSpacesOfText() {
        let begun = tree.decoded.count
        let spaces = tree.bytes(token.text).filter(HTMLTokenizer.isSpace)
        guard !spaces.isEmpty else { return }
        tree.decoded.append(contentsOf: spaces)
        let base = tree.source.count
        insertText(HTMLText(start: Int32(base + begun), end: Int32(base + tree.decoded.count)))
    }
}
