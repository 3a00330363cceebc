package import Model

/// One side of a comparison: a record and the canonical text its evidence points into.
package struct Reading: Hashable, Sendable {
    /// What the document says, typed.
    package let record: Record
    /// The text that the record's evidence points into.
    package let text: CanonicalText

    /// Takes a record with the text it was read from; evidence of another text would explain the wrong sentences.
    package init(record: Record, text: CanonicalText) {
        self.record = record
        self.text = text
    }
}
