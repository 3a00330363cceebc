package import Model

/// What the search index holds of one report: which version, and the words by which it was filed.
package struct IndexedDocument: Hashable, Sendable {
    /// The sequence of the event that brought the version; never used again.
    let key: Int64
    package let report: ReportID
    package let version: VersionNumber
    let title: String
    let subject: String
    /// Subject and cycle as words that nobody can type.
    let marks: String
    /// How many bytes of the text are indexed, and how many it has.
    package let length: Int
    package let size: Int

    /// How much of a text is indexed, in bytes.
    package static let longestText = 1 << 20

    /// Whether its text is longer than what is indexed.
    package var isCut: Bool { length < size }

    /// Files a version under the event that brought it; gives it with the part of its text that is indexed.
    package static func filed(
        _ row: VersionRow, by event: Int64, text: [UInt8]
    ) -> (document: IndexedDocument, text: ArraySlice<UInt8>) {
        let part = beginning(of: text)
        let marks = [row.subject.map { mark("s", $0) }, row.cycle.map { mark("c", $0) }].compactMap { $0 }
        let document = IndexedDocument(
            key: event, report: row.report, version: row.version, title: row.title ?? "",
            subject: [row.report.spoken, row.subjectName].compactMap { $0 }.joined(separator: " "),
            marks: marks.joined(separator: " "), length: part.count, size: text.count)
        return (document, part)
    }

    // No letter is cut in two.
    private static func beginning(of text: [UInt8]) -> ArraySlice<UInt8> {
        guard text.count > longestText else { return text[...] }
        var end = longestText
        while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        return text[..<end]
    }

    /// One word of a subject or a cycle: letters of private use take the place of everything that would part it.
    static func mark(_ kind: String, _ value: String) -> String {
        let scalars = value.unicodeScalars.map { scalar in
            let isPlain = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            return isPlain ? scalar : Unicode.Scalar(0xE000 + scalar.value & 0xFF) ?? scalar
        }
        return "\u{E0FF}" + kind + String(scalars: scalars)
    }
}

/// Up to where the index follows the catalogue.
package struct SearchPosition: Hashable, Sendable {
    /// The sequence of the last event that was looked at, and its id: another catalogue counts anew.
    package let sequence: Int64
    package let event: String

    /// Takes both.
    package init(sequence: Int64, event: String) { (self.sequence, self.event) = (sequence, event) }

    /// The position of an empty index.
    package static let start = SearchPosition(sequence: 0, event: "")
}

/// What a step of filling does to the index.
package struct SearchBatch: Sendable {
    /// What is filed, with the part of its text that is indexed.
    package var added: [(document: IndexedDocument, text: ArraySlice<UInt8>)] = []
    /// What stands no more, with the text that was indexed; `nil` where the archive cannot give it, and its words stay behind unused.
    package var removed: [(document: IndexedDocument, text: ArraySlice<UInt8>?)] = []
    package var position: SearchPosition

    /// Gives a batch that only moves on.
    package init(to position: SearchPosition) { self.position = position }
}
