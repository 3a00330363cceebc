import Model

/// A word, a number or a punctuation mark of the canonical text, in the form in which wording is compared: lower case,
/// one apostrophe, one dash. Quotation marks are no tokens, so that ‘good’ and good are the same words.
struct Token: Hashable, Sendable {
    let word: String
    /// Code points of the canonical text.
    let range: Range<Int>
    /// Whether the word begins with a capital letter in the text.
    let isCapitalised: Bool
    /// The number of the word; see `Word`.
    let key: UInt64

    init(word: String, range: Range<Int>, isCapitalised: Bool) {
        (self.word, self.range, self.isCapitalised) = (word, range, isCapitalised)
        key = Word.key(of: word)
    }

    /// The word that stands for the break between two lines that are looked at together.
    static let lineBreak = "\n"

    func `is`(_ other: Word) -> Bool { key == other.key && word == other.text }

    /// Whether it begins with a digit or another sign for a number.
    var isNumber: Bool {
        guard let byte = word.utf8.first else { return false }
        return byte < 0x80 ? (0x30...0x39).contains(byte) : word.first?.isNumber == true
    }

    var isWord: Bool {
        word.unicodeScalars.first.map { $0.isLetter || ("0"..."9").contains($0) } ?? false
    }
}

/// Divides text into tokens.
struct Tokenizer {
    private let scalars: [Unicode.Scalar]
    private var position: Int
    private let end: Int
    private var tokens: [Token] = []

    static func tokens(of text: CanonicalText, in range: Range<Int>) -> [Token] {
        var tokenizer = Tokenizer(text, range)
        tokenizer.run()
        return tokenizer.tokens
    }

    /// Gives the tokens of a wording that stands in a profile.
    static func words(of wording: String) -> [String] {
        wording.split(separator: " ").flatMap { piece -> [String] in
            // A possessive ending that a pattern writes apart is the token it is in a text.
            if piece == "'s" || piece == "'" { return [String(piece)] }
            let text = CanonicalText(String(piece))
            return tokens(of: text, in: 0..<text.scalars.count).map(\.word)
        }
    }

    private init(_ text: CanonicalText, _ range: Range<Int>) {
        scalars = text.scalars
        position = range.lowerBound
        end = min(range.upperBound, text.scalars.count)
    }

    private mutating func run() {
        while position < end {
            let scalar = scalars[position]
            if isWordPart(scalar) {
                readWord()
            } else {
                if !scalar.isBlank, !Tokenizer.isQuote(scalar) {
                    append(position..<(position + 1))
                } else if Tokenizer.isApostrophe(scalar), let last = tokens.last, last.range.upperBound == position,
                    last.word.hasSuffix("s")
                {
                    // The possessive of a plural: the forces’
                    append(position..<(position + 1), as: "'")
                }
                position += 1
            }
        }
    }

    private mutating func readWord() {
        let start = position
        while position < end {
            let scalar = scalars[position]
            guard isWordPart(scalar) || joins(at: position, since: start), !beginsAnother(at: position, since: start)
            else { break }
            position += 1
        }
        var wordEnd = position
        // A possessive is a word of its own: the force’s approach.
        if wordEnd - start > 2, Tokenizer.isApostrophe(scalars[wordEnd - 2]), ["s", "S"].contains(scalars[wordEnd - 1])
        {
            wordEnd -= 2
        }
        append(start..<wordEnd)
        if wordEnd < position { append(wordEnd..<position, as: "'s") }
    }

    // Where a line feed was lost two words stand together: *2016This*, *ConstabularyPEEL*; *McDonald* is one.
    private func beginsAnother(at place: Int, since start: Int) -> Bool {
        place - start >= 4 && place + 1 < end && scalars[place].isCapital && scalars[place + 1].isLetter
            && (scalars[place - 1].isSmall || scalars[place - 1].isDigit)
    }

    // Apostrophes and hyphens inside a word, points and commas inside a number, a stroke between digits.
    private func joins(at place: Int, since start: Int) -> Bool {
        guard place > start, place + 1 < end else { return false }
        let (before, scalar, after) = (scalars[place - 1], scalars[place], scalars[place + 1])
        if Tokenizer.isApostrophe(scalar) { return before.isLetter && after.isLetter }
        if Tokenizer.isDash(scalar) { return isWordPart(before) && isWordPart(after) }
        if scalar == "." || scalar == "," || scalar == "/" { return before.isDigit && after.isDigit }
        return false
    }

    private mutating func append(_ range: Range<Int>, as fixed: String? = nil) {
        tokens.append(
            Token(
                word: fixed ?? Tokenizer.word(scalars[range]), range: range,
                isCapitalised: scalars[range.lowerBound].isCapital))
    }

    private static func word(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        // Nearly every word is written at once, where it stays.
        if scalars.allSatisfy({ $0.value < 0x80 }) {
            return String(unsafeUninitializedCapacity: scalars.count) { bytes in
                for (place, scalar) in scalars.enumerated() {
                    bytes[place] = UInt8(truncatingIfNeeded: scalar.isCapital ? scalar.value | 0x20 : scalar.value)
                }
                return scalars.count
            }
        }
        // Only letters beyond ASCII are left in capitals now.
        return String(scalars: scalars.map(Tokenizer.plain)).lowercased()
    }

    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if Tokenizer.isApostrophe(scalar) { return "'" }
        if Tokenizer.isDash(scalar) { return "-" }
        return scalar.value < 0x80 && scalar.isCapital ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
    }

    private func isWordPart(_ scalar: Unicode.Scalar) -> Bool { scalar.isLetter || scalar.isDigit }
    private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool { scalar == "'" || scalar == "\u{2019}" }
    private static func isDash(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || ("\u{2010}"..."\u{2015}").contains(scalar) || scalar == "\u{2212}"
    }
    private static func isQuote(_ scalar: Unicode.Scalar) -> Bool {
        Tokenizer.isApostrophe(scalar) || scalar == "\"" || ("\u{2018}"..."\u{201F}").contains(scalar)
    }
}

/// A sentence of a block: its tokens and its place.
struct Sentence: Sendable {
    let tokens: [Token]
    let range: Range<Int>
    let signs: WordSigns

    /// Whether a mark ends it.
    var isWhole: Bool { tokens.last.map { [".", "!", "?", ";", ":", ")"].contains($0.word) } ?? true }

    /// Divides a block into sentences: at `.`, `!` and `?` before a new beginning, and where two were run together. Behind a
    /// word of `numbering` the point of a number ends none.
    static func sentences(of tokens: [Token], _ numbering: Set<String>) -> [Sentence] {
        var sentences: [Sentence] = []
        var open: [Token] = []
        for (index, token) in tokens.enumerated() {
            open.append(token)
            guard ends.contains(token) else { continue }
            let next = index + 1 < tokens.count ? tokens[index + 1] : nil
            if index > 0, isNumber(next), numbering.contains(tokens[index - 1].word) { continue }
            if let next, !next.isCapitalised, !next.word.first.map(\.isNumber).orFalse, !isBullet(index + 1, of: tokens)
            {
                continue
            }
            if let next, next.range.lowerBound == token.range.upperBound { continue }
            sentences.append(Sentence(open))
            open = []
        }
        if !open.isEmpty { sentences.append(Sentence(open)) }
        return sentences
    }

    private static let ends = WordSet([".", "!", "?"])

    // Where line feeds are lost, the next item of a list: *… is Kent Police. - The six forces …*.
    private static func isBullet(_ index: Int, of tokens: [Token]) -> Bool {
        index + 1 < tokens.count && ["-", "•"].contains(tokens[index].word) && tokens[index + 1].isCapitalised
    }

    // The point of *p. 45* ends no sentence.
    private static func isNumber(_ next: Token?) -> Bool { (next?.word.first.map(\.isNumber)).orFalse }

    /// Takes tokens that follow one another, perhaps with others between them.
    init(_ tokens: [Token]) {
        self.tokens = tokens
        signs = WordSigns(tokens)
        range = (tokens.first?.range.lowerBound ?? 0)..<(tokens.last?.range.upperBound ?? 0)
    }
}

extension Optional<Bool> {
    fileprivate var orFalse: Bool { self ?? false }
}
