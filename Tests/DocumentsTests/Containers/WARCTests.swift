import Model
import Support
import Testing

@testable import Documents

@Suite("Web archives")
struct WARCTests {
    private func record(_ type: String, _ date: String, _ url: String, _ block: String, _ more: String = "") -> String {
        "WARC/1.1\r\nWARC-Type: \(type)\r\nWARC-Date: \(date)\r\nWARC-Target-URI: \(url)\r\n\(more)Content-Length: \(block.utf8.count)\r\n\r\n\(block)\r\n\r\n"
    }

    private func answer(_ body: String, status: Int = 200, _ fields: String = "Content-Type: text/html\r\n") -> String {
        "HTTP/1.1 \(status) X\r\n\(fields)\r\n\(body)"
    }

    @Test func `each answer in a web archive is a member with its own time, the oldest first`() throws {
        let url = "https://example.org/report/"
        let archive =
            record("warcinfo", "2020-01-01T00:00:00Z", "", "x")
            + record("response", "2017-03-02T10:00:00Z", url, answer("<p>new"))
            + record("request", "2016-01-01T00:00:00Z", url, "GET / HTTP/1.1\r\n\r\n")
            + record(
                "response", "2016-11-03T09:00:00.123456Z", url,
                answer(
                    "5\r\n<p>ol\r\n1\r\nd\r\n0\r\n\r\n",
                    "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\nETag: \"e\"\r\n"))
            + record("response", "2018-01-01T00:00:00Z", url, answer("gone", status: 404))
            + record(
                "response", "2018-01-02T00:00:00Z", url, answer("x"),
                "WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")
            + record("revisit", "2019-01-01T00:00:00Z", url, answer(""))
        for bytes in [Array(archive.utf8), ZIPFixture.deflated(Array(archive.utf8), window: 31)] {
            let taken = try Taken(bytes)
            #expect(taken.members.map { String(decoding: $0.bytes, as: UTF8.self) } == ["<p>old", "<p>new"])
            #expect(
                taken.members.map(\.retrieved) == [
                    Timestamp("2016-11-03T09:00:00Z"), Timestamp("2017-03-02T10:00:00Z"),
                ])
            #expect(taken.members.first?.exchange?.etag == "\"e\"" && taken.members.first?.exchange?.finalURL == url)
            #expect(taken.lines.count == 5)
            #expect(taken.lines[2] == "- 2018-01-01T00:00:00Z https://example.org/report/ (status 404)")
            #expect(
                taken.lines[3].hasSuffix("(cannot be read: its check sum is wrong)")
                    && taken.lines[4].hasSuffix("(as before)"))
        }
    }

    @Test func `a web archive that is cut off gives what came before`() throws {
        let whole = record("response", "2016-11-03T09:00:00Z", "https://example.org/", answer("<p>old"))
        let taken = try Taken(Array((whole + whole).utf8.dropLast(20)))
        #expect(taken.members.count == 1)
        #expect(taken.document.outcome == .partial)
    }

    private static let url = "https://example.org/report/"

    @Test(arguments: ["", "0000-01-01T00:00:00Z", "99999999999999999999", "yesterday"])
    func `an answer without a time that can be written is listed and not read`(date: String) throws {
        let archive =
            record("response", date, Self.url, answer("<p>lost"))
            + record("response", "2017-03-02T10:00:00Z", Self.url, answer("<p>kept"))
        let taken = try Taken(Array(archive.utf8))
        #expect(taken.members.map(\.retrieved) == [Timestamp("2017-03-02T10:00:00Z")])
        #expect(taken.document.outcome == .partial)
        #expect(taken.lines.last?.contains("does not say when") == true)
    }

    @Test(arguments: [
        "Content-Length: 10", "Content-Length: -10", "Content-Length: 9223372036854775807", "X-Length: 1",
        "Content-Length: 100000", "Content-Length: 90",
    ])
    func `a record of a wrong length loses only itself`(length: String) throws {
        let wrong = record("response", "2016-11-03T09:00:00Z", Self.url, answer("<p>wrong"))
        let right = record("response", "2017-03-02T10:00:00Z", Self.url, answer("<p>right"))
        let stated = "Content-Length: \(answer("<p>wrong").utf8.count)"
        let taken = try Taken(Array((right + wrong.replacing(stated, with: length) + right + right).utf8))
        #expect(
            taken.members.map { String(decoding: $0.bytes, as: UTF8.self) } == Array(repeating: "<p>right", count: 3))
        #expect(taken.document.outcome == .partial)
        #expect(
            taken.lines.last == "- damaged records: 1 (cannot be read: they are cut off, or not as long as they say)")
    }

    @Test func `what stands behind the last record does not lose it`() throws {
        let whole = record("response", "2016-11-03T09:00:00Z", Self.url, answer("<p>old"))
        #expect(try Taken(Array(whole.utf8) + [UInt8](repeating: 0, count: 512)).members.count == 1)
    }

    @Test func `an answer that unpacks to more than is read is left out`() throws {
        let bomb = ZIPFixture.deflated([UInt8](repeating: 0x61, count: MemberSink.largestMember + 1), window: 31)
        let head = "HTTP/1.1 200 X\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
        let fields =
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2016-11-03T09:00:00Z\r\nWARC-Target-URI: \(Self.url)\r\nContent-Length: \(head.utf8.count + bomb.count)\r\n\r\n"
        let small = record("response", "2017-03-02T10:00:00Z", Self.url, answer("<p>small"))
        let trap = Array((fields + head).utf8) + bomb + Array("\r\n\r\n".utf8)
        let taken = try Taken(trap + Array(small.utf8))
        #expect(taken.members.map { String(decoding: $0.bytes, as: UTF8.self) } == ["<p>small"])
        #expect(taken.lines.first?.contains("unpacks to more than is read") == true)
        let limits = MemberLimits(bytes: MemberSink.largestMember + 100)
        #expect(refusal(trap + trap, limits: limits)?.outcome == .tooLarge)
    }

    @Test func `an archive that unpacks to more than is held in memory is refused`() {
        let zeros = ZIPFixture.deflated([UInt8](repeating: 0x61, count: 64 << 20), window: 31)
        let begin = ZIPFixture.deflated(Array("WARC/1.0\r\n".utf8), window: 31)
        #expect(refusal(begin + zeros + zeros + zeros + zeros)?.outcome == .tooLarge)
    }
}
