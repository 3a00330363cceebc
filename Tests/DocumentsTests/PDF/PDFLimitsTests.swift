import Model
import Support
import Testing

@testable import Documents

/// Files that ask for more than they should, or hold less than they say: each ends in time, and says what was left out.
@Suite("PDF limits")
struct PDFLimitsTests {
    private let sentence = PDFFixture.line("The text of the page as it should be read", 50, 600)

    @Test(arguments: ["[", "<<", "<</A", "[<<"])
    func `values inside values without end are left, not followed`(_ opening: String) throws {
        let nest = String(repeating: opening, count: 200_000)
        let inContent = PDFFixture.pages([sentence + nest]).bytes()
        #expect(try Taken(inContent).lines == ["The text of the page as it should be read"])
        let inCatalogue = PDFFixture.pages([sentence], catalogue: "/X \(nest)").bytes()
        #expect(try Taken(inCatalogue).lines == ["The text of the page as it should be read"])
    }

    @Test(arguments: ["(", "%", "<", "["])
    func `objects that never end are looked through once`(_ opening: String) {
        let bytes = Array(("%PDF-1.7\n" + String(repeating: "1 0 obj\(opening)", count: 200_000)).utf8)
        #expect(refusal(bytes)?.outcome == .truncated)
        #expect(PDFScan(bytes).offsets.count <= 1)
    }

    @Test func `a dense table is read in rows, and in time`() throws {
        let cells = (0..<6000).map { PDFFixture.line("c\($0)", 20 + $0 % 20 * 28, 780 - $0 / 20 * 2, size: 1) }
        let taken = try Taken(PDFFixture.pages([cells.joined()]).bytes())
        #expect(taken.kinds.count == 300 && taken.kinds.allSatisfy { $0 == .tableRow })
        #expect(taken.lines.last?.hasPrefix("c5980\tc5981\t") == true)
    }

    @Test(.timeLimit(.minutes(10))) func `very many lines on a page take time by their number`() throws {
        let lines = (0..<60_000).map { "1 0 0 1 50 \($0 * -12) Tm (words of line \($0)) Tj\n" }
        let taken = try Taken(PDFFixture.pages(["BT /F1 10 Tf \(lines.joined()) ET"]).bytes())
        #expect(taken.document.text.string.contains("words of line 0") && taken.document.outcome == .read)
        #expect(taken.document.text.string.contains("words of line 59999"))
    }

    @Test func `trees that lead into themselves by their lists of kids end`() throws {
        var pdf = PDFFixture()
        pdf.add("<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Kids 7 0 R >> >> >>")
        pdf.add("<< /Type /Pages /Kids 3 0 R >>")
        pdf.add("[<< /Type /Pages /Kids 3 0 R >> << /Type /Pages /Kids 3 0 R >> 4 0 R]")
        pdf.add("<< /Type /Page /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> >>")
        _ = pdf.add(stream: sentence)
        pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        pdf.add("[<< /Kids 7 0 R >> << /Kids 7 0 R >> << /Names [(a) << /EF << /F 5 0 R >> /F (a.txt) >>] >>]")
        let taken = try Taken(pdf.bytes())
        #expect(taken.document.outcome == .read && taken.lines.count == 1)
        #expect(taken.members.map(\.path) == ["a.txt"])
    }

    @Test func `what is beyond the most that is read of one makes the text partial, or refuses it`() throws {
        let endless = String(repeating: "q ", count: 5_000_100)
        let taken = try Taken(PDFFixture.pages([sentence + endless]).bytes())
        #expect(taken.document.outcome == .partial && taken.document.warnings.map(\.code) == ["too-large"])
        #expect(taken.lines == ["The text of the page as it should be read"])
        #expect(refusal(PDFFixture.pages([endless + sentence]).bytes())?.outcome == .tooLarge)
    }

    @Test func `ranges of codes are found among many, the inner before the outer`() {
        var ranges = (0..<100_000).map { (low: UInt32($0) * 10, high: UInt32($0) * 10 + 5, value: $0) }
        ranges.append((low: 52, high: 53, value: -1))
        let found = PDFCodeRanges(ranges)
        #expect(found.range(of: 999_993)?.value == 99_999 && found.range(of: 999_997) == nil)
        #expect(found.range(of: 52)?.value == -1 && found.range(of: 54)?.value == 5)
    }

    @Test func `a file cut off in its middle is partial`() throws {
        let pages = (0..<40).map { PDFFixture.line("The text of page \($0) as it should be read", 50, 600) }
        let whole = PDFFixture.pages(pages).bytes()
        let taken = try Taken(Array(whole.prefix(whole.count / 2)))
        #expect(taken.document.outcome == .partial && taken.document.warnings.map(\.code) == ["truncated"])
        #expect(taken.lines.first == "The text of page 0 as it should be read")
        // Zeros behind its end are no loss.
        #expect(try Taken(whole + Array(repeating: 0, count: 5000)).document.outcome == .read)
    }

    @Test func `a page or a content that is not there makes the text partial`() throws {
        var pdf = PDFFixture.pages([sentence, sentence])
        let whole = String(decoding: pdf.bytes(), as: UTF8.self)
        for (named, missing) in [("/Contents 8 0 R", "/Contents 99 0 R"), ("7 0 R]", "98 0 R]")] {
            let taken = try Taken(Array(whole.replacing(named, with: missing).utf8))
            #expect(taken.document.outcome == .partial && taken.document.warnings.map(\.code) == ["truncated"])
        }
        pdf.add("null")
        #expect(try Taken(pdf.bytes()).document.outcome == .read)
    }

    @Test func `an object that does not stand where it should is looked for`() throws {
        let whole = String(decoding: PDFFixture.pages([sentence]).bytes(), as: UTF8.self)
        let start = try #require(whole.firstRange(of: "6 0 obj")).lowerBound
        let offset = String(whole.utf8.distance(from: whole.startIndex, to: start))
        let taken = try Taken(Array(whole.replacing("0\(offset) 00000 n", with: "0\(offset.dropLast())1 00000 n").utf8))
        #expect(taken.document.outcome == .read && taken.lines.count == 1)
    }
}
