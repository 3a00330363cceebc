import Catalogue
import Model
import Support
import Testing

@testable import Daemon

/// Every history of six captures over three contents, against a model that a reader can check by eye.
@Suite("Histories")
struct HistoryTests {
    private static let contents = ["in June", "in July", "in August"]

    /// All words of six letters over three states; names do not matter, so each new state has the next free letter.
    private static let histories: [[Int]] = (0..<729).compactMap { number in
        var (word, rest) = ([Int](), number)
        for _ in 0..<6 {
            word.append(rest % 3)
            rest /= 3
        }
        var next = 0
        for state in word {
            guard state <= next else { return nil }
            if state == next { next += 1 }
        }
        return word
    }

    // What the program should say of each capture: a new content is a change, an old one a return, the same one nothing.
    private static func expected(_ history: [Int]) -> [String] {
        var versions: [Int] = []
        return history.map { state in
            guard versions.last != state else { return "duplicate v\(versions.count)" }
            let verb = versions.isEmpty ? "discovered" : versions.contains(state) ? "reverted" : "changed"
            versions.append(state)
            return "\(verb) v\(versions.count)"
        }
    }

    private func spoken(_ verdict: Verdict) -> String {
        switch verdict {
        case .recorded(let row, let event): "\(event.type.rawValue.split(separator: ".")[2]) \(row.version)"
        case .duplicate(let row): "duplicate \(row.version)"
        default: "\(verdict)"
        }
    }

    @Test func `of any history each content is told when it comes, and returns are told as such`() async throws {
        #expect(Self.histories.count == 122)
        let rig = try Rig()
        let wanted = Self.histories.map(Self.expected)
        try await expect(wanted, in: rig)
        rig.expectRest()
        let versions = wanted.joined().count { !$0.hasPrefix("duplicate") }
        #expect(try rig.state().count { $0.hasPrefix("version") } == versions)
    }

    private func expect(_ wanted: [[String]], in rig: Rig) async throws {
        let runtime = try rig.run()
        for step in 0..<6 {
            var paths: [String] = []
            for (number, history) in Self.histories.enumerated() {
                let text =
                    "Note \(number) on the force\n\n" + letter.replacing("in June", with: Self.contents[history[step]])
                paths.append(try rig.folder.write(text, to: "elsewhere/\(step)/note-\(number).txt"))
            }
            let verdicts = await runtime.ingest(paths)
            for (number, verdict) in verdicts.enumerated() {
                #expect(spoken(verdict.verdict) == wanted[number][step], "\(Self.histories[number]) at \(step)")
            }
        }
        try runtime.close()
    }
}
