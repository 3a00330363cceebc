/// What a page says of the rules that it was written by.
struct HTMLDoctype {
    var name: HTMLText?
    var publicID: HTMLText?
    var systemID: HTMLText?
    var forcesQuirks = false
}

// Comments, the document type, and what else begins with `<!` or looks as if (WHATWG HTML, "Markup declaration open state").

extension HTMLTokenizer {
    mutating func declaration() -> HTMLToken? {
        if matches("--", at: position + 2) { return comment(from: position + 4) }
        if matches("doctype", at: position + 2) { return documentType(from: position + 9) }
        // The name is in capitals only.
        if allowsCDATA, tree.source[position..<end].starts(with: "<![CDATA[".utf8) {
            position += 9
            beginCDATA()
            return nil
        }
        return bogusComment(from: position + 2)
    }

    mutating func bogusComment(from start: Int) -> HTMLToken {
        var index = start
        while index < end, tree.source[index] != UInt8(ascii: ">") { index += 1 }
        position = min(index + 1, end)
        return commentToken(start, index)
    }

    private mutating func comment(from start: Int) -> HTMLToken {
        if byte(start) == UInt8(ascii: ">") {
            position = start + 1
            return commentToken(start, start)
        }
        if matches("->", at: start) {
            position = start + 2
            return commentToken(start, start)
        }
        var index = start
        while index < end {
            if tree.source[index] == UInt8(ascii: ">"), let stop = commentEnd(before: index, since: start) {
                position = index + 1
                return commentToken(start, stop)
            }
            index += 1
        }
        position = end
        return commentToken(start, commentEnd(before: end, since: start) ?? (endsWithDash(start) ? end - 1 : end))
    }

    private func endsWithDash(_ start: Int) -> Bool { end > start && tree.source[end - 1] == UInt8(ascii: "-") }

    // Where the words end if dashes, and perhaps `!`, stand before a place.
    private func commentEnd(before index: Int, since start: Int) -> Int? {
        if index - 2 >= start, matches("--", at: index - 2) { return index - 2 }
        if index - 3 >= start, matches("--!", at: index - 3) { return index - 3 }
        return nil
    }

    private func commentToken(_ start: Int, _ stop: Int) -> HTMLToken {
        HTMLToken(kind: .comment, text: HTMLText(start: Int32(min(start, stop)), end: Int32(stop)))
    }

    // MARK: Document type

    private mutating func documentType(from start: Int) -> HTMLToken {
        position = start
        var doctype = HTMLDoctype(forcesQuirks: true)
        skipSpace()
        if position < end, byte(position) != UInt8(ascii: ">") {
            doctype.name = takeDoctypeName()
            doctype.forcesQuirks = false
            identifiers(&doctype)
            if position >= end { doctype.forcesQuirks = true }
        }
        while position < end, tree.source[position] != UInt8(ascii: ">") { position += 1 }
        position = min(position + 1, end)
        return HTMLToken(kind: .doctype, doctype: doctype)
    }

    private mutating func takeDoctypeName() -> HTMLText {
        let start = position
        while position < end, !HTMLTokenizer.isSpace(byte(position)), byte(position) != UInt8(ascii: ">") {
            position += 1
        }
        return HTMLText(start: Int32(start), end: Int32(position))
    }

    private mutating func identifiers(_ doctype: inout HTMLDoctype) {
        skipSpace()
        if matches("public", at: position) {
            position += 6
            skipSpace()
            doctype.publicID = takeQuoted(&doctype)
            guard doctype.publicID != nil, !doctype.forcesQuirks else { return }
            skipSpace()
            // The second one may be missing.
            if byte(position) == UInt8(ascii: ">") || position >= end { return }
            doctype.systemID = takeQuoted(&doctype)
        } else if matches("system", at: position) {
            position += 6
            skipSpace()
            doctype.systemID = takeQuoted(&doctype)
        } else if position < end, byte(position) != UInt8(ascii: ">") {
            doctype.forcesQuirks = true
        }
    }

    private mutating func takeQuoted(_ doctype: inout HTMLDoctype) -> HTMLText? {
        let quote = byte(position)
        guard position < end, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            doctype.forcesQuirks = true
            return nil
        }
        position += 1
        let start = position
        while position < end, byte(position) != quote, byte(position) != UInt8(ascii: ">") { position += 1 }
        let text = HTMLText(start: Int32(start), end: Int32(position))
        if byte(position) == quote, position < end { position += 1 } else { doctype.forcesQuirks = true }
        return text
    }

    private mutating func skipSpace() {
        while HTMLTokenizer.isSpace(byte(position)) { position += 1 }
    }
}
