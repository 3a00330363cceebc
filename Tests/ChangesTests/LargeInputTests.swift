import Changes
import Model
import Support
import Testing

/// Large and hostile pairs: they finish, and what they say is right. Times are printed, never judged.
@Suite(.serialized) struct LargeInputTests {
    private func large(_ dice: inout Seeded) -> Sample {
        var sample = Sample()
        var written = 0
        while written < 1_000_000 {
            var part = Sample.Part(heading: "Chapter \(sample.parts.count)", pieces: [])
            for _ in 0..<20 {
                let text = Generated.sentence(&dice, 30...90)
                written += text.utf8.count
                part.pieces.append(.paragraph(text))
            }
            sample.parts.append(part)
        }
        return sample
    }

    private func timed(_ name: String, _ old: Reading, _ new: Reading) -> Change {
        let clock = ContinuousClock()
        var change = Change(items: [], summary: "", quiet: false)
        let time = clock.measure { change = old.change(to: new) }
        print("\(name): \(time) for \(old.text.scalars.count) code points, \(change.items.count) items")
        return change
    }

    @Test func `a pair of a megabyte with a hundred edits is told edit by edit`() {
        var dice = Seeded(seed: 7)
        let old = large(&dice)
        var new = old
        for number in 0..<100 {
            let part = number * 131 % new.parts.count
            if case .paragraph(let text) = new.parts[part].pieces[number % 20] {
                new.parts[part].pieces[number % 20] = .paragraph("Zebra \(number) " + text)
            }
        }
        let change = timed("a hundred edits", old.reading, new.reading)
        #expect(change.items.count { $0.words?.added.first == "Zebra" } == change.items.count)
        #expect(change.items.count > 90)
    }

    @Test func `two megabytes with nothing in common finish`() {
        var dice = Seeded(seed: 8)
        let (old, new) = (large(&dice), large(&dice))
        let change = timed("nothing in common", old.reading, new.reading)
        #expect(!change.items.isEmpty)
    }

    @Test func `every paragraph edited is every paragraph told`() {
        var dice = Seeded(seed: 9)
        let old = large(&dice)
        var new = old
        for part in new.parts.indices {
            for index in new.parts[part].pieces.indices {
                if case .paragraph(let text) = new.parts[part].pieces[index] {
                    new.parts[part].pieces[index] = .paragraph(text.replacing(".", with: " indeed."))
                }
            }
        }
        let change = timed("every paragraph edited", old.reading, new.reading)
        #expect(change.items.count == new.parts.map(\.pieces.count).reduce(0, +))
        #expect(change.items.allSatisfy { $0.words?.added == ["indeed"] })
    }

    @Test(arguments: ["one line of many words", "many equal lines", "many short lines", "one paragraph turned round"])
    func `hostile shapes finish`(shape: String) {
        var dice = Seeded(seed: 10)
        func plain(_ lines: [String]) -> Reading {
            var sample = Sample()
            sample.parts = [Sample.Part(heading: "All", pieces: lines.map { .paragraph($0) })]
            return sample.reading
        }
        let words = (0..<60_000).map { _ in Generated.words.randomElement(using: &dice) ?? "" }
        let (old, new): ([String], [String]) =
            switch shape {
            case "one line of many words":
                ([words.joined(separator: " ")], [words.shuffled(using: &dice).joined(separator: " ")])
            case "many equal lines":
                (
                    Array(repeating: "the same line", count: 60_000),
                    Array(repeating: "the same line", count: 50_000) + ["a last line"]
                )
            case "many short lines": (words.map { $0 + " a" }, words.map { $0 + " b" })
            default: ([words.joined(separator: " ")], [words.reversed().joined(separator: " ")])
            }
        #expect(!timed(shape, plain(old), plain(new)).items.isEmpty)
    }
}
