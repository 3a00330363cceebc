import Model

/// A document with its words: every block divided into tokens and sentences once, for all readers.
struct WordedDocument: Sendable {
    let document: Document
    /// The tokens of each block.
    let tokens: [[Token]]
    /// The sentences of each block.
    let sentences: [[Sentence]]

    init(_ document: Document) {
        self.document = document
        tokens = document.blocks.map { Tokenizer.tokens(of: document.text, in: $0.range) }
        sentences = tokens.map(Sentence.sentences(of:))
    }

    var text: CanonicalText { document.text }

    /// A range with the quotation mark that stands right before it: ‘requires improvement’ at … is one statement.
    func withOpeningQuote(_ range: Range<Int>) -> Range<Int> {
        guard range.lowerBound > 0, ["‘", "“", "'", "\""].contains(text.scalars[range.lowerBound - 1]) else {
            return range
        }
        return (range.lowerBound - 1)..<range.upperBound
    }
    var blocks: [Block] { document.blocks }
}
