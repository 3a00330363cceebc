import Foundation
import Model
import Notices
import Support
import Testing

@Suite struct FileChannelTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("out/deep/events.jsonl")
    }

    @Test func `events become lines of JSON in a folder that was missing`() async throws {
        let channel = FileChannel(id: "events", path: path)
        #expect(await channel.deliver(batch("a", "b")) == DeliveryResult(accepted: 2, said: "written to \(path)"))
        #expect(await channel.deliver(batch("c")) == DeliveryResult(accepted: 1, said: "written to \(path)"))
        #expect(try ids() == ["a", "b", "c"])
        #expect(try text().utf8.last == 0x0A)
    }

    @Test func `an event printed over several lines takes one line`() async throws {
        let pretty = String(decoding: try JSON.bytes(of: event("a")), as: UTF8.self)
        let item = Outgoing(sequence: 1, event: event("a"), json: pretty, line: "")
        _ = await FileChannel(id: "events", path: path).deliver([item])
        #expect(try text().split(separator: "\n").count == 1)
        #expect(try ids() == ["a"])
    }

    @Test func `a torn last line is cut and its event written whole, wherever the crash came`() async throws {
        let whole = outgoing(event("b")).json
        for length in 1..<(whole.utf8.count - 1) {
            let start = outgoing(event("a")).json + String(decoding: whole.utf8.prefix(length), as: UTF8.self)
            try folder.write(start, to: "out/deep/events.jsonl")
            let result = await FileChannel(id: "events", path: path).deliver(batch("b"))
            #expect(result.accepted == 1)
            #expect(try ids() == ["a", "b"])
        }
    }

    @Test func `a last line that lacks only its line feed is kept`() async throws {
        let whole = outgoing(event("a")).json.dropLast()
        try folder.write(String(whole), to: "out/deep/events.jsonl")
        #expect(await FileChannel(id: "events", path: path).deliver(batch("a", "b")).accepted == 2)
        #expect(try ids() == ["a", "b"])
    }

    @Test func `zeros that a power cut left at the end are cut`() async throws {
        try folder.write(
            outgoing(event("a")).json + String(repeating: "\0", count: 70_000), to: "out/deep/events.jsonl")
        #expect(await FileChannel(id: "events", path: path).deliver(batch("b")).accepted == 1)
        #expect(try ids() == ["a", "b"])
    }

    @Test func `what somebody else wrote is never cut`() async throws {
        try folder.write("notes of mine, no line feed", to: "out/deep/events.jsonl")
        _ = await FileChannel(id: "events", path: path).deliver(batch("a"))
        let lines = try text().split(separator: "\n")
        #expect(lines.first == "notes of mine, no line feed")
        #expect(lines.count == 2)
    }

    @Test func `after a crash no id stands twice, whatever part of a batch was written`() async throws {
        let all = batch("a", "b", "c", "d")
        for written in 0...all.count {
            try folder.write(all.prefix(written).map(\.json).joined(), to: "out/deep/events.jsonl")
            let channel = FileChannel(id: "events", path: path)
            // Smaller batches than before the crash: more than one batch may have been written already.
            #expect(await channel.deliver(Array(all.prefix(2))).accepted == 2)
            #expect(await channel.deliver(Array(all.suffix(2))).accepted == 2)
            #expect(try ids() == ["a", "b", "c", "d"])
        }
    }

    @Test func `every id is found in a long file`() async throws {
        let long = (0..<9000).map { outgoing(event("event-\($0)")).json }.joined()
        #expect(long.utf8.count > 2 << 20)
        try folder.write(long, to: "out/deep/events.jsonl")
        let wanted = (0..<9000).map { "event-\($0)" }
        let channel = FileChannel(id: "events", path: path)
        #expect(await channel.deliver(wanted.map { outgoing(event($0)) }).accepted == 9000)
        #expect(try text() == long)
    }

    @Test func `an id that lies across the end of a block is found`() async throws {
        let line = outgoing(event("a-longer-id")).json
        let place = try #require(line.range(of: #""id":"a-longer-id""#)).lowerBound.utf16Offset(in: line)
        for before in stride(from: 0, through: 18, by: 3) {
            // The file is read in blocks of one mebibyte; the key begins so many bytes before the end of the first.
            let filler = String(repeating: "x", count: (1 << 20) - before - place - 1) + "\n"
            try folder.write(filler + line, to: "out/deep/events.jsonl")
            #expect(await FileChannel(id: "events", path: path).deliver(batch("a-longer-id")).accepted == 1)
            #expect(try text() == filler + line)
        }
    }

    @Test func `the same event twice in one batch is one line`() async throws {
        #expect(await FileChannel(id: "events", path: path).deliver(batch("a", "a")).accepted == 2)
        #expect(try ids() == ["a"])
    }

    @Test func `a file that was rotated away is made anew and the old one left alone`() async throws {
        let channel = FileChannel(id: "events", path: path)
        _ = await channel.deliver(batch("a"))
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        _ = await channel.deliver(batch("b"))
        #expect(try ids() == ["b"])
        #expect(try ids(of: path + ".1") == ["a"])
    }

    @Test func `a file that was emptied in place goes on from its start`() async throws {
        let channel = FileChannel(id: "events", path: path)
        _ = await channel.deliver(batch("a"))
        #expect(truncate(path, 0) == 0)
        _ = await channel.deliver(batch("b"))
        #expect(try ids() == ["b"])
    }

    @Test func `a write that fails in the middle leaves no trace and is repeated whole`() async throws {
        // In a process of its own: the limit on file sizes that plays the full disk holds for a whole process.
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let path = folder.file("events.jsonl")
            let batch = ["a", "b", "c"].map { outgoing(event($0)) }
            let channel = FileChannel(id: "events", path: path)
            try #require(await channel.deliver([batch[0]]).accepted == 1)
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let unlimited = limit.rlim_cur
            limit.rlim_cur = rlim_t(batch[0].json.utf8.count * 2 + 10)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let refused = await channel.deliver(Array(batch.dropFirst()))
            try #require(refused.accepted == 0)
            try #require(refused.failure?.problem.code == .channelFile)
            try #require(refused.failure?.permanent == false)
            try #require(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(batch[0].json.utf8))
            limit.rlim_cur = unlimited
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            try #require(await channel.deliver(Array(batch.dropFirst())).accepted == 2)
            try #require(
                try Data(contentsOf: URL(fileURLWithPath: path)) == Data(batch.map(\.json).joined().utf8))
        }
    }

    @Test func `a folder in the file's place is a problem with its path`() async throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let result = await FileChannel(id: "events", path: path).deliver(batch("a"))
        #expect(result.accepted == 0)
        #expect(result.failure?.problem.location == path)
    }

    private func batch(_ ids: String...) -> [Outgoing] { ids.map { outgoing(event($0)) } }

    private func text() throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    private func ids(of path: String? = nil) throws -> [String] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path ?? self.path))
        return try data.split(separator: 0x0A).map { try JSON.decoded(Event.self, from: Array($0)).id }
    }
}
