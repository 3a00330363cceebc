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

    @Test func `wrapped lines need no blank lines, and headings between them stay apart`() throws {
        let document = try read(
            """
            Overall summary
            Our judgments
            The extent to which the force is effective at reducing crime and keeping people
            safe is good. The extent to which it operates efficiently is good, and that has
            not changed since we were there two years ago, when its leaders had only just
            begun.
            Investigating crime
            How well does the force ensure that its workforce behaves ethically
            and lawfully?
            Good
            ◼ The force should make sure that those who look into fraud have the time, the
              training and the re-
              fresher courses for it.
            """)
        #expect(
            document.blocks.map { document.text[$0.range].prefix(30) } == [
                "Overall summary", "Our judgments", "The extent to which the force ", "Investigating crime",
                "How well does the force ensure", "Good", "The force should make sure tha",
            ])
        #expect(document.text.string.contains("only just begun.\n"))
        #expect(document.text.string.hasSuffix("the training and the re-fresher courses for it.\n"))
    }

    @Test func `columns that spaces make are rows, and their cells go on below`() throws {
        let document = try read(
            """
            Judgement                                    Grade

            The impact of leaders on social work         Requires improvement
            practice with children and families          to be good

            Overall effectiveness                        Good
            """)
        #expect(
            document.text.string
                == "Judgement\tGrade\nThe impact of leaders on social work practice with children and families\tRequires improvement to be good\nOverall effectiveness\tGood\n"
        )
        #expect(document.blocks.allSatisfy { $0.kind == .tableRow })
    }

    @Test func `one gap in one line makes no columns`() throws {
        #expect(try read("A  line    with a gap\nand one without\n").blocks.map(\.kind) == [.headingLike, .paragraph])
    }

    @Test func `a bullet on a line of its own makes an item of the next`() throws {
        let document = try read("Areas for improvement\n\n•\n\nThe force should listen.\n\n\u{F0B7} It should learn.\n")
        #expect(document.text.string == "Areas for improvement\n- The force should listen.\n- It should learn.\n")
    }

    @Test(arguments: ["\u{F06E}", "\u{F0B7}", "\u{F0D8}", "◼", "◼\u{FE0F}", "▪", "➤", "✓", "§", "−", "–", "o  ", "o\t"])
    func `whatever its bullet looks like, an item is an item`(bullet: String) throws {
        let document = try read("They should:\n\(bullet) listen\n\(bullet) learn\n")
        #expect(document.text.string == "They should:\n- listen\n- learn\n")
        #expect(document.blocks.dropFirst().allSatisfy { $0.kind == .listItem(depth: 1) })
    }

    @Test(arguments: ["§ 12 of the act", "§12", "o gwmpas y dref", "–7 degrees", "−7 degrees", "over the hills"])
    func `what only looks like a bullet is a word`(line: String) throws {
        #expect(try read(line + "\n").text.string == line + "\n")
    }

    @Test func `items below another have their depth`() throws {
        let document = try read(
            """
            ◼ Plans for children, including:
            − those who wait
            − those who came back.
            ◼ Training
              ○ of the new
              ○ of the others
            ◼ Time
            Another line
            – An item
            """)
        #expect(
            document.blocks.compactMap { if case .listItem(let depth) = $0.kind { depth } else { nil } }
                == [1, 2, 2, 1, 2, 2, 1, 1])
    }

    @Test func `a mark or a number with a gap behind it makes no cells`() throws {
        let document = try read(
            """
            ◼   The speed with which managers look at what was decided for
                a child who has nowhere to live.
            ◼   The reach of early help, above all for those families who
                ask for it late.

            12.   Families say that they are listened to, and that they do
                  not have to tell their story again.

            13.   Plans are made with care.
            """)
        #expect(
            document.text.string == """
                - The speed with which managers look at what was decided for a child who has nowhere to live.
                - The reach of early help, above all for those families who ask for it late.
                12. Families say that they are listened to, and that they do not have to tell their story again.
                13. Plans are made with care.

                """)
    }

    @Test func `a cell that stands beside the middle of another is in its row`() throws {
        let document = try read(
            """
            Judgement                                    Grade

            Children in care                             Good

            The impact of leaders on social work
                                                         Inadequate
            practice with children and families

                                                         Requires improvement
            Overall effectiveness
                                                         to be good

            Leadership
                                                         Good
            Learning
            """)
        #expect(
            document.text.string.hasPrefix(
                "Judgement\tGrade\nChildren in care\tGood\nThe impact of leaders on social work practice with children and families\tInadequate\nOverall effectiveness\tRequires improvement to be good\n"
            ))
        // Whose grade it is cannot be told.
        #expect(document.text.string.hasSuffix("Leadership\nGood\nLearning\n"))
    }

    @Test func `what stands far from a line is no part of it`() throws {
        let document = try read(
            """
            Judgement                                    Grade

            The impact of leaders on social work
                                                         outstanding
            practice with children and families
            """)
        #expect(document.blocks.count == 4)
    }

    @Test func `page numbers are no lines of the text, and a sentence goes on over the edge of a page`() throws {
        let page = String(
            repeating: "The council knows the families that it\nworks with, and they know the council.\n", count: 9)
        for edge in ["\n\n1\n\n\u{0C}", "\n1\n\n"] {
            let document = try read(
                page + "What is decided is\n" + edge + "written down.\n" + page + "\n2\n\n" + page + "\n3\n")
            #expect(document.text.string.contains("What is decided is written down.\n"))
            #expect(
                !document.text.string.contains("\n1\n") && !document.text.string.contains("\n2\n")
                    || edge.contains("\u{0C}"))
        }
    }

    @Test func `a number alone that counts no pages stays`() throws {
        let wrapped =
            "A sentence that a program has wrapped at\na narrow width, and that goes on for a\nlittle while, until it\nends.\n"
        for text in ["Homes visited\n\n12\n\n" + wrapped, wrapped + "\n1\n\n" + wrapped + "\n2\n\n" + wrapped] {
            #expect(try read(text).text.string.split(separator: "\n").contains { Int($0) != nil })
        }
    }

    @Test func `a blank line within a sentence does not divide an item`() throws {
        let wrapped = String(
            repeating: "The council knows the families that it\nworks with, and they know the council.\n", count: 4)
        let document = try read(wrapped + "◼ How letters are written to those who have\n\nleft care.\n◼ Time\n")
        #expect(document.text.string.hasSuffix("- How letters are written to those who have left care.\n- Time\n"))
    }

    @Test func `a day at the beginning of a line is no number of a paragraph`() throws {
        let document = try read(
            """
            This letter tells what was found when we visited the council on
            13 October 2020. It was a visit of one day, and it was made from
            afar, as many were in that year, when nobody could be met where
            they worked and much of what was asked had to be asked of people
            who were at home, and who had their children with them while
            they spoke.
            4 Plans are made with care.
            """)
        #expect(document.text.string.contains("on 13 October 2020. It"))
        #expect(document.text.string.hasSuffix("\n4 Plans are made with care.\n"))
    }

    @Test func `Markdown is read without its marks`() throws {
        let document = try read(
            """
            # Kent 2016

            Effectiveness
            -------------

            The force is **good** at _this_, see [the *whole* report](https://example.org/a "A title").

            ![Requires improvement](/img/ri.png) 2 * 3, snake_case and \\*stars\\*

            ***

            | Force | Grade |
            | :--- | ---: |
            | Kent \\| Medway | **Good** |
            """)
        #expect(
            document.text.string
                == "Kent 2016\nEffectiveness\nThe force is good at this, see the whole report.\nRequires improvement 2 * 3, snake_case and *stars*\nForce\tGrade\nKent | Medway\tGood\n"
        )
        #expect(
            document.blocks.map(\.kind) == [
                .heading(level: 1), .heading(level: 2), .paragraph, .headingLike, .tableRow, .tableRow,
            ])
        #expect(document.links.map(\.url) == ["https://example.org/a"])
    }

    @Test func `marks of Markdown without end are read in no time`() throws {
        for text in ["[", "[](", "*", "_a", "![", "|", "\\"] {
            let document = try read("# A heading\n" + String(repeating: text, count: 60_000))
            #expect(document.blocks.count >= 1)
        }
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
