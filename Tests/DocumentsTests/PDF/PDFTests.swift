import Foundation
import Model
import Support
import Testing

@testable import Documents

@Suite("PDF")
struct PDFTests {
    private func line(_ text: String, _ x: Int, _ y: Int, size: Int = 10, font: String = "F1") -> String {
        PDFFixture.line(text, x, y, size: size, font: font)
    }

    // A page of running text, so that there is a usual size.
    private func body(from top: Int, _ word: String = "text") -> String {
        (0..<4).map { row in
            line(
                "This is a line of running \(word) which is as long as the lines of reports are, number \(row)", 50,
                top - row * 12)
        }.joined()
    }

    @Test func `larger and bold lines are headings, lines that go on are paragraphs`() throws {
        let page =
            line("The report", 50, 700, size: 20, font: "F2") + line("A part", 50, 660, size: 14, font: "F2")
            + body(from: 640) + line("Bold alone", 50, 560, font: "F2") + body(from: 540, "words")
        let taken = try Taken(PDFFixture.pages([page]).bytes())
        #expect(taken.kinds == [.heading(level: 1), .heading(level: 2), .paragraph, .heading(level: 3), .paragraph])
        #expect(taken.lines[0] == "The report")
        #expect(taken.lines[2].hasPrefix("This is a line") && taken.lines[2].hasSuffix("number 3"))
        #expect(taken.document.mediaType == "application/pdf")
        #expect(taken.document.blocks.allSatisfy { $0.page == 1 })
    }

    @Test func `columns are read one after the other`() throws {
        let left = (0..<8).map { line("left column words as they run \($0)", 50, 700 - $0 * 12) }.joined()
        let right = (0..<8).map { line("right column words as they run \($0)", 320, 700 - $0 * 12) }.joined()
        let taken = try Taken(PDFFixture.pages([left + right]).bytes())
        let text = taken.lines.joined(separator: " ")
        let lastLeft = try #require(text.range(of: "left column words as they run 7"))
        let firstRight = try #require(text.range(of: "right column words as they run 0"))
        #expect(lastLeft.upperBound <= firstRight.lowerBound)
    }

    @Test func `what stands side by side in short pieces is a table`() throws {
        let rows = ["Area,Grade,Date", "Effectiveness,Good,2016", "Efficiency,Inadequate,2017"].enumerated().map {
            row, cells in
            cells.split(separator: ",").enumerated().map { line(String($1), 50 + $0 * 150, 700 - row * 14) }.joined()
        }
        let taken = try Taken(PDFFixture.pages([body(from: 780) + rows.joined()]).bytes())
        #expect(
            taken.lines.suffix(3) == ["Area\tGrade\tDate", "Effectiveness\tGood\t2016", "Efficiency\tInadequate\t2017"])
        #expect(taken.kinds.suffix(3).allSatisfy { $0 == .tableRow })
    }

    @Test func `heads and feet of pages are furniture, and pages are numbered`() throws {
        let pages = (1...4).map {
            line("Annual report", 50, 780) + body(from: 700, "page\($0)") + line("Page \($0) of 4", 280, 20)
        }
        let taken = try Taken(PDFFixture.pages(pages).bytes())
        #expect(!taken.document.text.string.contains("Annual report"))
        #expect(!taken.document.text.string.contains("of 4"))
        #expect(taken.document.furniture.contains("Annual report"))
        #expect(taken.document.blocks.compactMap(\.page) == [1, 2, 3, 4])
        let last = try #require(taken.document.blocks.last)
        #expect(taken.document.text.evidence(last.range).page == 4)
        #expect(taken.document.text.shows(taken.document.text.evidence(last.range)))
    }

    @Test func `a word divided at the end of a line is one, a hyphen of its own stays`() throws {
        let page =
            line("The police are account-", 50, 700) + line("able to all, and the well-", 50, 688)
            + line("being of being well is accountable", 50, 676)
        let taken = try Taken(PDFFixture.pages([page]).bytes())
        #expect(taken.lines.joined(separator: " ").contains("are accountable to all, and the well-being of"))
    }

    @Test func `bullets make items, deeper the further in they stand`() throws {
        let page =
            body(from: 700) + line("\\225 one", 60, 640) + line("\\225 two", 60, 628) + line("\\225 inner", 90, 616)
        let taken = try Taken(PDFFixture.pages([page]).bytes())
        #expect(taken.lines.suffix(3) == ["- one", "- two", "- inner"])
        #expect(taken.kinds.suffix(3) == [.listItem(depth: 1), .listItem(depth: 1), .listItem(depth: 2)])
    }

    private func tagged(_ content: String, _ elements: [String], roles: String = "") -> [UInt8] {
        // Objects 1 to 6 are the catalogue, the pages, two fonts, the page and its content.
        let kids = elements.indices.map { "\(8 + $0) 0 R" }.joined(separator: " ")
        let root = "<< /Type /StructTreeRoot /K [\(kids)] /RoleMap << \(roles) >> >>"
        return PDFFixture.pages(
            [content], catalogue: "/MarkInfo << /Marked true >> /StructTreeRoot 7 0 R /Lang (en-GB)",
            others: [root] + elements
        ).bytes(trailer: "/Info << /Title (A title) >>")
    }

    private func marked(_ tag: String, _ id: Int, _ content: String) -> String {
        "/\(tag) << /MCID \(id) >> BDC \(content) EMC\n"
    }

    @Test func `the structure of a tagged document says what is a heading, a list, a table, and in which order`() throws
    {
        let content =
            marked("P", 1, line("Second.", 50, 700)) + marked("H1", 0, line("First", 50, 600))
            + marked("Lbl", 2, line("\\225", 50, 500)) + marked("LBody", 3, line("item", 60, 500))
            + marked("TD", 4, line("Grade", 50, 400)) + marked("TD", 5, line("Good", 90, 400))
            + "/Artifact BMC \(line("Page 1", 50, 20)) EMC"
        let taken = try Taken(
            tagged(
                content,
                [
                    "<< /S /Headline /K 0 /Pg 5 0 R >>", "<< /S /P /K [1] /Pg 5 0 R >>",
                    "<< /S /L /K << /S /LI /Pg 5 0 R /K [<< /S /Lbl /K 2 /Pg 5 0 R >> << /S /LBody /K 3 /Pg 5 0 R >>] >> >>",
                    "<< /S /Table /K << /S /TR /K [<< /S /TH /Pg 5 0 R /K 4 >> << /S /TD /Pg 5 0 R /K << /Type /MCR /Pg 5 0 R /MCID 5 >> >>] >> >>",
                    "<< /S /Figure /Alt (Grade: Good) /K [] >>",
                ], roles: "/Headline /H2"))
        #expect(taken.lines == ["First", "Second.", "- item", "Grade\tGood", "Grade: Good"])
        #expect(taken.kinds == [.heading(level: 2), .paragraph, .listItem(depth: 1), .tableRow, .paragraph])
        #expect(taken.document.title == "A title" && taken.document.language == "en-GB")
        #expect(taken.document.furniture == ["Page 1"])
    }

    @Test func `a table that only places its text is no table`() throws {
        let content = marked("H1", 0, line("Heading", 50, 700)) + marked("P", 1, line("Text.", 50, 600))
        let cell = "<< /S /TD /K [<< /S /H1 /K 0 /Pg 5 0 R >> << /S /P /K 1 /Pg 5 0 R >>] >>"
        let taken = try Taken(tagged(content, ["<< /S /Table /K << /S /TR /K [\(cell)] >> >>"]))
        #expect(taken.kinds == [.heading(level: 1), .paragraph])
    }

    @Test func `what is tagged as a heading and is running text is a paragraph`() throws {
        let sentences = "Children benefit from early help. Too many of them wait."
        let content =
            marked("H1", 0, line("Findings", 50, 700)) + marked("H1", 1, line(sentences, 50, 680))
            + marked("H1", 2, line(String(repeating: "many words ", count: 30), 50, 660))
            + marked("H2", 3, line("What happens next.", 50, 640))
        let taken = try Taken(tagged(content, (0..<4).map { "<< /S /H\($0 < 3 ? 1 : 2) /K \($0) /Pg 5 0 R >>" }))
        #expect(taken.kinds == [.heading(level: 1), .paragraph, .paragraph, .heading(level: 2)])
    }

    @Test func `short paragraphs that look like the tagged headings are headings`() throws {
        let lines = [
            line("Findings", 50, 700, size: 14, font: "F2"), line("Children benefit from early help", 50, 680),
            line("What to improve", 50, 660, size: 14, font: "F2"), line("Telephone: 0300 123", 50, 640, font: "F2"),
            line("Too many of them wait for it, and too long", 50, 620),
        ]
        let content = lines.enumerated().map { marked("P", $0, $1) }.joined()
        let taken = try Taken(tagged(content, (0..<5).map { "<< /S /\($0 == 0 ? "H2" : "P") /K \($0) /Pg 5 0 R >>" }))
        #expect(taken.kinds == [.heading(level: 2), .paragraph, .heading(level: 2), .paragraph, .paragraph])
    }

    // A field that says "Good", a hidden one, a button and a note; the first is object 7 or what is given.
    private func fields(_ first: Int) -> [String] {
        let form = "/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 3 0 R >> >>"
        func shown(_ text: String) -> String {
            let content = "/Tx BMC \(line(text, 4, 6)) EMC"
            return "<< \(form) /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream"
        }
        func annotation(_ rules: String, _ form: Int) -> String {
            "<< /Type /Annot \(rules) /Rect [150 494 250 514] /AP << /N \(first + form) 0 R >> >>"
        }
        return [
            annotation("/Subtype /Widget /FT /Tx", 4), annotation("/Subtype /Widget /FT /Tx /F 2", 5),
            annotation("/Subtype /Widget /FT /Btn", 5), annotation("/Subtype /FreeText", 6), shown("Good"),
            shown("Bad"),
            shown("so far").replacing("/BBox [0 0 100 20]", with: "/BBox [0 0 100 20] /Matrix [1 0 0 1 40 40]"),
        ]
    }

    private func withAnnotations(_ bytes: [UInt8], _ numbers: [Int]) -> [UInt8] {
        let list = numbers.map { "\($0) 0 R" }.joined(separator: " ")
        let text = String(decoding: bytes, as: UTF8.self)
        // Where objects stand is then wrong for most of them, as in files that editors changed by hand.
        return Array(text.replacing("/Type /Page /Parent", with: "/Type /Page /Annots [\(list)] /Parent").utf8)
    }

    @Test func `what is written into a form stands where it is shown`() throws {
        let pdf = PDFFixture.pages([line("Overall grade:", 50, 500)], others: fields(7))
        let grade = try Taken(withAnnotations(pdf.bytes(), [7, 8, 9]))
        #expect(grade.lines == ["Overall grade:\tGood"])
        #expect(try Taken(withAnnotations(pdf.bytes(), [10])).lines == ["Overall grade:\tso far"])
    }

    @Test func `the structure names the fields of a form`() throws {
        let elements = [
            "<< /S /P /K 0 /Pg 5 0 R >>", "<< /S /Form /Pg 5 0 R /K << /Type /OBJR /Obj 11 0 R >> >>",
            "<< /S /P /K 1 /Pg 5 0 R >>",
        ]
        let content =
            marked("P", 1, line("After the grade.", 50, 600)) + marked("P", 0, line("Overall grade:", 50, 500))
        let bytes = tagged(content, elements + fields(11))
        let taken = try Taken(withAnnotations(bytes, [11]))
        #expect(taken.lines == ["Overall grade:", "Good", "After the grade."])
        // A note that it does not name is not lost.
        let noted = try Taken(withAnnotations(bytes, [11, 14]))
        #expect(noted.lines == ["Overall grade:", "Good", "After the grade.", "so far"])
    }

    @Test func `a structure that leads into itself ends`() throws {
        let content = marked("P", 0, line("Text.", 50, 600))
        let taken = try Taken(tagged(content, ["<< /S /Sect /K [8 0 R 9 0 R 7 0 R] >>", "<< /S /P /K 0 /Pg 5 0 R >>"]))
        #expect(taken.lines == ["Text."])
    }

    @Test func `a file without its cross-reference is read by looking for its objects`() throws {
        let taken = try Taken(PDFFixture.pages([body(from: 700)]).bytes(hasCrossReference: false))
        #expect(taken.lines.count == 1)
    }

    @Test func `packed streams are unpacked, also when they lack their end`() throws {
        let content = ZIPFixture.deflated(Array(body(from: 700).utf8), window: 15)
        for (count, length) in [(content.count, content.count), (content.count - 6, 5)] {
            var pdf = PDFFixture.pages([""])
            pdf.add("<< /Type /Page >>")
            let head = Array(PDFFixture.pages([""]).bytes(hasCrossReference: false))
            // The last object of a number stands: this one takes the place of the empty content.
            let object =
                Array("6 0 obj\n<< /Filter /FlateDecode /Length \(length) >>\nstream\n".utf8) + content.prefix(count)
                + Array("\nendstream\nendobj\n".utf8)
            let taken = try Taken(head + object)
            #expect(taken.lines.joined().contains("running text"))
        }
    }

    @Test func `LZW, run-length and ASCII filters give what the standard's examples give`() throws {
        func decoded(_ filter: String, _ bytes: [UInt8]) throws -> [UInt8]? {
            let file = try PDFFile(PDFFixture.pages([""]).bytes())
            return PDFFilters.decoded(bytes, ["Filter": .name(filter)], file, limit: 1000)
        }
        // ISO 32000-1, 7.4.4.2, example 2.
        let lzw: [UInt8] = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01]
        #expect(try decoded("LZWDecode", lzw) == [45, 45, 45, 45, 45, 65, 45, 45, 45, 66])
        #expect(try decoded("RunLengthDecode", [2, 1, 2, 3, 254, 9, 128, 7]) == [1, 2, 3, 9, 9, 9])
        #expect(try decoded("ASCIIHexDecode", Array("48 65 6C 6c 6F>".utf8)) == Array("Hello".utf8))
        #expect(try decoded("ASCII85Decode", Array("87cURD]i,\"Ebo80~>".utf8)) == Array("Hello World!".utf8))
        #expect(try decoded("DCTDecode", [1]) == nil)
    }

    @Test func `glyphs have the text of their names, and maps of characters their ranges`() {
        #expect(PDFEncoding.text(ofGlyph: "eacute") == "é")
        #expect(PDFEncoding.text(ofGlyph: "uni2022") == "•")
        #expect(PDFEncoding.text(ofGlyph: "f_i.alt") == "fi")
        #expect(PDFEncoding.text(ofGlyph: "g123") == nil)
        let map = PDFCMap(
            Array(
                "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0003> <00660066> endbfchar 2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0058> <0059>] endbfrange"
                    .utf8))
        #expect(map.text(3) == "ff" && map.text(0x11) == "B" && map.text(0x21) == "Y" && map.text(0x99) == nil)
        var place = 0
        #expect(map.nextCode([0, 3, 0, 16], &place).code == 3 && place == 2)
    }

    @Test func `pictures without text say that a text layer is needed`() {
        let picture = PDFFixture.pages(["BI /W 1 /H 1 /BPC 8 /CS /G ID x EI"]).bytes()
        #expect(refusal(picture)?.outcome == .noTextLayer)
        #expect(refusal(picture)?.remedy.contains("ocrmypdf") == true)
        #expect(refusal(PDFFixture.pages([""]).bytes())?.outcome == .empty)
    }

    @Test func `a file that needs a password says so`() {
        let rules =
            "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (\(String(repeating: "o", count: 32))) /U (\(String(repeating: "u", count: 32))) >> /ID [(x) (x)]"
        #expect(refusal(PDFFixture.pages([body(from: 700)]).bytes(trailer: rules))?.outcome == .encrypted)
    }

    @Test func `embedded files are members`() throws {
        var pdf = PDFFixture.pages([body(from: 700)], catalogue: "/Names << /EmbeddedFiles << /Names [(a) 7 0 R] >> >>")
        pdf.add("<< /Type /Filespec /UF (inner.txt) /EF << /F 8 0 R >> >>")
        _ = pdf.add(stream: "inner text")
        let taken = try Taken(pdf.bytes())
        #expect(taken.members.map(\.path) == ["inner.txt"])
        #expect(taken.members.map { String(decoding: $0.bytes, as: UTF8.self) } == ["inner text"])
    }

    @Test func `ciphers give what their standards' examples give`() {
        #expect(Cipher.hex(Cipher.rc4(Array("Plaintext".utf8), Array("Key".utf8))) == "bbf316e8d940af0ad3")
        #expect(Cipher.hex(Cipher.md5(Array("abc".utf8))) == "900150983cd24fb0d6963f7d28e17f72")
    }
}
