import GRDB
package import Model

/// What the index answers.
package struct SearchAnswer: Hashable, Sendable {
    /// The first so many, the best first.
    package let hits: [IndexedDocument]
    /// How many reports match; the engine counts no further than ``SearchIndex/mostRanked``.
    package let found: Int

    /// Whether there are more than were counted.
    package var isMore: Bool { found > SearchIndex.mostRanked }
}

extension SearchIndex {
    /// Of more reports than these, words tell none from the others: they are not ranked, and the newest come first.
    package static let mostRanked = 2000

    /// Gives the reports whose standing version matches, of a subject, a cycle, both or any.
    package func answer(
        _ query: SearchQuery, subject: String? = nil, cycle: String? = nil, limit: Int
    ) throws(Problem) -> SearchAnswer {
        try read { database in
            let terms = try SearchTerms(query, try TextTokenizer(database))
            let beginnings = { try SearchIndex.words(beginningWith: $0, in: database) }
            guard let (anywhere, named) = try terms.expression(subject: subject, cycle: cycle, beginnings) else {
                return SearchAnswer(hits: [], found: 0)
            }
            let newest = try keys(SearchSQL.newest, anywhere, SearchIndex.mostRanked + 1, database)
            var best: [Int64]
            if newest.count <= SearchIndex.mostRanked {
                best = try keys(SearchSQL.ranked, anywhere, limit, database)
            } else {
                // Those that are named so come first all the same.
                best = try keys(SearchSQL.newest, named, limit, database)
                let named = Set(best)
                best += newest.lazy.filter { !named.contains($0) }.prefix(limit - best.count)
            }
            return SearchAnswer(hits: try best.compactMap { try document($0, database) }, found: newest.count)
        }
    }

    private func keys(_ sql: String, _ match: String, _ limit: Int, _ database: Database) throws -> [Int64] {
        try Int64.fetchAll(try database.cachedStatement(sql: sql), arguments: [match, limit])
    }

    private func document(_ key: Int64, _ database: Database) throws -> IndexedDocument? {
        try Row.fetchOne(try database.cachedStatement(sql: SearchSQL.withKey), arguments: [key])
            .map(IndexedDocument.init(row:))
    }

    // Looked up one by one: the engine's own way merges all their places before it gives the first. `nil` for so many that this
    // is the longer way.
    private static func words(beginningWith beginning: String, in database: Database) throws -> [String]? {
        let statement = try database.cachedStatement(sql: SearchSQL.nextWord)
        var words: [String] = []
        var next = beginning
        while let word = try String.fetchOne(statement, arguments: [next]), word.hasPrefix(beginning) {
            guard words.count < mostBeginnings else { return nil }
            words.append(word)
            // No word has such a character in it.
            next = word + "\u{1}"
        }
        return words
    }

    private static let mostBeginnings = 64
}
