import Model

/// A document with its words: every block divided into tokens and sentences once, for all readers.
struct WordedDocument: Sendable {
    let document: Document
    /// The blocks that say something: a line that comes twice in a row is one.
    let blocks: [Block]
    /// The tokens of each block.
    let tokens: [[Token]]
    /// The sentences of each block.
    let sentences: [[Sentence]]
    /// The signs of the words of each block.
    let signs: [WordSigns]
    /// Behind which words the point of a number ends no sentence.
    let numbering: Set<String>

    /// In which language a document is written is known only when it has words: `numbering` is that of all.
    init(_ document: Document, numbering: Set<String> = Language.english.numbering) {
        self.document = document
        self.numbering = numbering
        blocks = WordedDocument.withoutEchoes(document)
        tokens = blocks.map { Tokenizer.tokens(of: document.text, in: $0.range) }
        sentences = tokens.map { Sentence.sentences(of: $0, numbering) }
        signs = sentences.map { WordSigns($0.lazy.map(\.signs)) }
    }

    var text: CanonicalText { document.text }

    /// The sentence with which the document breaks off, if no mark ends it.
    var brokenOff: Sentence? { sentences.last?.last.flatMap { $0.isWhole ? nil : $0 } }

    /// A range with the quotation mark that stands right before it: ‘requires improvement’ at … is one statement.
    func withOpeningQuote(_ range: Range<Int>) -> Range<Int> {
        guard range.lowerBound > 0, ["‘", "“", "'", "\""].contains(text.scalars[range.lowerBound - 1]) else {
            return range
        }
        return (range.lowerBound - 1)..<range.upperBound
    }

    /// Where the words of a line begin that is an item of a list by its number alone: *3. The force …*.
    func itemStart(of block: Int) -> Int? {
        let words = tokens[block].prefix(3)
        if let start = paragraphStart(words), blocks[block].isLine { return start }
        guard words.count == 3, blocks[block].isLine, words[0].word.count <= 3, Int(words[0].word) != nil,
            words[1].word == "." || words[1].word == ")", words[1].range.lowerBound == words[0].range.upperBound,
            words[2].isCapitalised, words[2].range.lowerBound > words[1].range.upperBound
        else { return nil }
        return words[2].range.lowerBound
    }

    // A numbered paragraph of a section: *2.12 The force …*.
    private func paragraphStart(_ words: ArraySlice<Token>) -> Int? {
        guard words.count > 1, words[0].word.count <= 5, words[0].word.contains("."), words[1].isCapitalised,
            words[0].word.split(separator: ".").allSatisfy({ Int($0) != nil })
        else { return nil }
        return words[1].range.lowerBound
    }

    // No list that a line announces is longer.
    private static let longestList = 40

    /// The line above the list in which an item stands, if it announces it: it ends in a colon.
    func announcement(of item: Int) -> Int? {
        guard blocks[item].kind.isListItem else { return nil }
        return blocks[max(0, item - WordedDocument.longestList)..<item].lastIndex { !$0.kind.isListItem }
            .flatMap { tokens[$0].last?.word == ":" ? $0 : nil }
    }

    /// Whether a line announces the list in which a block is an item.
    func isAnnounced(_ block: Int) -> Bool { announcement(of: block) != nil }

    /// Whether a block is what somebody says: it begins with a double quotation mark.
    func isSpeech(_ block: Int) -> Bool { ["“", "\""].contains(text.scalars[blocks[block].range.lowerBound]) }

    /// Per sentence of a block whether it stands in quotation marks, as what somebody else says.
    func quoted(_ block: Int) -> [Bool] {
        var place = blocks[block].range.lowerBound
        var (depth, isOpen) = (0, false)
        return sentences[block].map { sentence in
            for scalar in text.scalars[place..<max(place, sentence.range.lowerBound)] {
                switch scalar {
                case "“": depth += 1
                case "”": depth = max(0, depth - 1)
                case "\"": isOpen.toggle()
                default: break
                }
            }
            place = max(place, sentence.range.lowerBound)
            return depth > 0 || isOpen
        }
    }

    // A poor extraction gives each line twice. One line that is printed twice, or thrice, means something by it.
    private static func withoutEchoes(_ document: Document) -> [Block] {
        let blocks = document.blocks
        let isRepeated = blocks.indices.map { index in
            index > 0 && blocks[index].kind == blocks[index - 1].kind
                && document.text.scalars[blocks[index].range] == document.text.scalars[blocks[index - 1].range]
        }
        func isPair(_ index: Int) -> Bool {
            guard isRepeated.indices.contains(index), isRepeated[index] else { return false }
            return !isRepeated[index - 1] && !(index + 1 < isRepeated.count && isRepeated[index + 1])
        }
        return blocks.indices.filter { !(isPair($0) && (isPair($0 - 2) || isPair($0 + 2))) }.map { blocks[$0] }
    }
}
