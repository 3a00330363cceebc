import Model

/// One word or one mark of punctuation, in the form that is compared, with its place in the text.
struct Word {
    let form: WordForm
    /// Those of the form, at hand: comparing reads nothing else.
    let id: Int
    let foldedID: Int
    let isMark: Bool
    let range: Range<Int>
    /// Whether it is a whole date.
    let isDate: Bool
    /// Whether it is the first of its cell.
    let opensCell: Bool

    init(
        _ form: WordForm, at range: Range<Int>, isDate: Bool = false, opensCell: Bool = false
    ) {
        self.form = form
        (id, foldedID, isMark) = (form.id, form.foldedID, form.isMark)
        self.range = range
        self.isDate = isDate
        self.opensCell = opensCell
    }

    var text: String { form.text }
    /// In lower case.
    var folded: String { form.folded }
    var negates: Bool { form.negates }
    /// What a reader is shown.
    var shown: String { form.printed ?? form.text }
}

/// Cuts text into the words that are compared. Dashes part words whatever their length and the spaces around them, so that
/// "2013–16", "2013-16" and "2013 - 16" agree; a minus before a number stays with it.
struct WordScanner {
    struct Token {
        /// In `plain`.
        let range: Range<Int>
        let isMark: Bool
        /// ISO 8601, where the token is a whole date.
        var date: String?
        /// What it counts for, where that is another word.
        var standIn: String?

        /// What is compared instead of what is printed.
        var form: String? { date ?? standIn }
    }

    /// The text of the last scan with its typography taken off.
    private(set) var plain: [Unicode.Scalar] = []
    private(set) var tokens: [Token] = []
    // Where each scalar of `plain` came from; not counted as long as all stand in a row from `origin`.
    private var origin = 0
    private var isCounted = false
    private var starts: [Int] = []
    private var ends: [Int] = []
    private var lexicon: Lexicon?

    /// Takes what gives the words their forms; without it each word stands by itself.
    init(_ lexicon: Lexicon? = nil) { self.lexicon = lexicon }

    /// Gives the words of a range.
    mutating func words(of scalars: [Unicode.Scalar], in range: Range<Int>) -> [Word] {
        scan(scalars, in: range)
        var words: [Word] = []
        words.reserveCapacity(tokens.count)
        for token in tokens {
            let start = start(token.range.lowerBound)
            words.append(
                Word(
                    form(of: token), at: start..<end(token.range.upperBound - 1), isDate: token.date != nil,
                    opensCell: start > range.lowerBound && scalars[start - 1] == "\t"))
        }
        return words
    }

    private mutating func form(of token: Token) -> WordForm {
        if let form = token.form {
            let letters = Array(form.unicodeScalars)
            let compared = lexicon?.form(of: letters, in: 0..<letters.count, isMark: false)
            return WordForm(
                form, isMark: false, id: compared?.id ?? -1, foldedID: compared?.foldedID ?? -1,
                printed: String(scalars: plain[token.range]))
        }
        return lexicon?.form(of: plain, in: token.range, isMark: token.isMark)
            ?? WordForm(String(scalars: plain[token.range]), isMark: token.isMark)
    }

    private func start(_ position: Int) -> Int { isCounted ? starts[position] : origin + position }
    private func end(_ position: Int) -> Int { isCounted ? ends[position] : origin + position + 1 }

    /// Gives the words of a string that stands by itself.
    static func words(of string: String) -> [Word] {
        let scalars = Array(string.unicodeScalars)
        var scanner = WordScanner()
        return scanner.words(of: scalars, in: 0..<scalars.count)
    }

    /// Gives the form of a string in which two are the same if they say the same.
    static func plain(_ string: String) -> String {
        let scalars = Array(string.unicodeScalars)
        var scanner = WordScanner()
        scanner.scan(scalars, in: 0..<scalars.count)
        var form: [Unicode.Scalar] = []
        form.reserveCapacity(scalars.count)
        for token in scanner.tokens {
            if !form.isEmpty { form.append(" ") }
            if let other = token.form {
                form.append(contentsOf: other.unicodeScalars)
            } else {
                form.append(contentsOf: scanner.plain[token.range])
            }
        }
        return String(scalars: form)
    }

    /// Fills `plain` and `tokens`.
    mutating func scan(_ scalars: [Unicode.Scalar], in range: Range<Int>) {
        simplify(scalars, in: range)
        tokens.removeAll(keepingCapacity: true)
        var position = 0
        while position < plain.count {
            let end = wordEnd(from: position)
            if end > position {
                tokens.append(Token(range: position..<end, isMark: false))
                position = end
            } else {
                if counts(at: position) { tokens.append(Token(range: position..<position + 1, isMark: true)) }
                position += 1
            }
        }
        tokens = DateWords.merged(tokens, plain)
        dropNumber()
        joinPercentSigns()
        Monarch.unite(&tokens, plain)
    }

    /// *76 %* is *76%*.
    private mutating func joinPercentSigns() {
        guard tokens.contains(where: { $0.range.count == 1 && plain[$0.range.lowerBound] == "%" })
        else { return }
        var joined: [Token] = []
        for token in tokens {
            if token.range.count == 1, plain[token.range.lowerBound] == "%", let last = joined.last,
                last.form == nil,
                isDigit(last.range.upperBound - 1), token.range.lowerBound == last.range.upperBound + 1
            {
                joined[joined.count - 1] = Token(
                    range: last.range.lowerBound..<token.range.upperBound, isMark: false,
                    standIn: String(scalars: plain[last.range]) + "%")
            } else {
                joined.append(token)
            }
        }
        tokens = joined
    }

    /// The number of an item is its marker, as a bullet is: *3. The force …*, *3) The force …*.
    private mutating func dropNumber() {
        guard tokens.count > 2, !tokens[0].isMark, tokens[1].isMark, !tokens[2].isMark, tokens[2].date == nil,
            (1...3).contains(tokens[0].range.count), tokens[0].range.allSatisfy(isDigit),
            plain[tokens[1].range.lowerBound] == "." || plain[tokens[1].range.lowerBound] == ")",
            tokens[1].range.lowerBound == tokens[0].range.upperBound,
            tokens[2].range.lowerBound > tokens[1].range.upperBound,
            plain[tokens[2].range.lowerBound].properties.isUppercase,
            // *1. October*
            DateWords.months[String(scalars: plain[tokens[2].range.prefix(12)]).lowercased()] == nil
        else { return }
        tokens.removeFirst(2)
    }

    private mutating func simplify(_ scalars: [Unicode.Scalar], in range: Range<Int>) {
        plain.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        (origin, isCounted) = (range.lowerBound, false)
        var position = range.lowerBound
        while position < range.upperBound {
            var scalar = scalars[position]
            var length = 1
            if scalar == "&",
                let found = Typography.reference(in: scalars, at: position, before: range.upperBound)
            {
                (scalar, length) = found
            }
            if length > 1 { countPlaces() }
            if scalar.isPlainLetter {
                append(scalar, from: position, length)
            } else {
                switch Typography.meaning(of: scalar) {
                case .itself: append(scalar, from: position, length)
                case .plain(let other): append(other, from: position, length)
                case .letters(let letters):
                    countPlaces()
                    letters.unicodeScalars.forEach { append($0, from: position, length) }
                case .nothing: countPlaces()
                }
            }
            position += length
        }
        if plain.contains("'") { uniteQuotes() }
    }

    /// A quotation has one pair of marks, whatever their kind. An apostrophe inside a word stays one, and so does the mark of feet
    /// or minutes behind a number that no quotation is open for.
    private mutating func uniteQuotes() {
        var (isOpen, wasSingle) = (false, false)
        for position in plain.indices where plain[position] == "'" || plain[position] == "\"" {
            let isInside = position > 0 && isWord(position - 1) && isWord(position + 1)
            let isMeasure = position > 0 && isDigit(position - 1) && !isOpen
            guard !isInside, !isMeasure else { continue }
            isOpen = position == 0 || !isWord(position - 1) && isWord(position + 1)
            // Of two single marks in a row the second goes with the first.
            let isSecond = position > 0 && plain[position - 1] == "\"" && wasSingle && plain[position] == "'"
            wasSingle = plain[position] == "'" && !isSecond
            plain[position] = isSecond ? " " : "\""
        }
    }

    /// From here on the plain text is of another length.
    private mutating func countPlaces() {
        guard !isCounted else { return }
        isCounted = true
        starts = plain.indices.map { origin + $0 }
        ends = plain.indices.map { origin + $0 + 1 }
    }

    private mutating func append(_ scalar: Unicode.Scalar, from position: Int, _ length: Int) {
        plain.append(scalar)
        guard isCounted else { return }
        starts.append(position)
        ends.append(position + length)
    }

    private func wordEnd(from start: Int) -> Int {
        var position = start
        if plain[start] == "-", isDigit(start + 1), start == 0 || plain[start - 1] == " " || plain[start - 1] == "(" {
            position += 1
        }
        while position < plain.count {
            let scalar = plain[position]
            if !scalar.isPlainLetter, !isWord(position) {
                let insideWord = scalar == "'" && position > start && isWord(position - 1) && isWord(position + 1)
                let insideNumber =
                    (scalar == "." || scalar == ",") && position > start && isDigit(position - 1)
                    && isDigit(position + 1)
                guard insideWord || insideNumber else { break }
            }
            position += 1
        }
        return position
    }

    /// Whether a scalar outside words is a mark that counts: spaces and dashes are not, nor is an asterisk used as a bullet.
    private func counts(at position: Int) -> Bool {
        let scalar = plain[position]
        if scalar == "*", position + 1 < plain.count, plain[position + 1] == " " {
            return !plain[..<position].allSatisfy { $0 == " " }
        }
        return scalar != " " && scalar != "-"
    }

    private func isDigit(_ position: Int) -> Bool {
        position < plain.count && ("0"..."9").contains(plain[position])
    }

    private func isWord(_ position: Int) -> Bool {
        guard position < plain.count else { return false }
        let scalar = plain[position]
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x24, 0x25, 0x5F: return true
        case 0..<0x80: return false
        default:
            if scalar.isLetter { return true }
            switch scalar.properties.generalCategory {
            case .currencySymbol, .decimalNumber, .otherNumber, .letterNumber, .nonspacingMark, .spacingMark:
                return true
            default: return false
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether this is a letter from A to Z: what nearly every scalar of a report is.
    fileprivate var isPlainLetter: Bool { value < 0x80 && (0x61...0x7A).contains(value | 0x20) }
}
