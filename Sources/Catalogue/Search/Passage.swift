package import Model

/// Where in a text the words of a query stand: the place to show.
package struct Passage: Hashable, Sendable {
    /// The passage itself.
    package let place: Evidence
    /// Each word or phrase of the query in it.
    package let matches: [Evidence]
}

extension SearchIndex {
    /// Gives the passage of a text, of up to so many code points, that shows the most of what is searched for; without any of it
    /// the beginning of the text. `length` is how many of its bytes are indexed.
    package func passage(
        for query: SearchQuery, in text: [UInt8], length: Int, width: Int
    ) throws(Problem) -> Passage? {
        try read { database in
            let tokenizer = try TextTokenizer(database)
            let seeker = PassageSeeker(try SearchTerms(query, tokenizer).wanted)
            tokenizer.each(in: Array(text.prefix(length)), seeker.look)
            return seeker.passage(of: text, width: width)
        }
    }
}

/// Collects where the words of a query stand, and chooses among these places.
private final class PassageSeeker {
    private struct Match {
        /// Which unit of the query.
        let unit: Int
        let bytes: Range<Int>
    }

    private struct Sought {
        let unit: Int
        let words: [[UInt8]]
        let isPrefix: Bool
    }

    private let sought: [Sought]
    private var matches: [Match] = []
    // By row, the places where it has begun: the first byte, and how many of its words have come.
    private var begun: [[(start: Int, count: Int)]]

    init(_ units: [[SearchTerms.Row]]) {
        sought = units.enumerated().flatMap { unit, rows in
            rows.map { Sought(unit: unit, words: $0.words.map { Array($0.utf8) }, isPrefix: $0.isPrefix) }
        }
        begun = Array(repeating: [], count: sought.count)
    }

    /// Takes the next word of the text.
    func look(_ word: UnsafeRawBufferPointer, _ place: Range<Int>) {
        for (index, row) in sought.enumerated() {
            if row.words.count == 1 {
                if isWord(word, row, 0) { matches.append(Match(unit: row.unit, bytes: place)) }
                continue
            }
            var going: [(start: Int, count: Int)] = []
            for (start, count) in begun[index] + [(place.lowerBound, 0)] where isWord(word, row, count) {
                if count + 1 == row.words.count {
                    matches.append(Match(unit: row.unit, bytes: start..<place.upperBound))
                } else {
                    going.append((start, count + 1))
                }
            }
            begun[index] = going
        }
    }

    private func isWord(_ word: UnsafeRawBufferPointer, _ row: Sought, _ position: Int) -> Bool {
        let wanted = row.words[position]
        if row.isPrefix, position == row.words.count - 1 { return word.starts(with: wanted) }
        return word.count == wanted.count && word.elementsEqual(wanted)
    }

    /// Gives the best passage: the one with the most different units, of these the one with the most matches, the first of these.
    func passage(of text: [UInt8], width: Int) -> Passage? {
        guard let canonical = CanonicalText(utf8: text), !canonical.scalars.isEmpty else { return nil }
        let places = codePoints(in: text)
        guard !places.isEmpty else {
            return Passage(place: canonical.evidence(beginning(of: canonical, width)), matches: [])
        }
        var best: (units: Int, count: Int, range: Range<Int>) = (0, 0, 0..<0)
        var end = 0
        for (start, first) in places.enumerated() {
            end = max(end, start + 1)
            while end < places.count, places[end].range.upperBound - first.range.lowerBound <= width { end += 1 }
            let units = Set(places[start..<end].map(\.unit)).count
            if (units, end - start) > (best.units, best.count) { best = (units, end - start, start..<end) }
        }
        let inside = places[best.range].map(\.range)
        let core = inside[0].lowerBound..<(inside.map(\.upperBound).max() ?? inside[0].upperBound)
        let shown = window(around: core, canonical, width)
        return Passage(
            place: canonical.evidence(shown),
            matches: inside.filter { shown.contains($0.lowerBound) && $0.upperBound <= shown.upperBound }
                .map(canonical.evidence))
    }

    private func beginning(of text: CanonicalText, _ width: Int) -> Range<Int> {
        let first = text.scalars.firstIndex { $0 != "\n" } ?? 0
        return window(around: first..<first, text, width)
    }

    // Around what was found, with a third of the room before it where the block has so much; it leads over the end of no block,
    // and cuts no word.
    private func window(around core: Range<Int>, _ text: CanonicalText, _ width: Int) -> Range<Int> {
        let scalars = text.scalars
        let first = scalars[..<core.lowerBound].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let last = scalars[core.upperBound...].firstIndex(of: "\n") ?? scalars.count
        var start = max(first, core.lowerBound - max(0, width - core.count) / 3)
        var end = min(last, start + width)
        start = max(first, min(start, end - width))
        if start > first, !scalars[start - 1].isBlank {
            start = scalars[start..<core.lowerBound].firstIndex(where: \.isBlank).map { $0 + 1 } ?? core.lowerBound
        }
        if end < last, end > core.upperBound, !scalars[end].isBlank {
            end = scalars[core.upperBound..<end].lastIndex(where: \.isBlank) ?? core.upperBound
        }
        return start..<end
    }

    // By their beginnings; counted once through the text.
    private func codePoints(in text: [UInt8]) -> [(unit: Int, range: Range<Int>)] {
        let sorted = matches.sorted {
            ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
        }
        let ends = Set(sorted.flatMap { [$0.bytes.lowerBound, $0.bytes.upperBound] }).sorted()
        var points: [Int: Int] = [:]
        var (byte, point) = (0, 0)
        for end in ends {
            while byte < end {
                if text[byte] & 0xC0 != 0x80 { point += 1 }
                byte += 1
            }
            points[end] = point
        }
        return sorted.map { ($0.unit, (points[$0.bytes.lowerBound] ?? 0)..<(points[$0.bytes.upperBound] ?? 0)) }
    }
}
