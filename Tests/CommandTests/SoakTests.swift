import Foundation
import Glibc
import Model
import Support
import Testing

/// Hours in short: random drops of every kind, random kills, a clock that jumps by years; in the end everything is as a simple
/// model says. REPORTWATCH_SOAK gives the length in seconds.
@Suite(.serialized) struct SoakTests {
    private static let seconds: Int = {
        let named = ProcessInfo.processInfo.environment["REPORTWATCH_SOAK"].flatMap { Int($0) }
        return named ?? (CrashTests.isTorture ? 3600 : 15)
    }()
    private static let faketime = [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    ].first { FileManager.default.fileExists(atPath: $0) }

    @Test(.timeLimit(.minutes(240)))
    func `whatever comes in whatever order, each document is there once and told once`() async throws {
        var soak = try Soak(seed: UInt64(Date.now.timeIntervalSince1970), clock: Self.faketime)
        let end = ContinuousClock.now + .seconds(Self.seconds)
        try soak.start()
        while ContinuousClock.now < end { try await soak.step() }
        try await soak.finish()
        print(
            "soak: \(Self.seconds) s, seed \(soak.seed), \(soak.tally.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" })"
                + (Self.faketime == nil ? "; no clock jumps: libfaketime is not here" : ""))
    }
}

/// The random life of an installation, and the model of what must have come of it.
private struct Soak {
    let seed: UInt64
    private(set) var tally: [String: Int] = [:]
    private let place: Installation
    private let clock: String?
    private var random: Seeded
    /// The model: what each report has said, in order. An edition comes only when the one before is archived, as the order of
    /// two files that arrive together is nobody's to know.
    private var editions: [Int: [PeelReport]] = [:]
    private var failed: Set<String> = []
    private var dropped = 0

    init(seed: UInt64, clock: String?) throws {
        (self.seed, self.clock) = (seed, clock)
        random = Seeded(seed: seed)
        place = try Installation()
    }

    // MARK: steps

    mutating func start() throws {
        var environment: [String: String] = [:]
        if let clock {
            if !place.exists("clock") { try setClock("+0d") }
            environment = [
                "LD_PRELOAD": clock, "FAKETIME_TIMESTAMP_FILE": place.folder.file("clock"),
                "FAKETIME_CACHE_DURATION": "1", "DONT_FAKE_MONOTONIC": "1",
            ]
        }
        try place.launch(environment: environment)
    }

    // The clock of the running daemon, not of the machine.
    private func setClock(_ offset: String) throws {
        try Data((offset + "\n").utf8).write(to: URL(fileURLWithPath: place.folder.file("clock")), options: .atomic)
    }

    private mutating func jump() throws {
        guard clock != nil else { return }
        count("clock jumps")
        try setClock(["-365d", "+0d", "+365d"].randomElement(using: &random) ?? "+0d")
    }

    mutating func step() async throws {
        try await Task.sleep(for: .milliseconds(Int.random(in: 5...120, using: &random)))
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<40: try await nextEdition()
        case 40..<52: try again()
        case 52..<62: try junk()
        case 62..<72: try temporary()
        case 72..<80: try cutShort()
        case 80..<86: try burst()
        case 86..<90: try jump()
        default: try await kill()
        }
    }

    private mutating func nextEdition() async throws {
        let number = Int.random(in: 0..<60, using: &random)
        let told = editions[number] ?? []
        guard isArchived(number, told.count) else { return }
        var report = PeelReport.numbered(number)
        report.remark = "Edition \(told.count + 1) has \(Int.random(in: 100...999, using: &random)) words on stations."
        report.effectiveness = ["good", "requires improvement", "outstanding"].randomElement(using: &random) ?? "good"
        editions[number] = told + [report]
        count("editions")
        try await put(report.text)
    }

    // By rename, at once, or slowly by a program that keeps the file open.
    private mutating func put(_ text: String) async throws {
        let name = nextName("report", "txt")
        switch Int.random(in: 0..<3, using: &random) {
        case 0: try place.drop(text, as: name)
        case 1:
            let outside = place.folder.file(name)
            try Data(text.utf8).write(to: URL(fileURLWithPath: outside))
            #expect(rename(outside, place.inbox + "/" + name) == 0)
        default:
            count("slow copies")
            let file = open(place.inbox + "/" + name, O_WRONLY | O_CREAT | O_EXCL, 0o644)
            let bytes = Array(text.utf8)
            for part in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 3)) {
                let piece = Array(bytes[part..<min(bytes.count, part + max(1, bytes.count / 3))])
                #expect(write(file, piece, piece.count) == piece.count)
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...150, using: &random)))
            }
            close(file)
        }
    }

    // What the newest version says already: no version, no notice.
    private mutating func again() throws {
        guard let (number, told) = editions.randomElement(using: &random), let last = told.last,
            isArchived(number, told.count)
        else { return }
        count("duplicates")
        try place.drop(last.text + (Bool.random(using: &random) ? "" : "\n"), as: nextName("again", "txt"))
    }

    private mutating func junk() throws {
        let name = nextName("junk", "pdf")
        failed.insert(name)
        count("junk")
        try place.drop("%PDF-1.4\n\(name)\n%%EOF\n", as: name)
    }

    private mutating func temporary() throws {
        count("temporary files")
        let name = nextName("half", "part")
        try place.drop("half of something", as: name)
        // Its program gives up.
        #expect(unlink(place.inbox + "/" + name) == 0)
    }

    // A writer that begins, cuts the file to nothing and takes it away.
    private mutating func cutShort() throws {
        count("truncations")
        let path = place.inbox + "/" + nextName("cut", "txt")
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
        #expect(write(file, "beginning", 9) == 9 && ftruncate(file, 0) == 0)
        unlink(path)
        close(file)
    }

    private mutating func burst() throws {
        guard tally["bursts", default: 0] < 3 || Int.random(in: 0..<20, using: &random) == 0 else { return }
        count("bursts")
        let size = CrashTests.isTorture ? 10_000 : 300
        let bytes = Data("nothing but a burst".utf8)
        for number in 0..<size {
            let path = place.inbox + "/~$burst \(number)"
            #expect(FileManager.default.createFile(atPath: path, contents: bytes))
            unlink(path)
        }
        // Among them what counts.
        for _ in 0..<3 { try junk() }
    }

    private mutating func kill() async throws {
        count("kills")
        try await place.stop(SIGKILL)
        try start()
    }

    // MARK: the model

    /// Everything has come to rest, and is as the model says.
    mutating func finish() async throws {
        try await place.stop(SIGKILL)
        try await place.start()
        try await until("rest: \(place.log.suffix(5))", within: .seconds(300)) {
            try moveBack()
            let status = try await place.run("status", "--json").json
            let waiting = (status["channels"]?.items ?? []).compactMap { $0["pending"]?.number }.reduce(0, +)
            return place.names(in: "Inbox") == ["Failed"] && status["inHand"] == 0 && waiting == 0 ? true : nil
        }
        #expect(try await place.stop() == 0)
        for (number, told) in editions {
            let folder = "Archive/" + PeelReport.numbered(number).folder
            for (index, report) in told.enumerated() {
                let source = folder + "/v\(index + 1)/content/source"
                let name = place.names(in: source).first ?? "nothing"
                #expect(
                    (try? place.bytes(source + "/" + name)) == Array(report.text.utf8),
                    "\(folder) v\(index + 1), seed \(seed)")
            }
            #expect(!place.exists("\(folder)/v\(told.count + 1)"), "\(folder) has too many versions, seed \(seed)")
        }
        let count = editions.values.reduce(0) { $0 + $1.count }
        let ids = try place.events().compactMap { $0["id"]?.string }
        #expect(ids.count == count && Set(ids).count == count, "\(ids.count) events of \(count), seed \(seed)")
        let expected = failed.union(failed.map { $0 + ".reason.json" })
        #expect(Set(place.names(in: "Inbox/Failed")) == expected, "seed \(seed)")
        let verdict = try await place.run("verify", "--json")
        #expect(verdict.code == 0, "\(verdict.output), seed \(seed)")
        #expect(place.names(in: "State/work") == [] && place.names(in: "State/staging") == [], "seed \(seed)")
        #expect(place.names(in: "State/quarantine") == [], "seed \(seed)")
    }

    // What was in hand at three kills is set aside, innocent or not, with the way back named.
    private func moveBack() throws {
        for name in place.names(in: "Inbox/Failed") where name.hasSuffix(".reason.json") {
            let reason = place.inbox + "/Failed/" + name
            guard let text = try? String(contentsOfFile: reason, encoding: .utf8), text.contains("three times") else {
                continue
            }
            let file = String(name.dropLast(".reason.json".count))
            #expect(rename(place.inbox + "/Failed/" + file, place.inbox + "/" + file) == 0)
            unlink(reason)
        }
    }

    private func isArchived(_ number: Int, _ version: Int) -> Bool {
        version == 0 || place.exists("Archive/\(PeelReport.numbered(number).folder)/v\(version)/content/record.json")
    }

    private mutating func nextName(_ kind: String, _ ending: String) -> String {
        dropped += 1
        return "\(kind) \(dropped).\(ending)"
    }

    private mutating func count(_ what: String) { tally[what, default: 0] += 1 }
}
