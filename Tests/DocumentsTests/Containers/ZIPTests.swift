import Model
import Support
import Testing

@testable import Documents

@Suite("ZIP files")
struct ZIPTests {
    private typealias Entry = ZIPFixture.Entry

    @Test func `every file inside is a member, and the list of them is the text`() throws {
        let taken = try Taken(
            ZIPFixture.bytes([
                Entry("reports/", ""), Entry("reports/a.txt", "one"),
                Entry("b.html", "<p>two").with { $0.isDeflated = false },
                Entry("__MACOSX/._a.txt", "rubbish"),
            ]))
        #expect(taken.members.map(\.path) == ["reports/a.txt", "b.html"])
        #expect(taken.members.map { String(decoding: $0.bytes, as: UTF8.self) } == ["one", "<p>two"])
        #expect(
            taken.lines == [
                "- reports/a.txt (3 bytes)", "- b.html (6 bytes)",
                "- __MACOSX/._a.txt (left out: made by the system that packed it)",
            ])
        #expect(taken.document.mediaType == "application/zip")
        #expect(taken.document.outcome == .read)
    }

    @Test func `names that lead elsewhere, or play with the reader, are only shown`() throws {
        let taken = try Taken(
            ZIPFixture.bytes([
                Entry("../../etc/cron.d/x", "a"), Entry("/etc/passwd", "b"), Entry("C:\\autoexec.bat", "c"),
                Entry("good\u{202E}txt.exe", "d"), Entry("bell\u{07}", "e"),
            ]))
        #expect(taken.members.count == 5)
        #expect(taken.lines[0] == "- ../../etc/cron.d/x (1 bytes, under a name that leads elsewhere)")
        #expect(taken.lines[1].contains("leads elsewhere") && taken.lines[2].contains("leads elsewhere"))
        #expect(taken.lines[3] == "- good\\u{202e}txt.exe (1 bytes)")
        #expect(taken.lines[4] == "- bell\\u{7} (1 bytes)")
    }

    @Test func `what cannot be had alone is named, and the rest is read`() throws {
        let taken = try Taken(
            ZIPFixture.bytes([
                Entry("fine.txt", "fine"), Entry("link", "/etc/passwd").with { $0.mode = 0o120777 },
                Entry("sum.txt", "wrong").with { $0.checksum = 1 }, Entry("secret.txt", "x").with { $0.flags |= 1 },
                Entry("odd.txt", "x").with { $0.method = 14 },
                Entry("short.txt", "longer than stated").with { $0.statedSize = 3 },
                Entry("long.txt", "shorter than stated").with { $0.statedSize = 300 },
            ]))
        #expect(taken.members.map(\.path) == ["fine.txt"])
        #expect(taken.document.outcome == .partial)
        #expect(taken.document.warnings.map(\.code) == Array(repeating: "member-unreadable", count: 6))
        for (line, reason) in zip(
            taken.lines.dropFirst(),
            ["symbolic link", "check sum", "encrypted", "method 14", "more than may come out", "ends too early"])
        { #expect(line.contains(reason), "\(line)") }
    }

    @Test(arguments: [UInt32.max - 16, 200 << 20])
    func `a size that cannot be is the fault of one file`(size: UInt32) throws {
        let taken = try Taken(
            ZIPFixture.bytes([
                Entry("fine.txt", "fine"), Entry("huge.txt", "x").with { $0.statedSize = size }, Entry("b.txt", "b"),
            ]))
        #expect(taken.members.map(\.path) == ["fine.txt", "b.txt"])
        #expect(taken.document.outcome == .partial)
        #expect(taken.lines[1].contains("huge.txt (cannot be read"))
    }

    @Test(arguments: [20, 42])
    func `an entry that would lie behind the end of the file is the fault of one file`(field: Int) throws {
        var bytes = ZIPFixture.bytes([Entry("fine.txt", "fine"), Entry("far.txt", "x"), Entry("b.txt", "b")])
        let record = try #require(bytes.indices.filter { bytes.unsigned32(at: $0) == 0x0201_4B50 }.dropFirst().first)
        for place in 0..<4 { bytes[record + field + place] = 0x7F }
        let taken = try Taken(bytes)
        #expect(taken.members.map(\.path) == ["fine.txt", "b.txt"])
        #expect(taken.document.warnings.map(\.code) == ["member-unreadable"])
    }

    @Test func `what is unpacked in vain counts as well`() {
        let entries = (0..<4).map { Entry("\($0)", String(repeating: "a", count: 300)).with { $0.checksum = 1 } }
        #expect(refusal(ZIPFixture.bytes(entries), limits: MemberLimits(bytes: 1000))?.outcome == .tooLarge)
    }

    @Test func `entries that share their bytes are not unpacked`() throws {
        let kernel = Entry("0.txt", String(repeating: "0", count: 100_000))
        let bomb = ZIPFixture.bytes(
            [kernel]
                + (1...50).map { n in
                    kernel.with {
                        $0.name = "\(n).txt"; $0.sharesDataOf = 0
                    }
                })
        #expect(refusal(bomb)?.outcome == .unsupported)
    }

    @Test(arguments: [
        (MemberLimits(entries: 3), 4, 10), (MemberLimits(bytes: 1000), 4, 300), (MemberLimits(depth: 0), 1, 10),
    ])
    func `the limits on what may come out hold`(limits: MemberLimits, files: Int, size: Int) {
        let entries = (0..<files).map { Entry("\($0).txt", String(repeating: "a", count: size)) }
        #expect(refusal(ZIPFixture.bytes(entries), limits: limits)?.outcome == .tooLarge)
    }

    @Test func `a file that unpacks to more than a hundred times its size is a trap`() {
        let entry = Entry("zeros", [UInt8](repeating: 0, count: 20 << 20))
        #expect(refusal(ZIPFixture.bytes([entry]))?.outcome == .tooLarge)
    }

    @Test func `what is left of the limits is shared among those that can hold files`() {
        let share = MemberLimits(depth: 3, entries: 1000, bytes: 1000, ratio: 100).share(
            after: 100, bytes: 400, among: 3)
        #expect(share == MemberLimits(depth: 2, entries: 300, bytes: 200, ratio: 100))
    }

    @Test func `a cut, encrypted or empty archive says so`() {
        let whole = ZIPFixture.bytes([Entry("a.txt", "a")])
        #expect(refusal(Array(whole.dropLast(30)))?.outcome == .truncated)
        #expect(refusal(ZIPFixture.bytes([Entry("a", "a").with { $0.flags |= 1 }]))?.outcome == .encrypted)
        #expect(refusal(ZIPFixture.bytes([]))?.outcome == .empty)
    }

    @Test func `bytes before the archive do not matter`() throws {
        let taken = try ZIPArchive(Array("#!/bin/sh\n".utf8) + ZIPFixture.bytes([Entry("a.txt", "a")]))
        let contents = try taken.contents(of: taken.entries[0], limit: 10)
        #expect(contents == Array("a".utf8))
    }
}
