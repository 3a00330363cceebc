import Foundation
import Model
import Support
import Testing

/// Twenty files of every kind that an inbox gets, a changed report among them, and what must have become of them in the end:
/// learnt from a run that nothing disturbed. Sweeps hold every disturbed run to it.
struct Ingest: Sendable {
    /// Every file of every version: its folder and digest. Which of two equal files gave it its name is not promised.
    private let versions: [String]
    /// The ids of all events, each of which the file channel holds once.
    private let events: [String]
    private let inputs: [String: Digest]
    private let template: TemporaryFolder
    private static let failed = ["empty.txt", "empty.txt.reason.json", "junk.pdf", "junk.pdf.reason.json"]

    /// How many points to try of so many: all in the long form.
    static func points<Point>(_ all: [Point], short: Int) -> [Point] {
        guard !CrashTests.isTorture, all.count > short else { return all }
        // Not only the first of each kind, and others on another day.
        let day = Int(Date.now.timeIntervalSince1970 / 86_400)
        return (0..<short).map { all[(($0 * all.count) / short + day) % all.count] }
    }

    init() async throws {
        template = try TemporaryFolder()
        let first = try Installation()
        for number in 0..<2 { try first.drop(Ingest.edition(number).text, as: "first \(number).txt") }
        #expect(try await first.run("run", "--once").code == 0)
        for name in ["config.json", "Archive", "State", "events.jsonl"] {
            try FileManager.default.copyItem(atPath: first.folder.file(name), toPath: template.file(name))
        }
        try FileManager.default.createDirectory(atPath: template.file("Inbox"), withIntermediateDirectories: true)
        try Ingest.fill(template.file("Inbox"))
        inputs = try Ingest.digests(in: template.file("Inbox"))
        #expect(inputs.count == 20)
        let whole = try Installation()
        try Ingest.copy(template.path, to: whole.folder.path)
        #expect(try await whole.run("run", "--once").code == 0)
        versions = try Ingest.versions(in: whole)
        events = try Ingest.events(in: whole)
        let told = try whole.events().map { "\($0["type"]?.string ?? "") \($0["subject"]?.string ?? "")" }
        #expect(events.count == 19 && Set(events).count == 19, "\(told.joined(separator: "\n"))")
        #expect(try await violations(in: whole) == [])
    }

    private static func edition(_ number: Int) -> PeelReport {
        var report = PeelReport.numbered(number)
        report.effectiveness = "good"
        return report
    }

    private static func fill(_ inbox: String) throws {
        func put(_ name: String, _ bytes: [UInt8]) throws {
            let url = URL(fileURLWithPath: inbox + "/" + name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
        func put(_ name: String, _ text: String) throws { try put(name, Array(text.utf8)) }
        try put("changed.txt", PeelReport.numbered(0).text)
        for number in 2..<12 { try put("report \(number).txt", edition(number).text) }
        try put("again.txt", edition(1).text)
        try put("twin.txt", edition(2).text)
        try put("spaced.txt", edition(1).text + "\n\n")
        try put("junk.pdf", "%PDF-1.4\nnothing here\n%%EOF\n")
        try put("empty.txt", "")
        try put("folder/inner.txt", edition(16).text)
        try put("page.html", edition(12).page())
        try put("linked.txt", edition(19).text)
        let members = [17, 18].map { ZIPFixture.Entry("\($0).txt", edition($0).text) }
        try put("pack.zip", ZIPFixture.bytes(members))
    }

    static func copy(_ folder: String, to other: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let target = other + "/" + name
            try? FileManager.default.removeItem(atPath: target)
            try FileManager.default.copyItem(atPath: folder + "/" + name, toPath: target)
        }
        // A name that somebody keeps outside: the archive must not share that file.
        _ = link(other + "/Inbox/linked.txt", other + "/outside")
    }

    /// Puts everything into a folder: the archive as it was before, and the inbox with the twenty files.
    func lay(into folder: String) throws { try Ingest.copy(template.path, to: folder) }

    // MARK: what must hold

    /// Everything that is not as it must be after a run that came to its end.
    func violations(in place: Installation) async throws -> [String] {
        var found: [String] = []
        let archived = try Ingest.versions(in: place)
        if archived != versions {
            found.append("versions: \(Set(archived).symmetricDifference(versions).sorted())")
        }
        let told = try Ingest.events(in: place)
        if told != events { found.append("events: \(told.count) for \(events.count), \(Set(told).count) different") }
        let kept = Set(
            try ["Inbox", "State/work", "Archive", "State/observed"].flatMap {
                try Ingest.digests(in: place.folder.file($0)).values
            })
        found += inputs.filter { !kept.contains($0.value) }.keys.sorted().map { "lost: \($0)" }
        let left = try Ingest.digests(in: place.inbox).keys.sorted()
        let expected = Ingest.failed.map { "Failed/" + $0 }
        if left != expected { found.append("inbox: \(Set(left).symmetricDifference(expected).sorted())") }
        for folder in ["State/work", "State/staging", "State/quarantine"] where !place.names(in: folder).isEmpty {
            found.append("\(folder): \(place.names(in: folder))")
        }
        let verdict = try await place.run("verify", "--json")
        if verdict.code != 0 { found.append("verify: \(verdict.output)\(verdict.errors)") }
        let status = try await place.run("status", "--json").json
        let waiting = (status["channels"]?.items ?? []).compactMap { $0["pending"]?.number }.reduce(0, +)
        if status["inHand"] != 0 || waiting != 0 { found.append("in hand: \(status)") }
        return found
    }

    /// Whether a daemon has nothing left to do; cheap, to be asked again and again.
    func isDone(_ place: Installation) async throws -> Bool {
        guard place.names(in: "State/work").isEmpty, try Ingest.events(in: place).count >= events.count,
            try Ingest.digests(in: place.inbox).keys.sorted() == Ingest.failed.map({ "Failed/" + $0 })
        else { return false }
        let status = try await place.run("status", "--json")
        guard status.code == 0 else { return false }
        let waiting = try (status.json["channels"]?.items ?? []).compactMap { $0["pending"]?.number }.reduce(0, +)
        return try status.json["inHand"] == 0 && waiting == 0 && place.names(in: "State/staging").isEmpty
    }

    private static func versions(in place: Installation) throws -> [String] {
        try digests(in: place.archive).compactMap { name, digest in
            guard name.contains("/content/text") || name.contains("/content/source/") else { return nil }
            return "\(name.split(separator: "/").dropLast().joined(separator: "/")) \(digest)"
        }.sorted()
    }

    private static func events(in place: Installation) throws -> [String] {
        try place.events().compactMap { $0["id"]?.string }.sorted()
    }

    private static func digests(in folder: String) throws -> [String: Digest] {
        var digests: [String: Digest] = [:]
        let walk = FileManager.default.enumerator(atPath: folder)
        for case let name as String in walk ?? .init() {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            digests[name] = Digest(of: try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
        }
        return digests
    }
}

/// Runs something for each of some points, a few side by side, and gives what it came to.
func sweep<Point: Sendable, Answer: Sendable>(
    _ points: [Point], atOnce width: Int, _ body: @escaping @Sendable (Point) async throws -> Answer
) async throws -> [Answer] {
    try await withThrowingTaskGroup(of: Answer.self) { group in
        var answers: [Answer] = []
        for (index, point) in points.enumerated() {
            if index >= width, let answer = try await group.next() { answers.append(answer) }
            group.addTask { try await body(point) }
        }
        for try await answer in group { answers.append(answer) }
        return answers
    }
}
