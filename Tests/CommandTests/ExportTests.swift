import Foundation
import Glibc
import Model
import Support
import Testing

/// `export` with the real program, and its tables as other programs read them.
@Suite(.timeLimit(.minutes(5)))
struct ExportTests {
    private static let tables = [
        "reports", "versions", "judgments", "evidence", "findings", "figures", "dates", "people", "notes", "duties",
        "warnings", "events", "items",
    ]

    /// A report of a user's own profile, which changes only with its page, in two versions.
    private func libraries() async throws -> Installation {
        let place = try Installation(["profiles": ["libraries.yaml"]])
        try place.folder.write(LibraryProfile.first, to: "libraries.yaml")
        try place.folder.write(LibraryProfile.register(), to: "libraries.csv")
        let report = LibraryProfile.report()
        for text in [report, report.replacing("42 hours", with: "40 hours")] {
            try place.folder.write(text, to: "Northmoor.txt")
            #expect(try await place.run("ingest", "Northmoor.txt").code == 0)
        }
        return place
    }

    private func export(_ place: Installation, _ format: String, _ folder: String, _ options: String...) async throws {
        let answer = try await place.run(Installation.program, ["export", format, folder] + options)
        #expect(answer.code == 0 && answer.errors.isEmpty, "\(answer)")
    }

    private func text(_ place: Installation, _ path: String) throws -> String {
        String(decoding: try place.bytes(path), as: UTF8.self)
    }

    /// The rows of a table that was exported as JSON.
    private func rows(_ place: Installation, _ path: String) throws -> [JSON] {
        try text(place, path).split(separator: "\n").map { try JSON.decoded(JSON.self, from: Array($0.utf8)) }
    }

    // MARK: what is written

    /// With REPORTWATCH_RECORD set the golden exports are written anew.
    @Test(arguments: ["csv", "jsonl", "datapackage"])
    func `a small archive gives exactly these files`(format: String) async throws {
        let place = try await libraries()
        try await export(place, format, "out")
        let names = place.names(in: "out").filter { format != "datapackage" || $0 == "datapackage.json" }
        let whole = try names.map { "==> \($0)\n" + (try text(place, "out/" + $0)) }.joined(separator: "\n")
        let found = whole.replacing(#/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/#, with: "TIME")
            .replacing(#/urn:uuid:[0-9a-f-]+/#, with: "urn:uuid:INSTALLATION")
        let golden = Fixtures.path("export/\(format).txt")
        if ProcessInfo.processInfo.environment["REPORTWATCH_RECORD"] != nil {
            try Data(found.utf8).write(to: URL(fileURLWithPath: golden))
        }
        #expect(found == String(decoding: try Fixtures.bytes("export/\(format).txt"), as: UTF8.self))
        let ending = format == "jsonl" ? "jsonl" : "csv"
        let expected = Self.tables.map { "\($0).\(ending)" } + (format == "datapackage" ? ["datapackage.json"] : [])
        #expect(place.names(in: "out") == expected.sorted())
    }

    @Test func `the tables say what the record says`() async throws {
        let place = try Installation()
        try place.folder.write(PeelReport().text, to: "report.txt")
        #expect(try await place.run("ingest", "report.txt").code == 0)
        try await export(place, "jsonl", "out")
        let record = try await place.run("show", "wiltshire", "--json").json
        let wanted = try #require(record["judgments"]).items
        let found = try rows(place, "out/judgments.jsonl")
        #expect(found.map { $0["id"] } == wanted.map { $0["id"] } && found.count > 3)
        for (row, judgment) in zip(found, wanted) {
            for name in [
                "scope", "question", "topic", "grade", "gradeText", "status", "scale", "trend", "lastUpdated",
                "section",
            ] {
                #expect(row[name] == judgment[name], "\(name)")
            }
            let first = judgment["evidence"]?.items.first
            #expect(row["exact"] == first?["exact"] && row["start"] == first?["start"] && row["end"] == first?["end"])
            #expect(row["subjectCode"] == "E23000038" && row["version"] == "v1")
        }
        let places = wanted.flatMap { $0["evidence"]?.items ?? [] }
        #expect(try rows(place, "out/evidence.jsonl").map { $0["exact"] } == places.map { $0["exact"] })
        for name in ["figures", "dates", "people", "findings", "warnings"] {
            #expect(try rows(place, "out/\(name).jsonl").count == record[name]?.items.count, "\(name)")
        }
        let report = try #require(try rows(place, "out/reports.jsonl").first)
        #expect(report["id"] == record["id"] && report["publisherName"] == record["publisher"]?["name"])
        #expect(report["cycle"] == "2016" && report["withdrawn"] == false && report["versions"] == 1)
    }

    @Test func `every table and column stands in the documentation`() async throws {
        let place = try Installation()
        #expect(try await place.run("rebuild").code == 0)
        try await export(place, "datapackage", "out")
        let page = try String(contentsOfFile: Installation.packageRoot + "/docs/export.md", encoding: .utf8)
        let resources = try #require(try place.json("out/datapackage.json")["resources"]).items
        #expect(resources.compactMap { $0["name"]?.string } == Self.tables)
        for resource in resources {
            let name = try #require(resource["name"]?.string)
            let line = page.split(separator: "\n").first { $0.hasPrefix("| `\(name)` |") } ?? ""
            for field in resource["schema"]?["fields"]?.items ?? [] {
                let column = try #require(field["name"]?.string)
                #expect(line.contains("`\(column)`"), "\(column) of \(name)")
            }
        }
    }

    // MARK: how others read it

    @Test(.enabled(if: Validators.found("frictionless") != nil, "frictionless is not installed"))
    func `the data package is valid, and one that lost a row is not`() async throws {
        let place = try await libraries()
        try place.folder.write(PeelReport().text, to: "report.txt")
        #expect(try await place.run("ingest", "report.txt").code == 0)
        try await export(place, "datapackage", "out")
        let program = try #require(Validators.found("frictionless"))
        let answer = try await place.run(program, ["validate", "out/datapackage.json"])
        #expect(answer.code == 0 && answer.output.contains("VALID"), "\(answer.output)\(answer.errors)")
        let versions = try text(place, "out/versions.csv").split(separator: "\r\n").dropLast()
        try place.folder.write(versions.joined(separator: "\r\n") + "\r\n", to: "out/versions.csv")
        #expect(try await place.run(program, ["validate", "out/datapackage.json"]).code == 1)
    }

    @Test func `whatever stands in a cell comes back out of it`() async throws {
        let place = try Installation()
        let labels = ["=1+1", "a\"b", "\"\u{308}", "c,d", "@home", "-ö😀", "'h';"]
        try place.folder.write("A page that nobody knows.\n", to: "Inbox/\(labels.joined(separator: "/"))/page.txt")
        try place.folder.write(PeelReport().text, to: "Inbox/report.txt")
        #expect(try await place.run("run", "--once").code == 0)
        // Worse than any reader lets through.
        let title = "=HYPERLINK(\"https://example.org/\",\"\"\u{308})\r\n\t+\\g\u{1}\u{2028}\r"
        let script =
            "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('UPDATE versions SET title=?', sys.argv[2:]); c.commit()"
        let database = place.folder.file("State/catalogue.sqlite")
        #expect(try await place.run("/usr/bin/python3", ["-c", script, database, title]).code == 0)
        try await export(place, "csv", "csv")
        try await export(place, "jsonl", "jsonl")
        let answer = try await place.run("/usr/bin/python3", ["-c", Self.comparison])
        #expect(answer.code == 0, "\(answer.errors)")
        let versions = try rows(place, "jsonl/versions.jsonl")
        #expect(versions.map { $0["title"]?.string } == [title, title])
        #expect(versions.first?["labels"]?.items.compactMap(\.string) == labels, "\(versions)")
    }

    // Python's own readers find the same in both forms, cell by cell.
    private static let comparison = """
        import csv, glob, json, os
        cells = 0
        for path in glob.glob("csv/*.csv"):
            name = os.path.basename(path)[:-4]
            rows = list(csv.DictReader(open(path, encoding="utf-8", newline=""), strict=True))
            objects = [json.loads(line) for line in open(f"jsonl/{name}.jsonl", encoding="utf-8", newline="\\n")]
            assert len(rows) == len(objects), name
            for row, fields in zip(rows, objects):
                assert set(fields) <= set(row) and None not in row, (name, row)
                for column, cell in row.items():
                    value = fields.get(column, "")
                    if isinstance(value, list): cell = json.loads(cell)
                    elif isinstance(value, bool): value = str(value).lower()
                    else: value = str(value)
                    assert cell == value and value is not None, (name, column, cell, value)
                    cells += 1
        assert cells > 100, cells
        """

    // MARK: then and now

    @Test func `what is archived later changes no table as of before`() async throws {
        let server = try LoopbackServer { _ in
            .init(headers: ["Content-Type": "text/html; charset=utf-8"], text: PeelReport(effectiveness: "good").page())
        }
        let url = server.url("/report/")
        let place = try Installation(["sources": [["id": "page", "url": .string(url), "every": "PT1S"]]])
        #expect(try await place.run("run", "--once").code == 0)
        let first = try #require(try await place.run("reports", "--json").json.items.first?["archived"]?.string)
        try await export(place, "csv", "before", "--known", first)
        let late = Pywb.Capture(url, at: "2016-03-01T10:00:00Z", PeelReport(effectiveness: "inadequate").page())
        try place.drop(late.record, as: "late.warc")
        try place.folder.write(PeelReport().text, to: "Inbox/newer.txt")
        #expect(try await place.run("run", "--once").code == 0)
        try await export(place, "csv", "after", "--known", first)
        for name in place.names(in: "before") {
            #expect(try place.bytes("before/" + name) == place.bytes("after/" + name), "\(name)")
        }
        try await export(place, "jsonl", "now")
        #expect(try rows(place, "now/versions.jsonl").count >= 3 && rows(place, "now/events.jsonl").count >= 3)
        try await export(place, "jsonl", "then", "--at", "2016-07-01")
        let versions = try rows(place, "then/versions.jsonl")
        #expect(versions.count == 1 && versions.first?["history"] == true)
        #expect(try rows(place, "then/reports.jsonl").first?["captured"] == "2016-03-01T10:00:00.000Z")
        let grades = try rows(place, "then/judgments.jsonl").filter { $0["id"] == "effectiveness" }
        #expect(grades.map { $0["grade"] } == ["inadequate"])
        let events = try rows(place, "then/events.jsonl")
        #expect(events.map { $0["type"] } == ["reportwatch.report.backfilled.v1"])
        try await export(place, "jsonl", "unknown", "--at", "2016-07-01", "--known", first)
        #expect(try Self.tables.allSatisfy { try place.bytes("unknown/\($0).jsonl").isEmpty })
    }

    // MARK: where it goes

    @Test func `a folder that is in use is refused, an empty one is taken`() async throws {
        let place = try await libraries()
        try place.folder.write("mine", to: "used/notes.txt")
        try place.folder.write("mine", to: "file")
        try FileManager.default.createDirectory(atPath: place.folder.file("empty"), withIntermediateDirectories: true)
        for folder in ["used", "file", "missing/out", "Archive/out", "Inbox/out", "State/out", "."] {
            let answer = try await place.run("export", "csv", folder)
            #expect(answer.code == 2 && answer.errors.contains("export-folder-unusable"), "\(folder): \(answer)")
            #expect(answer.output.isEmpty)
        }
        #expect(place.names(in: "used") == ["notes.txt"])
        try await export(place, "csv", "empty/")
        #expect(place.names(in: "empty").count == Self.tables.count)
        let again = try await place.run("export", "csv", "empty")
        #expect(again.code == 2 && again.errors.contains("is not empty"))
        #expect(try await place.run("export", "xlsx", "other").code == 64)
        #expect(try await place.run("export", "csv").code == 64)
        #expect(try await place.run("export", "csv", "other", "--known", "yesterday").code == 64)
        #expect(!place.names(in: ".").contains { $0.contains("unfinished") || $0 == "other" })
        #expect(try await place.run("verify", "--all").code == 0)
    }

    @Test func `an archive that is damaged, or not there, gives no export`() async throws {
        let place = try Installation()
        let none = try await place.run("export", "csv", "out")
        #expect(none.code == 2 && none.errors.contains("catalogue-missing"))
        for number in 0..<3 {
            try place.folder.write(PeelReport.numbered(number).text, to: "report.txt")
            #expect(try await place.run("ingest", "report.txt").code == 0)
        }
        try place.folder.write("{}", to: "Archive/\(PeelReport.numbered(2).folder)/v1/content/record.json")
        let damaged = try await place.run("export", "csv", "out")
        #expect(damaged.code == 2 && damaged.errors.contains("\(PeelReport.numbered(2).folder)/v1/content/record.json"))
        #expect(!place.names(in: ".").contains { $0.contains("out") })
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `an export that is stopped leaves nothing`(signal: Int32) async throws {
        let place = try await libraries()
        // Many more events than can be written before the signal comes.
        let script = """
            import sqlite3, sys
            catalogue = sqlite3.connect(sys.argv[1])
            catalogue.execute(\"\"\"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
                INSERT INTO events (id, type, report, severity, time, json) SELECT 'e' || i, 'reportwatch.source.noisy.v1',
                'source:one', 1, i, '{"data":{"summary":"s","items":[],"quiet":false}}' FROM n\"\"\")
            catalogue.commit()
            """
        let database = place.folder.file("State/catalogue.sqlite")
        #expect(try await place.run("/usr/bin/python3", ["-c", script, database]).code == 0)
        // A test's threads have signals blocked, and what they start inherits that.
        let unblocked =
            "import os, signal, sys; signal.pthread_sigmask(signal.SIG_SETMASK, []); os.execv(sys.argv[1], sys.argv[1:])"
        let child = try Child(
            "/usr/bin/python3", ["-c", unblocked, Installation.program, "export", "csv", "out"], in: place.folder.path,
            output: place.folder.file("said"), errors: place.folder.file("errors"))
        try await until("the unfinished folder") {
            place.names(in: ".").contains { $0.hasPrefix(".out.unfinished-") } ? true : nil
        }
        child.signal(signal)
        #expect(try await child.ended() == 2)
        #expect(try text(place, "errors").contains("export-stopped") && place.bytes("said").isEmpty)
        #expect(!place.names(in: ".").contains { $0.contains("out") })
    }

    @Test func `a running daemon is no hindrance`() async throws {
        let place = try Installation()
        try await place.start()
        try place.drop(PeelReport().text)
        try await place.line("NEW wiltshire peel 2016 v1")
        try await export(place, "datapackage", "out")
        #expect(try text(place, "out/reports.csv").split(separator: "\r\n").count == 2)
        #expect(try await place.stop() == 0)
    }
}
