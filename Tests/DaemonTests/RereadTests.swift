import Archive
import Catalogue
import Changes
import Foundation
import Model
import Support
import Testing

@testable import Daemon

/// Newer profiles over archived bytes: what becomes of the archive, and that nobody hears of it.
@Suite("Reread")
struct RereadTests {
    private let northmoor = "reportwatch:gb/library-inspectorate/inspection/2024/northmoor"
    private let harbour = "reportwatch:gb/library-inspectorate/inspection/2024/harbour"

    // An installation with the first profile, which knows Northmoor alone.
    private func rig() throws -> Rig {
        let rig = try Rig(#"{"notify": [{"id": "events", "kind": "file", "path": "e.jsonl"}], "profiles": ["p.yaml"]}"#)
        try rig.folder.write(LibraryProfile.first, to: "p.yaml")
        try rig.folder.write(LibraryProfile.register(), to: "libraries.csv")
        return rig
    }

    private func renew(_ rig: Rig) throws {
        try rig.folder.write(LibraryProfile.second, to: "p.yaml")
        try rig.folder.write(LibraryProfile.register(["Harbour"]), to: "libraries.csv")
    }

    @discardableResult
    private func reread(_ rig: Rig, _ reports: [String]? = nil) async throws -> [String] {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        var lines: [String] = []
        try await runtime.reread(reports?.compactMap { ReportID($0) }) { result in
            let place = result.archived.map { " \($0.report.spoken) \($0.version)" } ?? ""
            lines.append("\(result.report.spoken) \(result.outcome)\(place)")
        }
        return lines
    }

    private func filled() async throws -> Rig {
        let rig = try rig()
        try rig.drop(LibraryProfile.report(), as: "northmoor.txt")
        try rig.drop(LibraryProfile.report("Harbour"), as: "harbour.txt")
        try rig.drop("Minutes\n\nThe reading group met on Monday and chose a book.\n", as: "minutes.txt")
        try await rig.pass()
        try renew(rig)
        return rig
    }

    @Test func `what is read otherwise becomes a version, what is recognised a report, and the rest stays`()
        async throws
    {
        let rig = try await filled()
        #expect(
            try await reread(rig) == [
                "document harbour-txt recognised harbour inspection 2024 v1",
                "northmoor inspection 2024 reread northmoor inspection 2024 v2",
            ])
        #expect(try await reread(rig) == [])
        #expect(rig.files("Archive/documents/harbour-txt/v1/content/source") == ["harbour.txt"])
        #expect(
            rig.files("Archive/harbour/inspection-2024/v1/content")
                == ["change.json", "record.json", "source/harbour.txt", "text.txt"])
        #expect(rig.files("Archive/northmoor/inspection-2024/v2/content") == ["change.json", "record.json"])
        let named = try await reread(rig, [northmoor, "reportwatch:document/minutes-txt"])
        #expect(named == ["northmoor inspection 2024 unchanged", "document minutes-txt unchanged"])
        rig.expectRest()
    }

    @Test func `the exchange of a fetched report goes along, and no two reports share its file`() async throws {
        let server = try LoopbackServer { request in
            LoopbackServer.Response(
                headers: ["Content-Type": "text/plain"],
                text: LibraryProfile.report(request.path == "/harbour" ? "Harbour" : nil))
        }
        let rig = try Rig(
            """
            {"notify": [], "profiles": ["p.yaml"], "http": {"allowPrivateAddresses": true, "perHostDelay": "PT0S"},
             "sources": [{"id": "a", "url": "\(server.url("/northmoor"))", "every": "PT1H"},
                         {"id": "b", "url": "\(server.url("/harbour"))", "every": "PT1H"}]}
            """)
        try rig.folder.write(LibraryProfile.first, to: "p.yaml")
        try rig.folder.write(LibraryProfile.register(), to: "libraries.csv")
        try await rig.pass()
        try renew(rig)
        #expect(try await reread(rig).count == 2)
        let runtime = try rig.run()
        defer { try? runtime.close() }
        var places: Set<UInt64> = []
        for report in try runtime.stages.store.reports() {
            let versions = try runtime.stages.store.versions(of: report)
            #expect(Set(versions.map { $0.files["source/exchange.warc.gz"] }).count == 1)
            for version in versions where version.files["source/exchange.warc.gz"] != nil {
                let path = try runtime.stages.store.contentPath(
                    of: "source/exchange.warc.gz", in: report, version: version.version)
                let facts = try FileManager.default.attributesOfItem(atPath: path)
                #expect(facts[.referenceCount] as? Int == 1)
                places.insert((facts[.systemFileNumber] as? UInt64) ?? 0)
            }
        }
        // Northmoor's two versions name one file; Harbour was a document before, which stays.
        #expect(places.count == 3)
        rig.expectRest()
    }

    @Test func `nobody is told of it, neither at once nor after a crash or a rebuild`() async throws {
        let rig = try await filled()
        let before = try outbox(rig)
        try await reread(rig)
        #expect(try outbox(rig) == before)
        let state = try rig.state().sorted()
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: rig.settings.cataloguePath + suffix)
        }
        #expect(try Rebuild(settings: rig.settings).run { Issue.record("\($0)") } == 5)
        #expect(try rig.state().sorted() == state)
        #expect(try outbox(rig) == before)
    }

    private func outbox(_ rig: Rig) throws -> [Int] {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        // How many of them the log has taken by now is no matter.
        return try runtime.catalogue.outboxState().map { $0.delivered + $0.pending }
    }

    @Test func `the disk may die before any step, and another run ends as an unbroken one does`() async throws {
        let unbroken = try await filled()
        try await reread(unbroken)
        let expected = try (unbroken.state().sorted(), outbox(unbroken))
        for steps in 0..<200 {
            let rig = try await filled()
            do {
                let runtime = try rig.run()
                rig.die(after: steps) { try? runtime.catalogue.close() }
                try? await runtime.reread(nil) { _ in }
                try? runtime.close()
            }
            let hasDied = rig.hasDied
            rig.die(after: nil)
            try await reread(rig)
            #expect(try rig.state().sorted() == expected.0, "after \(steps) steps")
            #expect(try outbox(rig) == expected.1, "after \(steps) steps")
            rig.expectRest("after \(steps) steps")
            if !hasDied { return }
        }
        Issue.record("the sweep did not end")
    }

    @Test func `a capture after it is compared with the new reading: the profile's news is no change`() async throws {
        let rig = try await filled()
        try await reread(rig)
        try rig.drop(LibraryProfile.report(), as: "again.txt")
        try rig.drop(LibraryProfile.report() + "\n", as: "other bytes.txt")
        try await rig.pass()
        #expect(rig.files("Archive/northmoor/inspection-2024/v3") == [])
        try rig.drop(LibraryProfile.report().replacing("42 hours", with: "40 hours"), as: "changed.txt")
        try await rig.pass()
        let change = try event(rig, "northmoor/inspection-2024/v3")
        #expect(change.type == .changed && change.data.items.map(\.kind) == [.figureChanged])
        // The check that found the old content was the first capture, not the second reading.
        let first = try #require(try event(rig, "northmoor/inspection-2024/v2").time as Timestamp?)
        #expect(try #require(change.data.bracket?.lastWithout) < first)
    }

    @Test func `bytes that were recognised are that report's from then on`() async throws {
        let rig = try await filled()
        try await reread(rig)
        try rig.drop(LibraryProfile.report("Harbour").replacing("42 hours", with: "40 hours"), as: "changed.txt")
        try await rig.pass()
        try rig.drop(LibraryProfile.report("Harbour"), as: "harbour.txt")
        try await rig.pass()
        #expect(try event(rig, "harbour/inspection-2024/v2").type == .changed)
        #expect(try event(rig, "harbour/inspection-2024/v3").type == .reverted)
        #expect(rig.files("Archive/documents/harbour-txt/v2") == [])
    }

    @Test func `one content under two names becomes one report`() async throws {
        let rig = try rig()
        try rig.drop(LibraryProfile.report("Harbour"), as: "a.txt")
        try rig.drop(LibraryProfile.report("Harbour") + "\n", as: "b.txt")
        try await rig.pass()
        try renew(rig)
        let expected = ["document a-txt recognised", "document b-txt known"].map { $0 + " harbour inspection 2024 v1" }
        #expect(try await reread(rig) == expected)
    }

    @Test func `a later capture goes behind an earlier one, an earlier one never behind a later`() async throws {
        for names in [["a.txt", "b.txt"], ["b.txt", "a.txt"]] {
            let rig = try rig()
            try rig.drop(LibraryProfile.report("Harbour"), as: names[0])
            try await rig.pass()
            rig.wait(.seconds(10))
            try rig.drop(LibraryProfile.report("Harbour").replacing("42 hours", with: "40 hours"), as: names[1])
            try await rig.pass()
            try renew(rig)
            let lines = try await reread(rig)
            if names[0] == "a.txt" {
                #expect(lines.last == "document b-txt recognised harbour inspection 2024 v2")
                let change = try event(rig, "harbour/inspection-2024/v2")
                #expect(change.type == .reread && change.data.items.map(\.kind) == [.figureChanged])
            } else {
                #expect(lines.last == "document b-txt left")
            }
        }
    }

    @Test func `a report that no profile knows any more stays what it is`() async throws {
        let rig = try await filled()
        try rig.folder.write(LibraryProfile.second, to: "p.yaml")
        try rig.folder.write(
            LibraryProfile.register(["Elsewhere"]).replacing("Northmoor", with: "Southmoor"), to: "libraries.csv")
        #expect(try await reread(rig) == ["northmoor inspection 2024 left"])
        #expect(rig.files("Archive/northmoor/inspection-2024/v2") == [])
    }

    @Test func `a document that no profile knows is read otherwise only by name`() async throws {
        let rig = try await filled()
        let record = "Archive/documents/minutes-txt/v1/content/record.json"
        // As if a reader of former times had made less of it.
        do {
            let runtime = try rig.run()
            let document = try #require(ReportID("reportwatch:document/minutes-txt"))
            let row = try #require(try runtime.catalogue.latest(of: document))
            let original = try ArchivedOriginal(row, in: runtime.stages.store)
            var old = original.record
            old.title = "Another title"
            let built = try runtime.stages.builder.reread(
                .init(
                    record: old,
                    text: HeldText(CanonicalText(rig.text(record.replacing("record.json", with: "text.txt"))))),
                after: row, as: row.version.next, original.record, RecordDifference(), original.received, now: .now)
            let committed = runtime.stages.store.commit([try runtime.stages.stage(built)])
            #expect(committed.problem == nil)
            try runtime.close()
        }
        #expect(try await reread(rig).contains { $0.contains("minutes") } == false)
        #expect(rig.files("Archive/documents/minutes-txt/v3") == [])
        let named = try await reread(rig, ["reportwatch:document/minutes-txt"])
        #expect(named == ["document minutes-txt reread document minutes-txt v3"])
    }

    @Test func `a source carries from then on what its report was read as`() async throws {
        let rig = try await filled()
        func source(_ id: String, _ report: String) -> SourceState {
            var state = SourceState(id: id, url: "https://example.org/\(id)", changedAt: Timestamp(milliseconds: 0))
            (state.report, state.version) = (ReportID(report), VersionNumber(1))
            return state
        }
        do {
            let runtime = try rig.run()
            var batch = RecordedBatch()
            batch.sources = [source("n", northmoor), source("h", "reportwatch:document/harbour-txt")]
            try runtime.catalogue.record(batch)
            try runtime.close()
        }
        try await reread(rig)
        let runtime = try rig.run()
        let sources = try runtime.catalogue.sources().sorted { $0.id < $1.id }
        #expect(sources.map(\.report) == [ReportID(harbour), ReportID(northmoor)])
        #expect(sources.map(\.version) == [VersionNumber(1), VersionNumber(2)])
        try runtime.close()
    }

    private func event(_ rig: Rig, _ version: String) throws -> Event {
        try JSON.decoded(Event.self, from: Array(rig.text("Archive/\(version)/content/change.json").utf8))
    }
}
