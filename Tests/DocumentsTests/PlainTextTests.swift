import Documents
import Model
import Testing

/// Plain text of every kind people have.
@Suite struct PlainTextTests {
    private func read(_ text: String) throws -> Document { try DocumentReader.read(Array(text.utf8)) }

    @Test func `one line is one block, and the text ends with a line feed`() throws {
        let document = try read("Kent 2016\r\n\r\nA  county\u{00A0}by the sea.\r\n- one\r\n• two\r\n")
        #expect(document.text.string == "Kent 2016\nA county by the sea.\n- one\n- two\n")
        #expect(document.blocks.map(\.kind) == [.headingLike, .paragraph, .listItem(depth: 1), .listItem(depth: 1)])
        #expect(document.blocks.map { document.text[$0.range] } == ["Kent 2016", "A county by the sea.", "one", "two"])
    }

    @Test func `text wrapped at a width is put together again`() throws {
        let document = try read(
            "The county\n\nThis sentence was wrapped by a mail\nprogram at a narrow width, and it goes\non to the third line.\n\n- a bullet that is\n  wrapped too\n"
        )
        #expect(
            document.text.string
                == "The county\nThis sentence was wrapped by a mail program at a narrow width, and it goes on to the third line.\n- a bullet that is wrapped too\n"
        )
    }

    @Test(arguments: ["utf8", "utf8-bom", "utf16le", "utf16be", "utf16le-bom", "utf16be-bom", "cp1252"])
    func `every encoding gives the same text`(encoding: String) throws {
        let text = "HMIC’s view – café £5 and a Welsh word\nSecond line that is long enough to be judged as text.\n"
        let document = try DocumentReader.read(encoded(text, encoding))
        #expect(document.text.string == text)
    }

    @Test func `decomposed letters are composed, and offsets count code points`() throws {
        let document = try read("Cafe\u{301} Llanw\u{302}r 👩‍👩‍👧 end")
        #expect(document.text.string == "Café Llanŵr 👩‍👩‍👧 end\n")
        let evidence = document.text.evidence(11..<13)
        #expect(document.text.shows(evidence))
        #expect(Array(document.text.string.unicodeScalars)[5] == "L")
    }

    @Test(arguments: [
        ([UInt8](), Outcome.empty), (Array("  \n\n".utf8), .empty), ([0, 1, 2, 3, 0, 0, 9], .unsupported),
        (Array("%PDF-1.7\n".utf8), .truncated), ([0x50, 0x4B, 3, 4, 9, 9], .truncated),
        ([UInt8](repeating: 0, count: 4096), .unsupported),
    ])
    func `what cannot be read is refused with its outcome`(bytes: [UInt8], outcome: Outcome) {
        let refusal = #expect(throws: Refusal.self) { try DocumentReader.read(bytes) }
        #expect(refusal?.outcome == outcome)
        #expect(refusal?.remedy.isEmpty == false)
    }

    @Test(
        arguments: [
            ("<pre>a  b</pre>", "text/html"), ("<select><option>x</select><p>y", "text/html"),
            ("<html><p>a\0b</p>", "text/html"), ("<-- not a tag", "text/plain"), ("<bold claims>", "text/plain"),
            ("The header of a file is %PDF-1.4, says the standard.", "text/plain"),
            ("From: a@b.example\r\nSubject: x\r\nMessage-ID: <1>\r\n\r\n%PDF-1.4 1 0 obj endobj", "message/rfc822"),
        ])
    func `the kind is told by the content`(text: String, mediaType: String) throws {
        #expect(try DocumentReader.read(Array(text.utf8)).mediaType == mediaType)
    }

    @Test func `a document beyond the cap is too large`() {
        let bytes = [UInt8](repeating: 0x61, count: DocumentReader.largestDocument + 1)
        #expect(throws: Refusal.self) { try DocumentReader.read(bytes) }
    }

    private func encoded(_ text: String, _ encoding: String) -> [UInt8] {
        func utf16(_ big: Bool) -> [UInt8] {
            text.utf16.flatMap { unit in
                big ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
            }
        }
        switch encoding {
        case "utf8-bom": return [0xEF, 0xBB, 0xBF] + text.utf8
        case "utf16le": return utf16(false)
        case "utf16be": return utf16(true)
        case "utf16le-bom": return [0xFF, 0xFE] + utf16(false)
        case "utf16be-bom": return [0xFE, 0xFF] + utf16(true)
        case "cp1252":
            let special: [Character: UInt8] = ["’": 0x92, "–": 0x96, "é": 0xE9, "£": 0xA3]
            return text.map { special[$0] ?? $0.asciiValue ?? 0x3F }
        default: return Array(text.utf8)
        }
    }
}
