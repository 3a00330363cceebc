import Changes
import Model
import Support
import Testing

enum Generated {
    static let words = """
        police officers patrol streets towns rivers harbour plan review budget training victims calls response time not no
        never evidence crime theft burglary fraud road safety school visit public trust survey staff leaders culture custody
        inspection report data system radio vehicle night morning weekend community council partner hospital ambulance fire
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    static func sentence(_ dice: inout Seeded, _ length: ClosedRange<Int> = 5...30) -> String {
        let chosen = (0..<Int.random(in: length, using: &dice)).map { _ in words.randomElement(using: &dice) ?? "" }
        return chosen.joined(separator: " ") + "."
    }

    static func sample(_ dice: inout Seeded) -> Sample {
        var sample = Sample()
        for pillar in ["effectiveness", "efficiency", "legitimacy"] {
            let grade = ["outstanding", "good", "requires-improvement", "inadequate"].randomElement(using: &dice) ?? ""
            sample.intro.append(
                .paragraph(
                    "<j \(pillar) \(grade)|For the question of \(pillar) the force's grade is \(grade.replacing("-", with: " "))>."
                ))
        }
        for number in 0..<Int.random(in: 1...7, using: &dice) {
            var part = Sample.Part(heading: "Chapter \(Self.words[number * 3]) \(Self.words[number])", pieces: [])
            if Bool.random(using: &dice) { part.pieces.append(.updated("2017-0\(number + 1)-1\(number)")) }
            for _ in 0..<Int.random(in: 1...6, using: &dice) {
                let text = sentence(&dice)
                part.pieces.append(Int.random(in: 0..<4, using: &dice) == 0 ? .bullet(text) : .paragraph(text))
            }
            sample.parts.append(part)
        }
        return sample
    }

    /// Edits a sample in a few places, as an editor would.
    static func edit(_ sample: Sample, _ dice: inout Seeded) -> Sample {
        var copy = sample
        for _ in 0..<Int.random(in: 1...5, using: &dice) {
            let part = Int.random(in: copy.parts.indices, using: &dice)
            let pieces = copy.parts[part].pieces
            let index = Int.random(in: 0..<max(1, pieces.count), using: &dice)
            switch Int.random(in: 0..<5, using: &dice) {
            case 0: copy.parts[part].pieces.insert(.paragraph(sentence(&dice)), at: min(index, pieces.count))
            case 1 where pieces.count > 1: copy.parts[part].pieces.remove(at: index)
            case 2:
                if case .paragraph(let text)? = pieces[safe: index] {
                    copy.parts[part].pieces[index] = .paragraph(reword(text, &dice))
                }
            case 3: copy.parts[part].pieces.insert(.bullet(sentence(&dice)), at: min(index, pieces.count))
            default: copy.parts.shuffle(using: &dice)
            }
        }
        return copy
    }

    static func reword(_ text: String, _ dice: inout Seeded) -> String {
        var words = text.split(separator: " ").map(String.init)
        for _ in 0..<Int.random(in: 1...2, using: &dice) {
            words.insert(Self.words.randomElement(using: &dice) ?? "", at: Int.random(in: words.indices, using: &dice))
        }
        return words.joined(separator: " ")
    }
}

extension Array {
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

@Suite struct PropertyTests {
    private func pairs(_ count: Int, seed: UInt64) -> [(Sample, Sample)] {
        var dice = Seeded(seed: seed)
        return (0..<count).map { _ in
            let old = Generated.sample(&dice)
            return (old, Generated.edit(old, &dice))
        }
    }

    @Test func `a reading compared with itself has no change`() {
        for (old, new) in pairs(200, seed: 1) {
            #expect(old.reading.change(to: old.reading) == Change(items: [], summary: "", quiet: false))
            #expect(new.reading.change(to: new.reading).items.isEmpty)
        }
    }

    @Test func `swapping old and new swaps what is added and removed`() {
        let swapped: [ChangeClass: ChangeClass] = [
            .textAdded: .textRemoved, .textRemoved: .textAdded, .listItemAdded: .listItemRemoved,
            .listItemRemoved: .listItemAdded, .sectionAdded: .sectionRemoved, .sectionRemoved: .sectionAdded,
        ]
        for (old, new) in pairs(300, seed: 2) {
            let there = old.reading.change(to: new.reading).items
            let back = new.reading.change(to: old.reading).items
            let left = there.map { "\(swapped[$0.kind] ?? $0.kind) \($0.to ?? "-") \($0.from ?? "-")" }.sorted()
            let right = back.map { "\($0.kind) \($0.from ?? "-") \($0.to ?? "-")" }.sorted()
            #expect(left == right)
        }
    }

    @Test func `the order of sections is nothing to judgments`() {
        var dice = Seeded(seed: 3)
        for (old, new) in pairs(100, seed: 3) {
            var shuffled = old
            shuffled.parts.shuffle(using: &dice)
            #expect(old.reading.change(to: shuffled.reading).items.isEmpty)
            #expect(!old.reading.change(to: new.reading).items.contains { $0.path.hasPrefix("/judgments") })
        }
    }

    @Test func `the words of an edit applied to the old passage give those of the new one`() throws {
        var edits = 0
        for (old, new) in pairs(400, seed: 4) {
            for item in old.reading.change(to: new.reading).items {
                guard let words = item.words, let from = item.from, let to = item.to else { continue }
                edits += 1
                var bag = Bag(from)
                bag.take(words.removed, -1)
                #expect(bag.counts.values.allSatisfy { $0 >= 0 })
                bag.take(words.added, 1)
                #expect(bag == Bag(to))
                #expect(!words.added.isEmpty || !words.removed.isEmpty)
            }
        }
        #expect(edits > 100)
    }

    @Test func `evidence is found again and items carry no position`() {
        for (old, new) in pairs(200, seed: 5) {
            let (before, after) = (old.reading, new.reading)
            for item in before.change(to: after).items {
                if let evidence = item.before { #expect(before.text.shows(evidence)) }
                if let evidence = item.after { #expect(after.text.shows(evidence)) }
                #expect(item.before != nil || item.after != nil)
            }
        }
    }

    @Test func `every edit that adds a new sentence is told with the whole sentence`() {
        var dice = Seeded(seed: 6)
        for _ in 0..<200 {
            let old = Generated.sample(&dice)
            var new = old
            let text = "Zebra " + Generated.sentence(&dice)
            let part = Int.random(in: new.parts.indices, using: &dice)
            new.parts[part].pieces.append(.paragraph(text))
            let items = old.reading.change(to: new.reading).items
            #expect(items.map(\.kind) == [.textAdded])
            #expect(items.first?.to == text)
            #expect(items.first?.path == "/sections/" + Slug.of(new.parts[part].heading))
        }
    }

    private struct Bag: Equatable {
        var counts: [String: Int] = [:]

        // The generated sentences are plain words and a full stop.
        init(_ sentence: String) {
            take(sentence.replacing(".", with: " .").split(separator: " ").map(String.init), 1)
        }

        mutating func take(_ words: [String], _ sign: Int) {
            for word in words {
                counts[word, default: 0] += sign
                if counts[word] == 0 { counts[word] = nil }
            }
        }
    }
}
