import Catalogue
import Model
import Support
import Testing

@testable import Daemon

@Suite("Whether a source alternates")
struct AlternationTests {
    private let start = Timestamp(milliseconds: 1_480_000_000_000)
    private let rules = Alternation.Rules(checks: 4, held: .seconds(86_400))

    private func text(_ letter: Character) -> Digest { Digest(of: String(letter).utf8) }

    // One check an hour; small letters carry the rule `alternating`, a dot after a text that it has settled.
    private func history(_ letters: String, every seconds: Int = 3600) -> [Alternation.Shown] {
        var shown: [Alternation.Shown] = []
        for letter in letters {
            if letter == "." {
                shown[shown.count - 1].rule = .settled
                continue
            }
            let time = start.advanced(by: .seconds(shown.count * seconds))
            let text = text(Character(letter.uppercased()))
            shown.append(.init(time: time, text: text, rule: letter.isLowercase ? .alternating : nil))
        }
        return shown
    }

    private func verdict(_ letters: String, every seconds: Int = 3600, isKnown: Bool = true) -> Alternation.Verdict {
        let all = history(letters, every: seconds)
        return Alternation.judge(all[all.count - 1], after: all.dropLast(), isKnown: isKnown, rules)
    }

    @Test(arguments: ["A", "AA", "AB", "ABA", "AABBAA", "ABC", "ABCA"])
    func `a change and one return are news`(letters: String) {
        #expect(verdict(letters) == .none)
    }

    @Test func `a return from a return is an alternation since the second text came`() {
        let since = start.advanced(by: .seconds(3600))
        #expect(verdict("ABAB") == .begins(since: since, texts: [text("A"), text("B")]))
        #expect(verdict("ABAAB") == .begins(since: since, texts: [text("A"), text("B")]))
        #expect(verdict("ABCAB") == .begins(since: since, texts: [text("A"), text("B")]))
    }

    @Test func `a return that had held for so many checks, or so long, was none of an alternation`() {
        #expect(verdict("ABAAAAB") == .none)
        #expect(verdict("ABAAAB", every: 86_400) == .none)
    }

    @Test func `it goes on until one text has held`() {
        #expect(verdict("ABAba") == .goesOn)
        #expect(verdict("ABAbbb") == .goesOn)
        #expect(verdict("ABAbbbb") == .settles(since: start.advanced(by: .seconds(3 * 3600))))
        #expect(verdict("ABAbbb", every: 86_400) == .settles(since: start.advanced(by: .seconds(3 * 86_400))))
    }

    @Test func `a text that is new is news while it goes on, and what has settled may change again`() {
        #expect(verdict("ABAbaC", isKnown: false) == .none)
        #expect(verdict("ABAbaCa") == .goesOn)
        #expect(verdict("ABAbbbb.A") == .none)
    }
}
