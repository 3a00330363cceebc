// The text of elements that hold no mark-up: it ends where their end tag begins.

extension HTMLTokenizer {
    mutating func rawText(until stop: Int, references: Bool) -> HTMLToken {
        guard position < stop else {
            if position >= end { return HTMLToken(kind: .end) }
            contentModel = .data
            return nextData()
        }
        let start = position
        position = stop
        let isPlain =
            tree.source.place(of: 0, in: start..<stop) == nil
            && !(references && tree.source.place(of: UInt8(ascii: "&"), in: start..<stop) != nil)
        if isPlain { return HTMLToken(kind: .text, text: HTMLText(start: Int32(start), end: Int32(stop))) }
        let begun = tree.decoded.count
        var index = start
        while index < stop {
            switch tree.source[index] {
            case 0:
                tree.decoded.append(contentsOf: HTMLCharacterReferences.replacement)
                index += 1
            case UInt8(ascii: "&") where references:
                index += HTMLCharacterReferences.decode(
                    tree.source[index..<stop], isAttribute: false, into: &tree.decoded)
            default:
                tree.decoded.append(tree.source[index])
                index += 1
            }
        }
        return HTMLToken(kind: .text, text: decodedSince(begun))
    }

    // Where the end tag of the element begins that raw text is in.
    func rawTextEnd() -> Int {
        var index = position
        while let found = tree.source.place(of: UInt8(ascii: "<"), in: index..<end) {
            if isEndOfRawText(found) { return found }
            index = found + 1
        }
        return end
    }

    private func isEndOfRawText(_ index: Int) -> Bool {
        byte(index + 1) == UInt8(ascii: "/") && lastStartTag != 0
            && isName(tree.tagNames.name(lastStartTag), at: index + 2)
    }

    // Whether a name stands at a place, and ends there.
    private func isName(_ name: String, at start: Int) -> Bool {
        var index = start
        for letter in name.utf8 {
            guard byte(index) | 0x20 == letter | 0x20, index < end else { return false }
            index += 1
        }
        let next = byte(index)
        return index < end && (HTMLTokenizer.isSpace(next) || next == UInt8(ascii: "/") || next == UInt8(ascii: ">"))
    }

    // In a script `<!--` hides a `<script>` with its end tag, until `-->`.
    func scriptEnd() -> Int {
        var index = position
        var (isEscaped, isDoubleEscaped) = (false, false)
        while index < end {
            if !isEscaped { index = tree.source.place(of: UInt8(ascii: "<"), in: index..<end) ?? end }
            switch tree.source[index] {
            case UInt8(ascii: "<"):
                if !isEscaped, matches("!--", at: index + 1) {
                    isEscaped = true
                    // The dashes that open it can be those that close it: `<!-->`.
                    index += 1
                } else if isDoubleEscaped {
                    if byte(index + 1) == UInt8(ascii: "/"), isName("script", at: index + 2) {
                        isDoubleEscaped = false
                    }
                } else if isEndOfRawText(index) {
                    return index
                } else if isEscaped, isName("script", at: index + 1) {
                    isDoubleEscaped = true
                }
            case UInt8(ascii: "-") where isEscaped:
                if matches("-->", at: index) { (isEscaped, isDoubleEscaped) = (false, false) }
            default: break
            }
            index += 1
        }
        return end
    }
}
