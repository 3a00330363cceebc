/// A query in the words of the index: for each unit the rows of words of which one must be there.
struct SearchTerms {
    /// Words that follow each other; the last one may be the beginning of a word only.
    struct Row: Hashable {
        let words: [String]
        var isPrefix = false
    }

    let wanted: [[Row]]
    let unwanted: [[Row]]

    /// What has no word of the index is left out.
    init(_ query: SearchQuery, _ tokenizer: TextTokenizer) throws {
        func rows(_ unit: SearchQuery.Unit) throws -> [Row]? {
            let words = try tokenizer.words(of: unit.text)
            guard let word = words.first else { return nil }
            if unit.isPrefix || unit.isQuoted || words.count > 1 { return [Row(words: words, isPrefix: unit.isPrefix)] }
            return WordForms.of(word).map { Row(words: [$0]) }
        }
        wanted = try query.wanted.compactMap(rows)
        unwanted = try query.unwanted.compactMap(rows)
    }

    /// The query in the language of the engine; `nil` where nothing is left of it. Every word is quoted, so nothing in it is
    /// an operator. `beginnings` gives the words that begin so, where they are few.
    func expression(
        subject: String?, cycle: String?, _ beginnings: (String) throws -> [String]?
    ) rethrows -> (anywhere: String, named: String)? {
        guard !wanted.isEmpty else { return nil }
        func any(_ rows: [Row]) throws -> String {
            let all = try rows.flatMap { row in
                guard row.isPrefix, row.words.count == 1, let words = try beginnings(row.words[0]), !words.isEmpty
                else { return [row] }
                return words.map { Row(words: [$0]) }
            }
            return "(" + all.map(\.quoted).joined(separator: " OR ") + ")"
        }
        let all = try wanted.map(any).joined(separator: " AND ")
        let marks = [subject.map { IndexedDocument.mark("s", $0) }, cycle.map { IndexedDocument.mark("c", $0) }]
            .compactMap { $0 }.map { " AND marks : \"\($0)\"" }.joined()
        let none = unwanted.isEmpty ? "" : " NOT (" + (try unwanted.map(any).joined(separator: " OR ")) + ")"
        return ("(\(all))\(marks)\(none)", "({title subject} : (\(all)))\(marks)\(none)")
    }
}

extension SearchTerms.Row {
    fileprivate var quoted: String {
        "\"" + words.joined(separator: " ").replacing("\"", with: "\"\"") + "\"" + (isPrefix ? " *" : "")
    }
}
