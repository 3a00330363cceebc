import Model
import Support
import Testing

@testable import Changes

/// What a comparison may cost is counted in steps, never in time: the same on every machine.
@Suite struct EffortTests {
    private func plain(_ lines: [String]) -> Reading {
        var sample = Sample()
        sample.parts = [Sample.Part(heading: "All", pieces: lines.map { .paragraph($0) })]
        return sample.reading
    }

    private func compared(_ old: Reading, _ new: Reading, _ effort: Effort? = nil) -> (change: Change, steps: Int) {
        let pages = Pages(old, new, effort: effort)
        return (Comparison.change(pages), pages.effort.spent)
    }

    private func sides(_ shape: String, _ count: Int) -> (old: [String], new: [String]) {
        var dice = Seeded(seed: 21)
        func line(_ length: Int) -> String {
            (0..<length).map { _ in Generated.words.randomElement(using: &dice) ?? "" }.joined(separator: " ")
        }
        let numbers = Array(0..<count)
        return switch shape {
        case "near-equal lines": (numbers.map { "item \($0) of a" }, numbers.map { "item \($0) of b" })
        case "lines of few kinds":
            (numbers.map { "alpha beta \($0 % 40) gamma" }, numbers.map { "alpha beta \($0 % 40) delta" })
        case "all lines alike":
            (numbers.map { _ in "the same line again" }, numbers.map { _ in "the same line anew" })
        case "a long line of equal words":
            (
                [Array(repeating: "a", count: count).joined(separator: " ")],
                [Array(repeating: "a", count: count - 7).joined(separator: " ") + " b"]
            )
        case "a long line of two words":
            (
                [numbers.map { $0 % 3 == 0 ? "a" : "b" }.joined(separator: " ")],
                [numbers.map { $0 % 4 == 0 ? "a" : "b" }.joined(separator: " ")]
            )
        case "one line against many": ([line(count)], numbers.map { _ in line(3) })
        case "lines that are joined, but for the end":
            (Array(repeating: "x", count: count) + ["z"], Array(repeating: "x x", count: count / 2) + ["y"])
        default: (numbers.map { _ in line(12) }, numbers.map { _ in line(12) })
        }
    }

    @Test(arguments: [
        "near-equal lines", "lines of few kinds", "all lines alike", "a long line of equal words",
        "a long line of two words", "one line against many", "lines that are joined, but for the end",
        "nothing in common",
    ])
    func `four times the text takes no more than some five times the steps`(shape: String) {
        let (small, large) = (sides(shape, 2_000), sides(shape, 8_000))
        let few = compared(plain(small.old), plain(small.new))
        let many = compared(plain(large.old), plain(large.new))
        #expect(many.steps <= few.steps * 5 + 20_000, "\(few.steps) → \(many.steps)")
        #expect(!many.change.items.isEmpty)
    }

    @Test func `thousands of values that all have other names take no more than their share of steps`() {
        func judgments(_ name: String, _ count: Int) -> Reading {
            plain((0..<count).map { "<j scope.\(name)\($0) good|Thing number \($0) of \(name) is good>." })
        }
        func findings(_ name: String, _ count: Int) -> Reading {
            plain((0..<count).map { "<k recommendation \(name)\($0)|The force should publish plan \($0) \(name).>" })
        }
        for make in [judgments, findings] {
            let few = compared(make("old", 500), make("new", 500)),
                many = compared(make("old", 2_000), make("new", 2_000))
            let words = 2 * 2_000 * 12
            #expect(many.steps <= 1_000_000 + 48 * words, "\(few.steps) → \(many.steps)")
            #expect(many.change.items.count >= 2_000)
        }
    }

    @Test func `without any steps left every paragraph that differs is told whole, and none that does not`() {
        let old = sides("nothing in common", 60).old
        var new = old
        for index in stride(from: 0, to: 60, by: 3) { new[index] += " indeed" }
        let change = compared(plain(old), plain(new), Effort(most: 0)).change
        let (gone, come) = (Set(change.items.compactMap(\.from)), Set(change.items.compactMap(\.to)))
        #expect(gone == Set(old).subtracting(new))
        #expect(come == Set(new).subtracting(old))
        #expect(change.items.allSatisfy { $0.severity == .medium })
    }

    @Test func `where the steps end, the passages before are told word by word and those after whole`() {
        let old = sides("nothing in common", 90).old
        let new = old.enumerated().map { $0 % 2 == 0 ? $1 + " indeed" : $1 }
        let change = compared(plain(old), plain(new), Effort(most: 600)).change
        let edited = change.items.filter { $0.kind == .textEdited }
        #expect(edited.count > 5 && edited.count < 45)
        #expect(edited.allSatisfy { $0.words?.added == ["indeed"] })
        #expect(Set(change.items.compactMap(\.to)) == Set(new).subtracting(old))
        #expect(compared(plain(old), plain(new), Effort(most: 600)).change == change)
    }

    @Test func `a passage that is told whole keeps what it begins and ends with, and its negation`() {
        let words = sides("nothing in common", 40).old.joined(separator: " ").replacing(" not ", with: " ")
        let old = "It is done. " + words + " So it was."
        let new = "It is not done. " + String(words.reversed()) + " So it was."
        let (left, right) = (WordScanner.words(of: old), WordScanner.words(of: new))
        let whole = WordDifference(from: left, to: right, Effort(most: 0))
        #expect(whole.removed.count + whole.kept.count == left.count)
        #expect(whole.added.count + whole.kept.count == right.count)
        #expect(whole.kept.count == 6)
        #expect(whole.changesNegation)
    }

    @Test func `grades and figures are told as ever, however little may be spent on text`() {
        let old = Sample.northmoor.reading
        let new = Sample.northmoor.replacing("inadequate", with: "good").replacing("4,310", with: "4,402").reading
        let kinds = compared(old, new, Effort(most: 0)).change.items.map(\.kind)
        #expect(kinds.contains(.judgmentChanged) && kinds.contains(.figureChanged))
    }

    @Test func `ordinary edits are far from the end of their steps`() {
        let old = sides("nothing in common", 1_000).old
        let edited = compared(plain(old), plain(old.map { $0 + " indeed" }))
        #expect(edited.change.items.count == 1_000)
        #expect(edited.change.items.allSatisfy { $0.words?.added == ["indeed"] })
        #expect(edited.steps < 12 * 2 * 12_000)
    }
}
