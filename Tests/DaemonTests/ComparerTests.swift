import Changes
import Foundation
import Model
import Support
import Testing

@testable import Daemon

/// Long texts are compared in a process of their own: the same is said of them, and what they cost is its.
@Suite("Comparing in a process")
struct ComparerTests {
    private func comparer(memory: Int) throws -> Comparer {
        let program = ReaderCommand(program: BuiltProgram.path(), arguments: [])
        return try Comparer(.init(comparing: program, memory: memory), clocks: ReaderClocks())
    }

    private static func rows(_ count: Int) -> String {
        (0..<count).map { "Row \($0) says — in short — that the force lends its tools.\n\n" }.joined()
    }

    private func reading(_ text: String) throws -> HeldReading {
        let result = try ReportReader.builtIn().read(Array(text.utf8), ReadRequest(name: "note.txt"))
        return HeldReading(record: result.record, text: result.held)
    }

    @Test func `it says what is said without a process`() throws {
        let comparer = try comparer(memory: 1 << 30)
        defer { comparer.close() }
        let (old, new) = (try reading(letter), try reading(changedLetter + "\n" + Self.rows(10_000)))
        for (old, new) in [(old, new), (new, old), (new, new), (old, old)] {
            let change = try comparer.change(from: old, to: new)
            #expect(change == Comparison.change(from: old.reading, to: new.reading, within: .event))
        }
        #expect(try comparer.change(from: old, to: new).items.count == ChangeLimit.event.items)
    }

    @Test func `what is too much for it is a problem that says so`() throws {
        let comparer = try comparer(memory: 256 << 20)
        defer { comparer.close() }
        let problem = #expect(throws: Problem.self) {
            try comparer.change(from: reading(letter), to: reading(Self.rows(180_000)))
        }
        #expect(problem?.code == .comparisonImpossible && problem?.what.contains("memory") == true, "\(problem)")
    }

    @Test func `a document that cannot be compared is refused and kept, and the next one is taken`() async throws {
        let rig = try Rig(#"{"notify": [], "readers": {"memory": 268435456}}"#)
        let long = letter + "\n" + Self.rows(180_000)
        for text in [letter, long, changedLetter] {
            try rig.drop(text)
            try await rig.pass()
        }
        #expect(rig.files("Inbox/Failed") == ["note.txt", "note.txt.reason.json"])
        #expect(try rig.text("Inbox/Failed/note.txt.reason.json").contains("too-large"))
        #expect(try rig.state().count { $0.hasPrefix("version") } == 2)
    }

    @Test func `a held text is the text`() throws {
        let text = "Naïve — café\nline\n"
        let held = try #require(HeldText(utf8: Array(text.utf8)))
        #expect(held.string == text && held.canonical == CanonicalText(text) && held == HeldText(CanonicalText(text)))
        #expect(held.digest == Digest(of: text.utf8))
        #expect(held.beginning(7) == "Naïve —" && held.beginning(100) == text)
        let length = text.unicodeScalars.count
        #expect(held.has(length) && !held.has(length + 1))
        #expect(HeldText(utf8: [0x61, 0xFF]) == nil)
    }
}
