import Model
import Support
import Testing

@testable import Documents

@Suite("Web archives of Safari")
struct WebArchiveTests {
    /// What can stand in a property list, and how it is written: each object once, references and offsets of two bytes.
    private indirect enum Value {
        case string(String)
        case wide(String)
        case data([UInt8])
        case array([Value])
        case dictionary([(String, Value)])
        /// An object that stands elsewhere, by its number.
        case reference(Int)
    }

    private struct Writer {
        var objects: [[UInt8]] = []

        mutating func number(of value: Value) -> Int {
            if case .reference(let number) = value { return number }
            let number = objects.count
            objects.append([])
            objects[number] = written(value)
            return number
        }

        private mutating func written(_ value: Value) -> [UInt8] {
            switch value {
            case .string(let text): return head(0x50, text.utf8.count) + Array(text.utf8)
            case .wide(let text): return head(0x60, text.utf16.count) + text.utf16.flatMap { Self.two(Int($0)) }
            case .data(let bytes): return head(0x40, bytes.count) + bytes
            case .array(let values):
                let numbers = values.map { number(of: $0) }
                return head(0xA0, values.count) + numbers.flatMap(Self.two)
            case .dictionary(let pairs):
                let keys = pairs.map { number(of: .string($0.0)) }
                let values = pairs.map { number(of: $0.1) }
                return head(0xD0, pairs.count) + (keys + values).flatMap(Self.two)
            case .reference: return []
            }
        }

        private func head(_ kind: UInt8, _ count: Int) -> [UInt8] {
            count < 15 ? [kind | UInt8(count)] : [kind | 15, 0x12] + WebArchiveTests.big(count, 4)
        }

        static func two(_ value: Int) -> [UInt8] { WebArchiveTests.big(value, 2) }
    }

    private static func big(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func list(_ top: Value) -> [UInt8] {
        var writer = Writer()
        let number = writer.number(of: top)
        var (bytes, offsets): ([UInt8], [UInt8]) = (Array("bplist00".utf8), [])
        for object in writer.objects {
            offsets += big(bytes.count, 4)
            bytes += object
        }
        return bytes + offsets + [0, 0, 0, 0, 0, 0, 4, 2] + big(writer.objects.count, 8) + big(number, 8)
            + big(bytes.count, 8)
    }

    private static func archive(
        _ html: [UInt8], type: String = "text/html", charset: String = "UTF-8", frames: [Value] = []
    ) -> Value {
        let resource = Value.dictionary([
            ("WebResourceData", .data(html)), ("WebResourceFrameName", .string("")),
            ("WebResourceMIMEType", .string(type)), ("WebResourceTextEncodingName", .string(charset)),
            ("WebResourceURL", .wide("https://example.org/report/")),
        ])
        return .dictionary([
            ("WebMainResource", resource), ("WebSubresources", .array([])), ("WebSubframeArchives", .array(frames)),
        ])
    }

    private func read(_ bytes: [UInt8]) throws(Refusal) -> Document {
        var members = MemberSink()
        return try WebArchiveReader.read(bytes, hint: .init(name: "x.webarchive"), members: &members)
    }

    @Test func `a saved page is the page, at its address, in its charset`() throws {
        let html = Array("<title>T</title><h1>Caf".utf8) + [0xE9] + Array("</h1><p><a href=\"x\">link</a>".utf8)
        let bytes = Self.list(Self.archive(html, charset: "iso-8859-1"))
        #expect(WebArchiveReader.recognises(bytes))
        let document = try read(bytes)
        #expect(document.text.string == "Café\nlink\n")
        #expect(document.canonicalURL == "https://example.org/report/")
        #expect(document.links.map(\.url) == ["https://example.org/report/x"])
        #expect(document.mediaType == "application/x-webarchive" && document.title == "T")
    }

    @Test func `a web archive is told by its content, whatever its name`() throws {
        let bytes = Self.list(Self.archive(Array("<h1>Kent".utf8)))
        let document = try DocumentReader.read(bytes, hint: .init(name: "Kent.html"))
        #expect(document.mediaType == "application/x-webarchive" && document.text.string == "Kent\n")
    }

    @Test func `a page that only arranges frames is what they say, also one that holds itself`() throws {
        let inner = Self.archive(Array("<p>inner".utf8), frames: [.reference(0)])
        let outer = Self.archive(Array("<p>outer".utf8), frames: [inner])
        let bytes = Self.list(Self.archive(Array("<frameset><frame></frameset>".utf8), frames: [outer]))
        #expect(try read(bytes).text.string == "outer\ninner\n")
    }

    @Test func `what is no page is refused, and another property list is not taken for one`() {
        #expect(throws: Refusal.self) { try read(Self.list(Self.archive([0x25], type: "application/pdf"))) }
        #expect(!WebArchiveReader.recognises(Self.list(.dictionary([("a", .string("b"))]))))
        #expect(!WebArchiveReader.recognises(Self.list(.string("WebMainResource"))))
        #expect(!WebArchiveReader.recognises(Array("bplist00".utf8)))
    }

    @Test func `no cut and no changed byte makes the reading fail in another way than by refusal`() {
        let whole = Self.list(Self.archive(Array("<p>The grade is good".utf8), frames: [.reference(0)]))
        var read = 0
        for end in whole.indices where (try? self.read(Array(whole[..<end]))) != nil { read += 1 }
        #expect(read == 0)
        for place in whole.indices {
            for value in [UInt8(0), 0xFF, whole[place] ^ 0x10] {
                var bytes = whole
                bytes[place] = value
                if (try? self.read(bytes)) != nil { read += 1 }
            }
        }
        #expect(read > whole.count && read < 3 * whole.count)
    }

    @Test func `a list that says more than it holds gives nothing`() {
        let bytes = Self.list(.array([.data([1, 2, 3]), .string("text")]))
        #expect(BinaryPropertyList(bytes)?.data(1) == [1, 2, 3])
        #expect(BinaryPropertyList(bytes)?.string(2) == "text")
        #expect(BinaryPropertyList(bytes)?.string(2, atMost: 3) == nil)
        #expect(BinaryPropertyList(bytes)?.array(0) == [1, 2])
        #expect(BinaryPropertyList(bytes)?.data(2) == nil && BinaryPropertyList(bytes)?.data(99) == nil)
        #expect(BinaryPropertyList(bytes)?.value("a", in: 0) == nil)
        var long = bytes
        long[13] = 0x4E
        #expect(BinaryPropertyList(long)?.data(1)?.count ?? 0 == 0)
    }
}
