import Foundation
import Model
import Support
import Testing

@testable import Daemon

/// The real pool with a reader that has been taken over: whatever it does, it costs itself and one verdict.
@Suite("Reader processes")
struct ReaderPoolTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let quick: ReaderClocks = {
        var clocks = ReaderClocks(silence: .seconds(1), total: .seconds(3))
        clocks.patience = .milliseconds(300)
        return clocks
    }()

    private func hostile(
        processes: Int = 2, documents: Int = 200, clocks: ReaderClocks = quick
    ) throws -> ReaderPool {
        try ReaderPool(
            .init(program: BuiltProgram.path("HostileReader"), arguments: []),
            rules: .init(processes: processes, clocks: clocks, documents: documents))
    }

    private func read(_ text: String, with pool: ReaderPool, _ request: ReadRequest? = nil) throws -> ReadJob {
        let path = try folder.write(text, to: UUID().uuidString)
        let (descriptor, size) = try InputFile.open(path)
        return pool.read(
            request ?? ReadRequest(name: "note.txt"), OpenFile(descriptor), size: size,
            members: try OpenFile.temporary(in: folder.path))
    }

    private func refusal(_ outcome: ReadOutcome) -> Refusal? {
        if case .refused(let refusal) = outcome { refusal } else { nil }
    }

    @Test(
        arguments: [
            ("hang", .timedOut, "no progress for 1 s"), ("spin", .timedOut, "no progress for 1 s"),
            ("busy-forever", .timedOut, "not read after 3 s"), ("allocate", .outOfMemory, "memory"),
            ("nibble", .outOfMemory, "memory"), ("flood", .tooLarge, "came out"),
            ("flood-errors", .timedOut, "no progress"), ("die", .crashed, "signal 11"),
            ("trap", .crashed, "lost its way"), ("half", .crashed, "without an answer"),
            ("garbage", .crashed, "no answer"), ("lie", .crashed, "no answer"), ("exit", .crashed, "without an answer"),
            ("socket", .crashed, "no reader may do"), ("exec", .crashed, "no reader may do"),
            ("kill", .crashed, "no reader may do"), ("fork", .crashed, "fork: Operation not permitted"),
            ("passwd", .crashed, "open: Permission denied"), ("write", .crashed, "open: Permission denied"),
        ] as [(String, Outcome, String)])
    func `a reader that misbehaves ends with the right outcome, and says why`(
        word: String, outcome: Outcome, words: String
    ) async throws {
        // Only where a clock is what ends it may a clock be short: a busy machine takes its time for everything else.
        let pool = try hostile(processes: 1, clocks: outcome == .timedOut ? Self.quick : ReaderClocks())
        defer { pool.close() }
        let found = try #require(refusal(await read(word, with: pool).outcome()))
        #expect(found.outcome == outcome)
        #expect(found.message.contains(words), "\(found.message)")
        #expect(!found.remedy.isEmpty)
        let next = try #require(refusal(await read("fine", with: pool).outcome()))
        #expect(next.message == "read like any other")
    }

    @Test func `a hundred good files are read while hostile ones hold their readers`() async throws {
        let pool = try hostile()
        defer { pool.close() }
        let bad = try ["hang", "spin", "busy-forever", "hang", "nibble", "flood"].map { try read($0, with: pool) }
        let good = try (0..<100).map { try read("fine \($0)", with: pool) }
        for job in good {
            #expect(refusal(await job.outcome())?.message == "read like any other")
        }
        for job in bad { #expect(refusal(await job.outcome())?.outcome != .unsupported) }
    }

    @Test func `hostile readers do not make the daemon grow`() throws {
        let words = ["fine", "flood", "allocate", "nibble", "flood-errors", "flood"]
        let files = try words.enumerated().map { try folder.write($0.element, to: "\($0.offset).txt") }
        let output = try Validators.output(
            of: BuiltProgram.path("HostileReader"), ["supervise"] + files, input: Data())
        let growth = try #require(Int(String(decoding: output, as: UTF8.self).split(separator: "\n").first ?? ""))
        #expect(growth < 50 << 20)
    }

    @Test func `a reader is used for many documents, then replaced`() async throws {
        let pool = try hostile(processes: 1, documents: 3)
        defer { pool.close() }
        for number in 0..<10 {
            #expect(refusal(try await read("fine \(number)", with: pool).outcome())?.outcome == .unsupported)
        }
    }

    @Test func `a pool that closes answers what it has in hand and what waits, as put off`() async throws {
        // So long that a busy machine cannot run them out between two lines of this test.
        var clocks = ReaderClocks(silence: .seconds(900), total: .seconds(900))
        clocks.patience = .milliseconds(100)
        let pool = try hostile(processes: 1, clocks: clocks)
        let jobs = try ["hang", "fine", "fine"].map { try read($0, with: pool) }
        if let early = await jobs[0].promptOutcome() {
            Issue.record("hanging is not slow: \(early)")
            return
        }
        pool.close()
        guard case .deferred(let problem) = await jobs[0].outcome() else {
            Issue.record("the hanging one was not put off")
            return
        }
        #expect(problem.retry == .later)
        // What was passed by may have been read before the pool closed; it has an answer in any case.
        for job in jobs { _ = await job.outcome() }
        guard case .deferred = try await read("fine", with: pool).outcome() else {
            Issue.record("a closed pool reads")
            return
        }
    }

    @Test func `a program that is no reader is a problem of the system, not of the document`() async throws {
        let pool = try ReaderPool(.init(program: "/bin/true", arguments: []), rules: .init(processes: 1))
        defer { pool.close() }
        guard case .deferred(let problem) = try await read("fine", with: pool).outcome() else {
            Issue.record("read by /bin/true")
            return
        }
        #expect(problem.code == .readerUnavailable)
    }

    @Test func `the cage of the real reader is shut`() async throws {
        try await confirmation { told -> Void in
            let (stream, continuation) = AsyncStream.makeStream(of: Cage.self)
            let pool = try ReaderPool(
                .init(program: BuiltProgram.path(), arguments: ["reader", "--memory", String(1 << 30)]),
                rules: .init(processes: 1)
            ) { continuation.yield($0) }
            defer { pool.close() }
            for await cage in stream {
                #expect(cage.limits && cage.noNewPrivileges && cage.unprivileged && cage.systemCallFilter)
                #expect(cage.spoken.contains("system-call filter"))
                break
            }
            guard case .read(let result) = try await read(letter, with: pool).outcome() else {
                Issue.record("not read")
                return
            }
            #expect(result.text.string == letter.replacing("\n\n", with: "\n"))
            told()
        }
    }

    @Test func `a page in an old character set is read inside the cage`() async throws {
        let pool = try ReaderPool(
            .init(program: BuiltProgram.path(), arguments: ["reader", "--memory", String(1 << 30)]),
            rules: .init(processes: 1))
        defer { pool.close() }
        let path = folder.file("koi8.html")
        let page = Array("<meta charset=koi8-r><p>".utf8) + [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4] + Array("</p>".utf8)
        try Data(page).write(to: URL(fileURLWithPath: path))
        let (descriptor, size) = try InputFile.open(path)
        let job = pool.read(ReadRequest(name: "koi8.html"), OpenFile(descriptor), size: size)
        guard case .read(let result) = await job.outcome() else {
            Issue.record("not read")
            return
        }
        #expect(result.text.string == "Привет\n")
    }
}
