import Model
import Support
import Testing

@testable import Documents

@Suite("Office documents")
struct OfficeTests {
    private static func docx(_ body: String, _ others: [ZIPFixture.Entry] = []) -> [UInt8] {
        let word =
            "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""
        let types =
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/main.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"
        let root =
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/main.xml\"/></Relationships>"
        let relations =
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"l1\" Type=\"x/hyperlink\" Target=\"https://example.org/\" TargetMode=\"External\"/><Relationship Id=\"s\" Type=\"x/styles\" Target=\"styles.xml\"/><Relationship Id=\"n\" Type=\"x/numbering\" Target=\"numbering.xml\"/><Relationship Id=\"f\" Type=\"x/footnotes\" Target=\"footnotes.xml\"/><Relationship Id=\"h\" Type=\"x/header\" Target=\"header1.xml\"/></Relationships>"
        let styles =
            "<w:styles \(word)><w:style w:type=\"paragraph\" w:styleId=\"U1\"><w:name w:val=\"heading 1\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"Own\"><w:name w:val=\"My heads\"/><w:basedOn w:val=\"Deep\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"Deep\"><w:name w:val=\"x\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Loop\"><w:basedOn w:val=\"Loop\"/></w:style></w:styles>"
        let numbering =
            "<w:numbering \(word)><w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"decimal\"/></w:lvl></w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/></w:num></w:numbering>"
        let notes =
            "<w:footnotes \(word)><w:footnote w:id=\"1\"><w:p><w:r><w:t>not this</w:t></w:r></w:p></w:footnote><w:footnote w:id=\"2\"><w:p><w:r><w:t>a note</w:t></w:r></w:p></w:footnote></w:footnotes>"
        let header = "<w:hdr \(word)><w:p><w:r><w:t>Head of page</w:t></w:r></w:p></w:hdr>"
        let parts = [
            ("[Content_Types].xml", types), ("_rels/.rels", root), ("word/_rels/main.xml.rels", relations),
            ("word/styles.xml", styles), ("word/numbering.xml", numbering), ("word/footnotes.xml", notes),
            ("word/header1.xml", header),
            ("word/main.xml", "<?xml version=\"1.0\"?><w:document \(word)><w:body>\(body)</w:body></w:document>"),
            ("docProps/core.xml", "<p xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>A title</dc:title></p>"),
        ]
        let own = Set(others.map(\.name))
        return ZIPFixture.bytes(parts.filter { !own.contains($0.0) }.map { ZIPFixture.Entry($0.0, $0.1) } + others)
    }

    private static func paragraph(_ text: String, _ properties: String = "") -> String {
        "<w:p><w:pPr>\(properties)</w:pPr><w:r><w:t xml:space=\"preserve\">\(text)</w:t></w:r></w:p>"
    }

    @Test func `headings, lists, tables, links, notes and heads of pages come out as what they are`() throws {
        let taken = try Taken(
            Self.docx(
                Self.paragraph("Top", "<w:pStyle w:val=\"U1\"/>") + Self.paragraph("Below", "<w:pStyle w:val=\"Own\"/>")
                    + Self.paragraph("item", "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/></w:numPr>")
                    + Self.paragraph("inner", "<w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"3\"/></w:numPr>")
                    + "<w:p><w:r><w:t>See </w:t></w:r><w:hyperlink r:id=\"l1\"><w:r><w:t>the page</w:t></w:r></w:hyperlink><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>"
                    + "<w:tbl><w:tr><w:tc>\(Self.paragraph("Area"))</w:tc><w:tc>\(Self.paragraph("Good"))\(Self.paragraph("twice"))</w:tc></w:tr></w:tbl>"
                    + Self.paragraph("loop", "<w:pStyle w:val=\"Loop\"/>")))
        #expect(
            taken.lines == ["Top", "Below", "- item", "- inner", "See the page", "Area\tGood twice", "loop", "a note"])
        #expect(
            taken.kinds == [
                .heading(level: 1), .heading(level: 2), .listItem(depth: 1), .listItem(depth: 2), .paragraph, .tableRow,
                .paragraph, .paragraph,
            ])
        #expect(taken.document.links.map(\.url) == ["https://example.org/"])
        #expect(taken.document.text[taken.document.links[0].range] == "the page")
        #expect(taken.document.furniture == ["Head of page"])
        #expect(taken.document.title == "A title")
    }

    @Test func `what was deleted is not read, what was inserted is, an alternative once`() throws {
        let taken = try Taken(
            Self.docx(
                "<w:p><w:r><w:t>good</w:t></w:r><w:del><w:r><w:delText>bad</w:delText><w:t>bad</w:t></w:r></w:del><w:ins><w:r><w:t> and new</w:t></w:r></w:ins></w:p>"
                    + "<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>once</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>twice</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
                    + "<w:p><w:r><w:drawing><wp:docPr descr=\"Grade: Good\"/></w:drawing></w:r></w:p>"))
        #expect(taken.lines == ["good and new", "once", "Grade: Good"])
    }

    @Test func `a field's code is not text, its result is, and a link is a link`() throws {
        let code = { (type: String) in "<w:r><w:fldChar w:fldCharType=\"\(type)\"/></w:r>" }
        let taken = try Taken(
            Self.docx(
                "<w:p>\(code("begin"))<w:r><w:instrText> HYPERLINK \"https://example.org/x\" </w:instrText></w:r>\(code("separate"))<w:r><w:t>words</w:t></w:r>\(code("end"))</w:p>"
            ))
        #expect(taken.lines == ["words"])
        #expect(taken.document.links.map(\.url) == ["https://example.org/x"])
    }

    @Test func `a document in a document is a member`() throws {
        let taken = try Taken(Self.docx(Self.paragraph("x"), [.init("word/embeddings/inner.docx", "PK")]))
        #expect(taken.members.map(\.path) == ["word/embeddings/inner.docx"])
    }

    @Test func `an embedded file that is damaged is named, and the document is read`() throws {
        let taken = try Taken(
            Self.docx(
                Self.paragraph("x"),
                [.init("word/embeddings/a.docx", "PK").with { $0.checksum = 1 }, .init("word/embeddings/b.docx", "PK")])
        )
        #expect(taken.members.map(\.path) == ["word/embeddings/b.docx"])
        #expect(taken.document.outcome == .partial && taken.lines == ["x"])
    }

    private static let word = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

    @Test func `every note is read once, whatever the number, in the order of the text`() throws {
        let numbers = Array((0..<1500).reversed())
        let body = (numbers + [7]).map { "<w:p><w:r><w:footnoteReference w:id=\"\($0)\"/></w:r></w:p>" }.joined()
        let notes = (0..<1600).map {
            "<w:footnote w:id=\"\($0)\"><w:p><w:r><w:t>note \($0)</w:t></w:r></w:p><w:p><w:r><w:t>more</w:t></w:r></w:p></w:footnote>"
        }
        let part = ZIPFixture.Entry("word/footnotes.xml", "<w:footnotes \(Self.word)>\(notes.joined())")
        let taken = try Taken(Self.docx(body, [part]))
        #expect(taken.lines == numbers.flatMap { ["note \($0)", "more"] })
    }

    @Test func `a note that is cut off is read as far as it goes, with the links of its own part`() throws {
        let link = "<w:hyperlink r:id=\"l1\"><w:r><w:t>there</w:t></w:r></w:hyperlink>"
        let spaces = "\(Self.word) xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
        let taken = try Taken(
            Self.docx(
                "<w:p><w:r><w:t>text</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
                [
                    .init("word/footnotes.xml", "<w:footnotes \(spaces)><w:footnote w:id=\"2\"><w:p>\(link)"),
                    .init(
                        "word/_rels/footnotes.xml.rels",
                        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"l1\" Type=\"x/hyperlink\" Target=\"https://example.org/note\" TargetMode=\"External\"/></Relationships>"
                    ),
                ]))
        #expect(taken.lines == ["text", "there"])
        #expect(taken.document.links.map(\.url) == ["https://example.org/note"])
    }

    @Test func `hidden text is left out, but not what only has a hidden paragraph mark`() throws {
        func run(_ properties: String, _ text: String) -> String {
            "<w:r><w:rPr>\(properties)</w:rPr><w:t>\(text)</w:t></w:r>"
        }
        let hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>bad</w:t><w:tab/><w:footnoteReference w:id=\"2\"/></w:r>"
        let taken = try Taken(
            Self.docx(
                "<w:p>\(hidden)\(run("<w:b/>", "good"))\(run("<w:vanish w:val=\"0\"/>", " shown"))\(run("<w:vanish/>", "bad"))</w:p>"
                    + "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>also good</w:t></w:r></w:p>"
                    + "<w:p>\(run("<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>", "no longer hidden"))</w:p>"))
        #expect(taken.lines == ["good shown", "also good", "no longer hidden"])
    }

    @Test func `a page inside a document is read where it stands, once`() throws {
        let relations =
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"x/aFChunk\" Target=\"a.html\"/><Relationship Id=\"b\" Type=\"x/aFChunk\" Target=\"/word/b.mht\"/><Relationship Id=\"c\" Type=\"x/aFChunk\" Target=\"c.docx\"/></Relationships>"
        func chunk(_ id: String) -> String { "<w:altChunk r:id=\"\(id)\"/>" }
        let saved =
            "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\nContent-Location: file:///x\n\n<p>saved</p>\n--b--\n"
        let taken = try Taken(
            Self.docx(
                Self.paragraph("before") + chunk("a") + chunk("a") + Self.paragraph("between") + chunk("b")
                    + chunk("c"),
                [
                    .init("word/_rels/main.xml.rels", relations), .init("word/b.mht", saved),
                    .init("word/a.html", "<html><h2>Head</h2><p>a <a href=\"https://example.org/\">link</a>"),
                    .init("word/c.docx", Self.docx(Self.paragraph("inner"))),
                ]))
        #expect(taken.lines == ["before", "Head", "a link", "between", "saved"])
        #expect(taken.kinds[1] == .heading(level: 2))
        #expect(taken.document.links.map(\.url) == ["https://example.org/"])
        #expect(
            taken.document.warnings.map(\.message) == [
                "word/c.docx cannot be read: its kind is not read inside a document"
            ])
    }

    @Test func `links that are open inside links without end are links of the outermost`() throws {
        let code = { (type: String) in "<w:r><w:fldChar w:fldCharType=\"\(type)\"/></w:r>" }
        let link =
            "\(code("begin"))<w:r><w:instrText>HYPERLINK \"https://example.org/\"</w:instrText></w:r>\(code("separate"))"
        let words = "<w:r><w:t>words</w:t></w:r>"
        let closed = String(repeating: link, count: 100) + words + String(repeating: code("end"), count: 100)
        let taken = try Taken(Self.docx("<w:p>\(closed)</w:p><w:p>\(link)\(words)\(code("end"))</w:p>"))
        #expect(taken.lines == ["words", "words"])
        #expect(taken.document.links.count == 65)
        #expect(taken.document.links.last.map { taken.document.text[$0.range] } == "words")
    }

    @Test func `heads and feet that are larger than any honest ones are left out`() throws {
        let large = "<w:hdr \(Self.word)>" + String(repeating: "<w:p><w:r><w:t>x</w:t></w:r></w:p>", count: 300_000)
        let taken = try Taken(Self.docx(Self.paragraph("text"), [.init("word/header1.xml", large)]))
        #expect(taken.document.furniture.isEmpty && taken.lines == ["text"])
    }

    @Test func `a document whose text part is cut off is read in part, and says so`() throws {
        let whole = Self.docx("<w:p><w:r><w:t>Efficiency is good.</w:t></w:r></w:p>")
        #expect(try DocumentReader.read(whole).outcome == .read)
        let cut = Self.docx("<w:p><w:r><w:t>Efficiency is good.</w:t></w:r></w:p><w:p><w:r><w:t>Legit<!--")
        let document = try DocumentReader.read(cut)
        #expect(document.text.string == "Efficiency is good.\nLegit\n")
        #expect(document.outcome == .partial && document.warnings.map(\.code) == ["truncated"])
    }

    @Test func `a part that is larger than any document is refused`() {
        let part = ZIPFixture.Entry("word/main.xml", "<x/>").with {
            $0.statedSize = UInt32(DocumentReader.largestDocument + 1)
        }
        #expect(refusal(Self.docx("", [part]))?.outcome == .tooLarge)
    }

    @Test func `a document that a password protects is told from other old files`() {
        let head: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 1016)
        let name = Array("EncryptedPackage".utf8).flatMap { [$0, UInt8(0)] }
        let entry = name + [UInt8](repeating: 0, count: 128 - name.count)
        #expect(OfficeReaders.isEncryptedPackage(head + entry))
        #expect(refusal(head + entry)?.outcome == .encrypted)
        #expect(refusal(head)?.outcome == .unsupported)
        #expect(!OfficeReaders.isEncryptedPackage(head))
        #expect(!OfficeReaders.isEncryptedPackage(head + [0] + entry), "words in the text are no directory")
        #expect(!OfficeReaders.isEncryptedPackage(Array(head.prefix(8))))
        #expect(!OfficeReaders.isEncryptedPackage(Array(head.dropFirst()) + entry))
    }

    private static func odt(_ body: String, _ others: [ZIPFixture.Entry] = []) -> [UInt8] {
        let spaces =
            "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
        return ZIPFixture.bytes(
            [
                ZIPFixture.Entry("mimetype", "application/vnd.oasis.opendocument.text").with { $0.isDeflated = false },
                ZIPFixture.Entry(
                    "content.xml",
                    "<office:document-content \(spaces)><office:body><office:text>\(body)</office:text></office:body></office:document-content>"
                ),
            ] + others)
    }

    @Test func `an OpenDocument text comes out as what it is`() throws {
        let taken = try Taken(
            Self.odt(
                "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h text:outline-level=\"2\">Head</text:h>"
                    + "<text:p>a<text:s text:c=\"3\"/>b<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note>, <text:a xlink:href=\"https://example.org/\">link</text:a></text:p>"
                    + "<text:list><text:list-item><text:p>one</text:p><text:p>more</text:p><text:list><text:list-item><text:p>deep</text:p></text:list-item></text:list></text:list-item></text:list>"
                    + "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell><table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table>"
            ))
        #expect(taken.lines == ["Head", "a b, link", "- one", "more", "- deep", "x\ty", "a note"])
        #expect(taken.kinds[0] == .heading(level: 2))
        #expect(taken.kinds[4] == .listItem(depth: 2))
    }

    @Test func `links inside links without end cost nothing and lose no words`() throws {
        let link = "<text:a xlink:href=\"https://example.org/\">"
        let taken = try Taken(
            Self.odt(
                "<text:p>\(String(repeating: link, count: 9000))a\(String(repeating: "<text:line-break/>b", count: 20_000))"
            ))
        #expect(taken.lines.count == 20_001)
    }

    @Test func `what is encrypted, or another office document, is named`() {
        let manifest = ZIPFixture.Entry("META-INF/manifest.xml", "<m><encryption-data/></m>")
        #expect(refusal(Self.odt("<text:p>x</text:p>", [manifest]))?.outcome == .encrypted)
        let sheet = ZIPFixture.bytes([
            ZIPFixture.Entry("mimetype", "application/vnd.oasis.opendocument.spreadsheet").with {
                $0.isDeflated = false
            }
        ])
        #expect(refusal(sheet)?.message.contains("OpenDocument spreadsheet") == true)
    }
}

@Suite("XML of office documents")
struct XMLTests {
    private func texts(_ xml: String) -> String {
        var tokens = XMLTokens(Array(xml.utf8), prefixes: [:])
        var text = ""
        while let token = tokens.next() { if case .text(let piece) = token { text += piece } }
        return text
    }

    @Test func `entities of the document's own are never expanded, nothing outside is looked at`() {
        let laughs = (1...9).map { "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 10))\">" }.joined()
        #expect(texts("<!DOCTYPE x [<!ENTITY l0 \"ha\">\(laughs)]><x>a&l9;b</x>") == "a&l9;b")
        #expect(texts("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>a&e;b</x>") == "a&e;b")
        #expect(texts("<x>&lt;&#65;&#x42;&amp;&apos;&#xD800;</x>") == "<AB&'")
    }

    @Test(arguments: [9_000, 1_000_000])
    func `depth costs nothing`(depth: Int) {
        let xml = String(repeating: "<a>", count: depth) + "x" + String(repeating: "</a>", count: depth)
        #expect(texts(xml) == (depth < XMLTokens.deepest ? "x" : ""))
    }

    @Test func `a prefix that is declared again means what it meant before when its element ends`() {
        var tokens = XMLTokens(
            Array("<a:x xmlns:a='u'><a:y xmlns:a='v'/><a:z/></a:x><a:w/>".utf8), prefixes: ["u": "u", "v": "v"])
        var names: [String] = []
        while let token = tokens.next() { if case .start(let name, _) = token { names.append(name) } }
        #expect(names == ["u:x", "v:y", "u:z", "?:w"])
    }

    @Test func `declarations without end cost nothing where they are not used`() {
        let declared = (0..<50_000).map { " xmlns:n\($0)='u'" }.joined()
        let xml = "<x xmlns='w'\(declared)>" + String(repeating: "<p>x</p>", count: 50_000) + "</x>"
        #expect(texts(xml).count == 50_000)
    }

    @Test func `names are resolved by their namespaces, whatever the prefix`() {
        var tokens = XMLTokens(
            Array("<q:a xmlns:q='u' q:k='1' k='2'><b xmlns='u'/><c/></q:a>".utf8), prefixes: ["u": "w"])
        var found: [XMLTokens.Token] = []
        while let token = tokens.next() { found.append(token) }
        #expect(
            found == [
                .start("w:a", ["w:k": "1", "k": "2"]), .start("w:b", [:]), .end("w:b"), .start("c", [:]), .end("c"),
                .end("w:a"),
            ])
    }
}
