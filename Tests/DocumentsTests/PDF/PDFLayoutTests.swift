import Model
import Support
import Testing

@testable import Documents

/// What pages without tags show by their places alone.
@Suite("PDF layout")
struct PDFLayoutTests {
    private func line(_ text: String, _ x: Int, _ y: Int, size: Int = 10, font: String = "F1") -> String {
        PDFFixture.line(text, x, y, size: size, font: font)
    }

    private func body(from top: Int, _ word: String = "text") -> String {
        (0..<8).map {
            line("This is a line of running \(word) as long as the lines are, number \($0)", 50, top - $0 * 12)
        }
        .joined()
    }

    private func row(_ cells: [String], _ y: Int) -> String {
        cells.enumerated().map { line($1, 50 + $0 * (cells.count > 6 ? 60 : 110), y) }.joined()
    }

    @Test func `figures of a table at the head of a page are no page numbers`() throws {
        let table =
            row(["Force", "2015", "2016"], 780) + row(["Kent", "812", "799"], 766) + row(["Surrey", "1", "2"], 752)
        let taken = try Taken(PDFFixture.pages([body(from: 600), table + body(from: 600, "words")]).bytes())
        #expect(taken.lines.contains("Force\t2015\t2016") && taken.lines.contains("Surrey\t1\t2"))
        #expect(taken.document.furniture.isEmpty)
    }

    @Test func `a cell stays in its column where those before it are empty`() throws {
        let columns = [50, 150, 260, 380, 480]
        func row(_ cells: [Int: String], _ y: Int) -> String {
            cells.sorted { $0.key < $1.key }.map { line($0.value, columns[$0.key], y) }.joined()
        }
        let heads = [0: "Outstanding", 1: "Good", 2: "Adequate", 3: "Poor", 4: "Inadequate"]
        let table =
            row(heads, 600) + row([0: "Doors", 1: "Windows", 2: "Roofs", 3: "Walls"], 580)
            + row([1: "Stairs", 2: "Cellars"], 560) + row([2: "Gardens"], 540) + row([2: "and sheds"], 528)
        let taken = try Taken(PDFFixture.pages([body(from: 760) + table + body(from: 480, "words")]).bytes())
        #expect(
            taken.lines.filter { $0.contains("\t") } == [
                "Outstanding\tGood\tAdequate\tPoor\tInadequate", "Doors\tWindows\tRoofs\tWalls", "\tStairs\tCellars",
                "\t\tGardens and sheds",
            ])
    }

    @Test func `cells that stand in the middle of their columns stay there`() throws {
        // Helvetica of ten points: the words of one column have one middle.
        let table =
            line("iiiiiiiiii", 50, 600) + line("iiiiiiiiiiii", 150, 600) + line("iiiiiiiiiiii", 250, 600)
            + line("iiii", 159, 580) + line("iiii", 259, 580) + line("ii", 161, 560) + line("iiiiii", 257, 560)
        let taken = try Taken(PDFFixture.pages([body(from: 760) + table]).bytes())
        #expect(taken.lines.suffix(2) == ["\tiiii\tiiii", "\tii\tiiiiii"])
    }

    @Test func `a line below a table that begins in none of its columns is text`() throws {
        let table =
            row(["Force", "2015", "2016"], 600) + row(["Kent", "812", "799"], 586) + line("Source: the force", 90, 570)
        let taken = try Taken(PDFFixture.pages([body(from: 760) + table]).bytes())
        #expect(taken.lines.last == "Source: the force" && taken.kinds.last == .paragraph)
    }

    @Test func `a table that goes on over pages keeps its rows`() throws {
        let pages = (0..<5).map { page in
            (0..<50).map { index in
                row(["Force \(index)"] + (1...8).map { "\(page * 7 + index * 13 + $0 * 3)" }, 785 - index * 15)
            }.joined()
        }
        let taken = try Taken(PDFFixture.pages(pages).bytes())
        #expect(taken.lines.count == 250 && taken.document.furniture.isEmpty)
    }

    @Test func `headings that count on from page to page are text`() throws {
        let pages = (1...3).map {
            line("Recommendation \($0)", 50, 760, size: 16, font: "F2") + body(from: 700, "page\($0)")
                + line("Report 2016, page \($0)", 50, 30)
        }
        let taken = try Taken(PDFFixture.pages(pages).bytes())
        #expect(taken.lines.filter { $0.hasPrefix("Recommendation") }.count == 3)
        #expect(taken.document.furniture == ["Report 2016, page 1", "Report 2016, page 2", "Report 2016, page 3"])
    }

    @Test func `a title stays, though the heads of the pages repeat it`() throws {
        let pages =
            [line("The title", 50, 760, size: 24) + body(from: 700)]
            + (2...4).map { line("The title", 50, 780) + body(from: 690, "page\($0)") }
        let taken = try Taken(PDFFixture.pages(pages).bytes())
        #expect(taken.lines.first == "The title" && taken.kinds.first == .heading(level: 1))
        #expect(taken.lines.filter { $0 == "The title" }.count == 1 && taken.document.furniture == ["The title"])
    }

    @Test func `a page's number goes where what stands beside or inside of it stays`() throws {
        let pages = (1...4).map {
            line("Chapter \($0 < 3 ? "one" : "two")", 50, 780) + line("\($0 + 6)", 500, 780)
                + line("An opening \(["a", "b", "c", "d"][$0 - 1])", 50, 760) + body(from: 700, "page\($0)")
        }
        let taken = try Taken(PDFFixture.pages(pages).bytes())
        #expect(taken.document.furniture == ["7", "8", "9", "10"])
        #expect(taken.lines.filter { $0.hasPrefix("Chapter") }.count == 4)
        #expect(taken.document.text.string.contains("An opening d"))
    }

    @Test func `a line of code at the foot of a page is no page number`() throws {
        let taken = try Taken(PDFFixture.pages([body(from: 700) + line("1\\);", 50, 40), line("12", 290, 40)]).bytes())
        #expect(taken.lines.last == "1);" && taken.document.furniture == ["12"])
    }

    @Test func `columns between lines that reach across are each read to their end`() throws {
        func columns(_ top: Int, _ part: String) -> String {
            (0..<12).map {
                line("left words of \(part) as they run \($0)", 50, top - $0 * 12)
                    + line("right words of \(part) as they run \($0)", 320, top - $0 * 12)
            }.joined()
        }
        let across = "This is a line that reaches across both of the columns of the page, from the left to the right"
        let page = columns(680, "one") + line(across, 50, 500) + columns(440, "two")
        let text = try Taken(PDFFixture.pages([page]).bytes()).lines.joined(separator: " ")
        let order = [
            "left words of one as they run 11", "right words of one as they run 0", "This is a line",
            "left words of two as they run 11", "right words of two as they run 0",
        ]
        let places = try order.map { try #require(text.firstRange(of: $0)).lowerBound }
        #expect(places == places.sorted())
    }

    @Test func `three columns are read one after the other`() throws {
        let page = (0..<12).map { row in
            [(40, "first words of it run"), (230, "second words of it run"), (420, "third words of it run")].map {
                line("\($0.1) \(row)", $0.0, 680 - row * 12)
            }.joined()
        }.joined()
        let text = try Taken(PDFFixture.pages([page]).bytes()).lines.joined(separator: " ")
        let order = [
            "first words of it run 0", "first words of it run 11", "second words of it run 0",
            "second words of it run 11", "third words of it run 0",
        ]
        let places = try order.map { try #require(text.firstRange(of: $0)).lowerBound }
        #expect(places == places.sorted())
    }

    @Test func `numbers before paragraphs are theirs, figures before words are cells`() throws {
        let numbered = ["1.", "\\(a\\)", "2.3"].enumerated().map { index, number in
            line(number, 50, 500 - index * 40) + line("Services for children fail because the", 80, 500 - index * 40)
                + line("risks are not seen in time.", 80, 488 - index * 40)
        }
        let page = body(from: 700) + numbered.joined() + row(["12", "Complaints that were received"], 300)
        let taken = try Taken(PDFFixture.pages([page]).bytes())
        let rest = "Services for children fail because the risks are not seen in time."
        #expect(
            taken.lines.suffix(4) == ["1. \(rest)", "(a) \(rest)", "2.3 \(rest)", "12\tComplaints that were received"])
        #expect(taken.kinds.suffix(4) == [.paragraph, .paragraph, .paragraph, .tableRow])
    }

    @Test func `a number with its mark is one before figures too`() throws {
        let page = body(from: 700) + line("15.", 50, 500) + line("16- and 17-year-olds are without a home", 80, 500)
        let taken = try Taken(PDFFixture.pages([page]).bytes())
        #expect(taken.lines.last == "15. 16- and 17-year-olds are without a home" && taken.kinds.last == .paragraph)
    }

    @Test func `the further lines of a cell belong to its row`() throws {
        let rows =
            row(["Judgement", "", "", "Grade"], 520)
            + row(["The impact of leaders on social work", "", "", "Requires"], 500)
            + row(["practice with children", "", "", "improvement"], 488) + row(["Overall", "", "", "Good"], 468)
        let taken = try Taken(PDFFixture.pages([body(from: 700) + rows]).bytes())
        #expect(
            taken.lines.suffix(3) == [
                "Judgement\tGrade", "The impact of leaders on social work practice with children\tRequires improvement",
                "Overall\tGood",
            ])
    }

    @Test func `a word in capitals that is divided at the end of a line is one`() throws {
        let page = line("THE FIRST ELE-", 50, 600) + line("MENT OF THE REPORT BY EX-", 50, 588) + line("Anna", 50, 576)
        let text = try Taken(PDFFixture.pages([page]).bytes()).lines.joined(separator: " ")
        #expect(text.contains("FIRST ELEMENT OF") && text.contains("EX-Anna"))
    }

    @Test func `letters that are set apart are words`() throws {
        let page = "BT /F1 12 Tf 3 Tc 50 600 Td (JUDGEMENT SUMMARY) Tj ET\n"
        #expect(try Taken(PDFFixture.pages([page]).bytes()).lines == ["JUDGEMENT SUMMARY"])
    }
}
