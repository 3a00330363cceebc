import Catalogue
import Foundation
import Model
import Support

/// The search index of a large archive, filed as the daemon files it, and the questions that people ask of it.
///
/// Texts are words of a made vocabulary as frequent as words of a language are: the most frequent ones stand in every text many
/// times, most of the others in few.
struct LargeSearch {
    private static let vocabulary = 30_000
    private static let wordsInText = 3_600
    private let words = (0..<vocabulary).map(LargeSearch.word)
    private var generator = Seeded(seed: 11)

    private static func word(_ number: Int) -> String {
        let syllables = [
            "ba", "con", "de", "fi", "gor", "hu", "in", "ja", "ke", "lo", "mu", "ne", "or", "pre", "ra", "sta",
        ]
        var (word, rest) = ("", number + 16)
        while rest > 0 {
            word += syllables[rest % 16]
            rest /= 16
        }
        return word
    }

    /// Files the standing version of each report; prints what one text costs.
    mutating func write(_ path: String, count: Int) throws {
        let texts = texts(400)
        let index = try SearchIndex(fillingAt: path)
        let reports = max(1, count / LargeCatalogue.versions)
        var samples: [Double] = []
        for first in stride(from: 0, to: reports, by: 64) {
            let end = min(first + 64, reports)
            var batch = SearchBatch(to: try LargeCatalogue.position(end - 1))
            for number in first..<end {
                let text = texts[number % texts.count] + " only\(number)"
                batch.added.append(
                    IndexedDocument.filed(
                        LargeCatalogue.standing(number), by: try LargeCatalogue.position(number).sequence,
                        text: Array(text.utf8)))
            }
            let before = clock()
            try index.write(batch)
            samples.append(Double(clock() - before) / Double(CLOCKS_PER_SEC) * 1000 / Double(end - first))
        }
        try index.close()
        Stopwatch.report("filing a text of \(texts[0].utf8.count / 1000) KB (processor time)", samples)
    }

    private mutating func texts(_ count: Int) -> [String] {
        var sum = 0.0
        let sums = (0..<words.count).map { rank in
            sum += 1 / (Double(rank) + 2.7)
            return sum
        }
        return (0..<count).map { _ in
            (0..<LargeSearch.wordsInText).map { _ in
                let place = Double.random(in: 0..<sum, using: &generator)
                var (low, high) = (0, sums.count - 1)
                while low < high {
                    let middle = (low + high) / 2
                    if sums[middle] < place { low = middle + 1 } else { high = middle }
                }
                return words[low]
            }.joined(separator: " ")
        }
    }

    /// Asks, each question with other words; the answer is the first twenty reports.
    mutating func ask(_ path: String, count: Int) throws {
        let index = try SearchIndex(readingAt: path)
        let reports = max(1, count / LargeCatalogue.versions)
        func measure(
            _ what: String, subject: Bool = false, _ question: (inout Seeded) -> String
        ) throws {
            var samples: [Double] = []
            for _ in 0..<50 {
                let query = try SearchQuery(question(&generator))
                let body =
                    subject ? "body-\(Int.random(in: 0..<reports, using: &generator) / LargeCatalogue.cycles)" : nil
                samples.append(try Stopwatch.time { try index.answer(query, subject: body, limit: 20) }.milliseconds)
            }
            Stopwatch.report("search: " + what, samples)
        }
        let words = words
        func frequent(_ generator: inout Seeded) -> String { words[Int.random(in: 0..<50, using: &generator)] }
        func usual(_ generator: inout Seeded) -> String { words[Int.random(in: 200..<2000, using: &generator)] }
        func rare(_ generator: inout Seeded) -> String { words[Int.random(in: 5000..<words.count, using: &generator)] }
        try measure("a rare word", rare)
        try measure("a usual word", usual)
        try measure("a word of every report", frequent)
        try measure("two words of every report", { frequent(&$0) + " " + frequent(&$0) })
        try measure("a usual word and a rare one", { usual(&$0) + " " + rare(&$0) })
        try measure("a word of every report and a rare one", { frequent(&$0) + " " + rare(&$0) })
        try measure("a word of every report, of a subject", subject: true, frequent)
        try measure("a phrase of usual words", { "\"\(usual(&$0)) \(usual(&$0))\"" })
        try measure("a phrase of words of every report", { "\"\(frequent(&$0)) \(frequent(&$0))\"" })
        try measure("a beginning of a usual word", { usual(&$0) + "*" })
    }
}
