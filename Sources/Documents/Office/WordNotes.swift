import Model

/// What the notes in a part of footnotes or endnotes say, each by its id (ECMA-376 part 1, 17.11). The part is read once.
struct WordNotes {
    private(set) var documents: [String: Document] = [:]

    init(_ wanted: Set<String>, in part: [UInt8], styles: WordStyles, relations: Relations) {
        var open: (id: String, walk: WordWalk)?
        var tokens = XMLTokens(part, prefixes: WordWalk.prefixes)
        while let token = tokens.next() {
            switch token {
            case .start("w:footnote", let attributes), .start("w:endnote", let attributes):
                close(&open)
                guard let id = attributes["w:id"], wanted.contains(id) else { continue }
                open = (id, WordWalk(styles: styles, relations: relations))
            case .end("w:footnote"), .end("w:endnote"): close(&open)
            default: open?.walk.take(token)
            }
        }
        close(&open)
    }

    // Of notes with the same id the first counts.
    private mutating func close(_ note: inout (id: String, walk: WordWalk)?) {
        guard var closed = note else { return }
        note = nil
        closed.walk.finish()
        if documents[closed.id] == nil { documents[closed.id] = closed.walk.document }
    }
}
