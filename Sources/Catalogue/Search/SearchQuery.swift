package import Model

/// What somebody searches for, as they write it: words that must all be there, `"a phrase"`, `-word` for what must not be there,
/// `beginning*`. Anything can be written: what means nothing here is left out, and nothing is an error of syntax.
package struct SearchQuery: Hashable, Sendable {
    /// One word, or several in this order.
    struct Unit: Hashable, Sendable {
        var text: String
        var isPrefix = false
        /// Whether it stood in quotation marks: exactly these words, and not their plural.
        var isQuoted = false
    }

    let wanted: [Unit]
    let unwanted: [Unit]

    /// How long a query may be, in code points, and of how many words and phrases.
    package static let longest = 2000
    package static let mostUnits = 32

    /// Reads what somebody wrote.
    ///
    /// - Throws: `search-unclear` where no word is wanted, or too many are.
    package init(_ text: String) throws(Problem) {
        guard text.unicodeScalars.count <= SearchQuery.longest else {
            throw SearchQuery.unclear(
                "more than \(SearchQuery.longest) characters are searched for", "Write fewer words.")
        }
        var reader = Reader(rest: text.unicodeScalars.map { $0.parts ? " " : $0 }[...])
        var (wanted, unwanted): ([Unit], [Unit]) = ([], [])
        while let (unit, isUnwanted) = reader.next() {
            if isUnwanted { unwanted.append(unit) } else { wanted.append(unit) }
        }
        guard wanted.count + unwanted.count <= SearchQuery.mostUnits else {
            throw SearchQuery.unclear(
                "more than \(SearchQuery.mostUnits) words and phrases are searched for", "Write fewer of them.")
        }
        guard !wanted.isEmpty else {
            throw SearchQuery.unclear(
                unwanted.isEmpty ? "there is no word to search for" : "there are only words that must not be there",
                "Write at least one word that the reports must have.")
        }
        (self.wanted, self.unwanted) = (wanted, unwanted)
    }

    private static func unclear(_ what: String, _ remedy: String) -> Problem {
        Problem(.searchUnclear, what, remedy: remedy)
    }

    // Takes one unit after the other off the text.
    private struct Reader {
        var rest: ArraySlice<Unicode.Scalar>

        mutating func next() -> (Unit, isUnwanted: Bool)? {
            while true {
                rest = rest.drop { $0 == " " }
                guard let first = rest.first else { return nil }
                let isUnwanted = first == "-" && rest.dropFirst().first.map { $0 != " " } ?? false
                if isUnwanted { rest.removeFirst() }
                let unit = rest.first?.isQuotationMark == true ? phrase() : word()
                if unit.text.unicodeScalars.contains(where: \.isOfWord) { return (unit, isUnwanted) }
            }
        }

        // A mark that is never closed reaches to the end.
        private mutating func phrase() -> Unit {
            rest.removeFirst()
            let inside = rest.prefix { !$0.isQuotationMark }
            rest = rest.dropFirst(inside.count + 1)
            let isPrefix = rest.first == "*"
            if isPrefix { rest.removeFirst() }
            return Unit(text: String(scalars: inside), isPrefix: isPrefix, isQuoted: true)
        }

        private mutating func word() -> Unit {
            let inside = rest.prefix { $0 != " " && !$0.isQuotationMark }
            rest = rest.dropFirst(inside.count)
            return Unit(text: String(scalars: inside), isPrefix: inside.last == "*")
        }
    }
}

extension Problem.Code {
    /// What was searched for is no question.
    package static let searchUnclear = Problem.Code("search-unclear")
}

extension Unicode.Scalar {
    // Letters of private use mark subjects and cycles in the index, and nobody can type them.
    fileprivate var parts: Bool {
        isBlank || value < 0x20 || value == 0x7F || properties.generalCategory == .privateUse
    }

    fileprivate var isQuotationMark: Bool { self == "\"" || self == "“" || self == "”" || self == "„" }

    fileprivate var isOfWord: Bool { isLetter || properties.numericType != nil }
}
