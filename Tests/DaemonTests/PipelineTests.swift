import Catalogue
import Foundation
import Model
import Support
import Support
import Testing

@testable import Daemon

@Suite("The pipeline")
struct PipelineTests {
    private func verdicts(_ rig: Rig, _ runtime: Runtime, _ texts: [(name: String, text: String)]) async throws
        -> [Verdict]
    {
        var paths: [String] = []
        for (index, file) in texts.enumerated() {
            paths.append(try rig.folder.write(file.text, to: "elsewhere/\(index)/\(file.name)"))
        }
        let all = await runtime.ingest(paths)
        #expect(all.map(\.path) == paths)
        return all.map(\.verdict)
    }

    private func spoken(_ verdict: Verdict) -> String {
        switch verdict {
        case .recorded(let row, let event): "\(event.type.rawValue.split(separator: ".")[2]) \(row.version)"
        case .duplicate(let row): "duplicate \(row.version)"
        case .observed(let row, _): "observed \(row.version)"
        case .refused(let refusal): "refused \(refusal.outcome.rawValue)"
        case .reading: "still reading"
        case .deferred(let problem): "deferred \(problem.code.rawValue)"
        }
    }

    @Test func `new, duplicate, changed, reverted`() async throws {
        let rig = try Rig()
        for (text, expected) in [
            (letter, "discovered v1"), (letter, "duplicate v1"), (changedLetter, "changed v2"), (letter, "reverted v3"),
            (letter, "duplicate v3"),
        ] {
            let runtime = try rig.run()
            let verdict = try await verdicts(rig, runtime, [("note.txt", text)])
            #expect(verdict.map(spoken) == [expected])
            try runtime.close()
        }
        rig.expectRest()
        let folder = "Archive/documents/note-txt"
        #expect(rig.files(folder + "/v2/content") == ["change.json", "record.json", "source/note.txt", "text.txt"])
        #expect(rig.files(folder + "/v3/content") == ["change.json", "record.json"])
        let state = try rig.state()
        #expect(state.filter { $0.hasPrefix("version") }.count == 3)
        #expect(state.filter { $0.hasPrefix("event") }.count == 3)
    }

    @Test func `files of one report in one batch become versions in their order`() async throws {
        let rig = try Rig()
        let runtime = try rig.run()
        let third = letter.replacing("in June", with: "in August")
        let verdict = try await verdicts(
            rig, runtime,
            [letter, changedLetter, changedLetter, letter, third, letter].map { ("note.txt", $0) })
        #expect(
            verdict.map(spoken) == [
                "discovered v1", "changed v2", "duplicate v2", "reverted v3", "changed v4", "reverted v5",
            ])
        try runtime.close()
    }

    @Test func `a return to the archived content in a batch is seen after the change before it`() async throws {
        let rig = try Rig()
        let runtime = try rig.run()
        #expect(try await verdicts(rig, runtime, [("note.txt", letter)]).map(spoken) == ["discovered v1"])
        let verdict = try await verdicts(rig, runtime, [("note.txt", changedLetter), ("note.txt", letter)])
        #expect(verdict.map(spoken) == ["changed v2", "reverted v3"])
        try runtime.close()
    }

    @Test func `other bytes with the same content are an observation, and kept`() async throws {
        let rig = try Rig()
        let runtime = try rig.run()
        let windows = letter.replacing("\n", with: "\r\n")
        let verdict = try await verdicts(
            rig, runtime, [("note.txt", letter), ("note.txt", windows), ("note.txt", windows)])
        #expect(verdict.map(spoken) == ["discovered v1", "observed v1", "duplicate v1"])
        let kept = rig.files("State/observed")
        #expect(kept.count == 1)
        #expect(try rig.text("State/observed/" + (kept.first ?? "")) == windows)
        try runtime.close()
        rig.expectRest()
    }

    @Test func `the archive does not share a file with a name outside`() async throws {
        let rig = try Rig()
        let path = try rig.folder.write(letter, to: "mine.txt")
        try FileManager.default.createDirectory(atPath: rig.folder.file("Inbox"), withIntermediateDirectories: true)
        try FileManager.default.linkItem(atPath: path, toPath: rig.folder.file("Inbox/mine.txt"))
        try await rig.pass()
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.write(contentsOf: Data("XXXX".utf8))
        try handle.close()
        #expect(try rig.text("Archive/documents/mine-txt/v1/content/source/mine.txt") == letter)
    }

    @Test func `what cannot be read goes to Failed beside its reason, and a second one beside the first`() async throws
    {
        let rig = try Rig()
        for round in 1...2 {
            try rig.folder.write(String(repeating: "\0\u{1}\u{2}", count: 100), to: "Inbox/sub/odd.txt")
            try await rig.pass()
            #expect(rig.files("Inbox/Failed").count == 2 * round)
        }
        #expect(
            rig.files("Inbox/Failed") == ["odd.txt", "odd.txt (2)", "odd.txt (2).reason.json", "odd.txt.reason.json"])
        let reason = try JSON.decoded(JSON.self, from: Array(rig.text("Inbox/Failed/odd.txt.reason.json").utf8))
        guard case .object(let fields) = reason else {
            Issue.record("no object")
            return
        }
        #expect(fields["name"] == .string("sub/odd.txt"))
        #expect(Set(fields.keys) == ["schema", "outcome", "message", "remedy", "name", "bytes", "received"])
        #expect(try rig.state().isEmpty)
    }

    @Test func `a file moved back out of Failed takes its old reason's place when it fails again`() async throws {
        let rig = try Rig()
        try rig.drop(String(repeating: "\0\u{1}\u{2}", count: 100), as: "odd.txt")
        try await rig.pass()
        try FileManager.default.moveItem(
            atPath: rig.folder.file("Inbox/Failed/odd.txt"), toPath: rig.folder.file("Inbox/odd.txt"))
        try await rig.pass()
        #expect(rig.files("Inbox/Failed") == ["odd.txt", "odd.txt.reason.json"])
    }

    @Test func `an empty file is refused and its neighbours are not`() async throws {
        let rig = try Rig()
        let runtime = try rig.run()
        let verdict = try await verdicts(
            rig, runtime, [("a.txt", letter), ("empty.txt", ""), ("b.txt", changedLetter)])
        #expect(verdict.map(spoken) == ["discovered v1", "refused empty", "discovered v1"])
        try runtime.close()
    }

    @Test func `reading that was begun three times and never ended is given up`() async throws {
        let rig = try Rig()
        for attempts in 0...3 {
            let runtime = try rig.run()
            if attempts == 0 {
                _ = try runtime.claim(fileAt: rig.folder.write(letter, to: "elsewhere/deadly.txt"))
            } else {
                let claim = try #require(runtime.leftOver.first).claim
                #expect(claim.attempts == attempts)
            }
            // What the pipeline does before it reads; then the program dies.
            if attempts < 3 { try runtime.catalogue.countAttempt(runtime.catalogue.openClaims().map(\.id)) }
            try runtime.close()
        }
        try await rig.pass()
        #expect(rig.files("Inbox/Failed") == ["deadly.txt", "deadly.txt.reason.json"])
        #expect(try rig.text("Inbox/Failed/deadly.txt.reason.json").contains("three times"))
    }

    @Test func `attempts that ended in being put off are no strikes`() async throws {
        let rig = try Rig()
        let problem = Problem(.diskFull, "full", remedy: "Free some.", retry: .later)
        do {
            let runtime = try rig.run()
            let claim = try runtime.claim(fileAt: rig.folder.write(letter, to: "elsewhere/note.txt")).claim
            for _ in 1...5 { try runtime.catalogue.countAttempt([claim.id]) }
            try runtime.catalogue.deferClaim(claim.id, until: .now, problem: problem)
            try runtime.close()
        }
        try await rig.pass()
        #expect(rig.files("Inbox/Failed") == [])
        #expect(try rig.state().contains { $0.hasPrefix("version") })
    }

    @Test func `what was interrupted goes alone, and batches are bounded`() {
        let sizes = Array(repeating: 1, count: 130) + [30 << 20, 30 << 20, 1]
        let batches = Worker.batches(sizes, size: { $0 }, isAlone: { _ in false })
        #expect(batches.flatMap { $0 } == sizes)
        #expect(batches.map(\.count) == [64, 64, 3, 2])
        #expect(Worker.batches([1, 2, 3, 4], size: { $0 }, isAlone: { $0 == 2 || $0 == 3 }) == [[1], [2], [3], [4]])
    }
}
