import Support
import Testing

@testable import Documents

@Suite("PDF fonts")
struct PDFFontTests {
    private func font(_ dictionary: [String: PDFObject], stream: String = "") throws -> PDFFont {
        var pdf = PDFFixture.pages([""])
        _ = pdf.add(stream: stream)
        return PDFFont(dictionary, try PDFFile(pdf.bytes()))
    }

    private func numbers(_ numbers: [Double]) -> PDFObject { .array(numbers.map { .number($0) }) }

    @Test(
        arguments: [
            ("Helvetica", 222, 556), ("Helvetica-Bold", 278, 556), ("Times-Roman", 278, 444), ("Times-Bold", 278, 444),
            ("Courier", 600, 600), ("ABCDEF+ArialMT", 222, 556), ("GeorgiaPro", 278, 444),
        ] as [(String, Double, Double)])
    func `fonts without widths have those of their family`(_ name: String, _ narrow: Double, _ accented: Double) throws
    {
        let font = try font(["BaseFont": .name(name), "Encoding": .name("WinAnsiEncoding")])
        #expect(font.glyphs([0x69, 0xE9]).map { ($0.width * 1000).rounded() } == [narrow, accented])
    }

    @Test func `columns set in a font without widths do not run into each other`() throws {
        let lines = (0..<8).map {
            PDFFixture.line("it will still fill little till the list is still \($0)", 50, 700 - $0 * 12)
                + PDFFixture.line("right column words as they run in it \($0)", 255, 700 - $0 * 12)
        }
        let taken = try Taken(PDFFixture.pages([lines.joined()]).bytes())
        let text = taken.lines.joined(separator: " ")
        let (left, right) = (
            text.firstRange(of: "still 7"), text.firstRange(of: "right column words as they run in it 0")
        )
        #expect(try #require(left).upperBound <= (try #require(right)).lowerBound)
    }

    @Test func `the size of a drawn font is that of its box where its matrix has none`() throws {
        let matrix = numbers([1, 0, 0, 1, 0, 0])
        let large = try font(["Subtype": .name("Type3"), "FontMatrix": matrix, "FontBBox": numbers([-2, -11, 44, 43])])
        #expect(large.em == 54)
        let usual = try font([
            "Subtype": .name("Type3"), "FontMatrix": numbers([0.001, 0, 0, 0.001, 0, 0]),
            "FontBBox": numbers([0, -200, 900, 800]),
        ])
        #expect(usual.em == 1)
    }

    @Test func `codes mean what the font's own program says where the file does not`() throws {
        let program =
            "%!PS\n/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\ndup 15 /bullet put\n"
            + "dup 13 /circlecopyrt put\nreadonly def\ncurrentfile eexec dup 14 /a put"
        let descriptor = PDFObject.dictionary(["FontFile": .reference(7, 0)])
        let font = try font(["BaseFont": .name("CMSY10"), "FontDescriptor": descriptor], stream: program)
        #expect(font.glyphs([15, 13, 14]).map(\.text) == ["•", "©", nil])
        let named = try self.font(
            ["FontDescriptor": descriptor, "Encoding": .name("WinAnsiEncoding")], stream: program)
        #expect(named.glyphs([15]).map(\.text) == [nil])
    }

    @Test func `widths of many glyphs are kept as ranges`() throws {
        let ranges = (0..<60_000).flatMap { [PDFObject.number(0), .number(65535), .number(Double($0))] }
        let descendant = PDFObject.dictionary(["W": .array([.number(7), numbers([250, 300])] + ranges)])
        let font = try font(["Subtype": .name("Type0"), "DescendantFonts": .array([descendant])])
        #expect(font.glyphs([0, 8, 255, 255]).map { ($0.width * 1000).rounded() } == [300, 59_999])
    }
}
