package import Model

/// One side of a comparison: a record and the canonical text its evidence points into.
package struct Reading: Hashable, Sendable {
    /// What the document says, typed.
    package let record: Record
    /// The text that the record's evidence points into.
    package let text: CanonicalText
    /// Judgments of earlier versions that this one's layout hid from the reader: still what the report last said.
    package let remembered: [Judgment]

    /// Takes a record with the text it was read from; evidence of another text would explain the wrong sentences.
    package init(record: Record, text: CanonicalText, remembered: [Judgment] = []) {
        self.record = record
        self.text = text
        self.remembered = remembered
    }
}
