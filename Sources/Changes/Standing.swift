import Model

/// What of one page still stands on the other: the difference between *removed* and *not read any more*.
///
/// A value that a record lacks has been removed only where its words are gone. Where they stand, or where a whole page has lost
/// its short lines (headings, badges, labels) while its sentences stayed, another layout or another reader hides it (I8).
final class Standing {
    private let page: Page
    private let other: Page
    private let lines: (matched: [Int?], steady: [Bool])
    private lazy var runs = WordRuns(other, without: claimed)
    // Places on the other page that state a judgment there: of another thing, however alike the words.
    private let claimed: [Range<Int>]
    private let cover: Cover
    /// Whether the other page has the sentences of this one and most of its short lines not.
    let lostItsLayout: Bool

    /// Takes the page that has the value, the one that lacks it, and what is known of the first one's lines.
    init(of page: Page, on other: Page, matched: [Int?], steady: [Bool]) {
        self.page = page
        self.other = other
        lines = (matched, steady)
        claimed = other.record.judgments.flatMap(\.evidence).map(\.range).sorted { $0.lowerBound < $1.lowerBound }
        cover = Cover(claimed)
        lostItsLayout = Standing.lostItsLayout(page, matched)
    }

    /// Whether the other record could not read what evidence shows, rather than having lost it.
    func isUnread(_ evidence: [Evidence]) -> Bool {
        if evidence.contains(where: stands) { return true }
        return lostItsLayout
            && evidence.allSatisfy { piece in page.lines(of: piece).allSatisfy { page.lines[$0].isShort } }
    }

    /// Whether lines, however few words they have, kept their places on the other page, and no judgment is read there.
    func keepsItsPlace(_ evidence: [Evidence]) -> Bool {
        !evidence.isEmpty
            && evidence.allSatisfy { piece in
                page.lines(of: piece).allSatisfy { line in
                    guard lines.steady[line], let place = lines.matched[line] else { return false }
                    return !cover.overlaps(other.lines[place].range)
                }
            }
    }

    private func stands(_ evidence: Evidence) -> Bool {
        let touched = page.lines(of: evidence)
        guard !touched.isEmpty else { return false }
        // Lines of fewer words say too little by themselves: the same three stand everywhere.
        if touched.allSatisfy({ lines.steady[$0] && page.lines[$0].weight >= Standing.telling }) { return true }
        let quoted = page.words(of: evidence).lazy.filter { !$0.isMark }.map { $0.id }
        if quoted.count >= Standing.telling { return runs.contain(Array(quoted)) }
        guard touched.count == 1, (Standing.telling...60).contains(page.lines[touched.lowerBound].weight) else {
            return false
        }
        return runs.contain(page.words(of: touched.lowerBound).filter { !$0.isMark }.map { $0.id })
    }

    private static let telling = 4

    private static func lostItsLayout(_ page: Page, _ matched: [Int?]) -> Bool {
        var (short, shortKept, long, longKept) = (0, 0, 0, 0)
        for (line, other) in zip(page.lines, matched) {
            if line.isShort {
                short += 1
                if other != nil { shortKept += 1 }
            } else if line.weight > telling {
                long += 1
                if other != nil { longKept += 1 }
            }
        }
        return short >= 3 && shortKept * 2 < short && long >= 2 && longKept * 2 > long
    }
}

extension Line {
    /// Whether it says something only by its place: a heading, a bare grade, a label.
    var isShort: Bool {
        switch role {
        case .heading, .title, .keyFact: true
        case .date, .listItem: false
        // *Good (2018/19: Requires improvement)*, *Kent Police’s effectiveness is good*: without a mark, as headings are.
        case .paragraph: weight < 4 || !isClosed && weight <= 16
        }
    }
}

/// The words of a page in one row, across its lines, to find a passage in.
private struct WordRuns {
    // A phrase that stands in more places than this tells no place.
    private static let mostPlaces = 16
    private var words: [Int] = []
    private var places: [Triple: [Int]] = [:]

    private struct Triple: Hashable { let first, second, third: Int }

    init(_ page: Page, without claimed: [Range<Int>]) {
        var next = 0
        for line in page.lines.indices {
            for word in page.words(of: line) where !word.isMark {
                while next < claimed.count, claimed[next].upperBound <= word.range.lowerBound { next += 1 }
                if next < claimed.count, claimed[next].lowerBound < word.range.upperBound {
                    // Nothing is found across it.
                    words.append(-1)
                    continue
                }
                words.append(word.id)
            }
        }
        for start in words.indices.dropLast(2) {
            let key = Triple(first: words[start], second: words[start + 1], third: words[start + 2])
            if places[key, default: []].count < WordRuns.mostPlaces { places[key, default: []].append(start) }
        }
    }

    /// Whether the passage stands somewhere; its first and last words may be glued to what is beside them.
    func contain(_ passage: [Int]) -> Bool {
        let wanted = Array(passage.count >= 6 ? passage.dropFirst().dropLast() : passage[...])
        guard wanted.count >= 3 else { return false }
        let key = Triple(first: wanted[0], second: wanted[1], third: wanted[2])
        return (places[key] ?? []).contains { words[$0...].starts(with: wanted) }
    }
}
