import Model

/// One walk over a part of a WordprocessingML document: paragraphs, headings, lists and tables in the order of reading.
struct WordWalk {
    /// The namespaces, transitional and strict, by the prefixes that are usual for them.
    static let prefixes = [
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
        "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
        "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
        "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
        "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
        "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    ]

    private(set) var builder = CanonicalTextBuilder()
    /// The notes that are referred to, in order: `footnotes` or `endnotes`, and the id.
    private(set) var notes: [(kind: String, id: String)] = []
    private let styles: WordStyles
    private let relations: Relations
    private var paragraph = Paragraph()
    private var rowDepth = 0
    // How deep inside something that is no text (deleted, an alternative, a code of a field).
    private var skipped = 0
    private var fields: [Field] = []
    private var links = OpenLinks()
    private var chunks: WordChunks?
    private var isInRunText = false
    // Text that is formatted as hidden: properties that stand first in a run are of the run, others of the paragraph's mark.
    private var isHidden = false
    private var isInRunProperties = false
    private var before = ""

    private struct Paragraph {
        var style: String?
        var numbering: (id: String?, level: Int?) = (nil, nil)
        var outline: Int?
    }

    // A field: its code, then its result (17.16.18).
    private struct Field {
        var code = ""
        var isResult = false
        var isLink = false
    }

    /// Takes what the document knows of itself, and where documents inside it are read, if they are.
    init(styles: WordStyles, relations: Relations, chunks: WordChunks? = nil) {
        self.styles = styles
        self.relations = relations
        self.chunks = chunks
    }

    /// Whether a part ended in the middle.
    private(set) var isCut = false

    /// The documents inside that are not read.
    var unread: [String] { chunks?.unread ?? [] }

    /// Walks a part.
    mutating func walk(_ bytes: [UInt8]) {
        var tokens = XMLTokens(bytes, prefixes: WordWalk.prefixes)
        while let token = tokens.next() { take(token) }
        if tokens.isCut { isCut = true }
        endParagraph()
    }

    /// Adds notes at the end, in the order in which they are referred to, out of the part that holds those of a kind.
    mutating func append(_ kind: String, from part: [UInt8], relations: Relations) {
        var wanted: Set<String> = []
        let ids = notes.filter { $0.kind == kind && wanted.insert($0.id).inserted }.map(\.id)
        let found = WordNotes(wanted, in: part, styles: styles, relations: relations).documents
        for id in ids { if let note = found[id] { builder.append(note) } }
    }

    /// What was walked, as a document of its own.
    var document: Document {
        Document(mediaType: "", blocks: builder.blocks, links: builder.links, text: builder.text)
    }

    /// Takes the next token of a part.
    mutating func take(_ token: XMLTokens.Token) {
        switch token {
        case .start(let name, let attributes):
            if skipped > 0 || WordWalk.isLeftOut(name) { skipped += 1 } else { start(name, attributes) }
            before = name
        case .end(let name): if skipped > 0 { skipped -= 1 } else { end(name) }
        case .text(let text): if skipped == 0 { textRun(text) }
        }
    }

    /// Ends the block that is open.
    mutating func finish() { endParagraph() }

    private static func isLeftOut(_ name: String) -> Bool {
        switch name {
        case "w:del", "w:moveFrom", "mc:Fallback", "w:sectPr", "w:pPrChange", "w:rPrChange", "w:tblPrChange",
            "w:annotationRef", "w:commentReference", "w:tblGrid":
            true
        default: false
        }
    }

    private mutating func textRun(_ text: String) {
        guard isInRunText else { return }
        if isInCode { fields[fields.count - 1].code += text } else { say(text) }
    }

    private mutating func say(_ text: String) {
        if !isHidden, !isInCode { builder.append(text) }
    }

    private var isInCode: Bool { fields.last.map { !$0.isResult } ?? false }

    private mutating func start(_ name: String, _ attributes: [String: String]) {
        let value = attributes["w:val"]
        switch name {
        case "w:p":
            // A paragraph inside a paragraph stands in a text box.
            endParagraph()
            paragraph = Paragraph()
        case "w:pStyle": paragraph.style = value
        case "w:numId": paragraph.numbering.id = value
        case "w:ilvl": paragraph.numbering.level = value.flatMap { Int($0) }
        case "w:outlineLvl": paragraph.outline = value.flatMap { Int($0) }
        case "w:t", "w:instrText", "m:t": isInRunText = true
        case "w:r": isHidden = false
        case "w:rPr": isInRunProperties = before == "w:r"
        case "w:vanish": if isInRunProperties, !["0", "false", "off"].contains(value) { isHidden = true }
        case "w:tab", "w:ptab": say(" ")
        case "w:br", "w:cr": lineBreak(attributes["w:type"])
        case "w:noBreakHyphen": say("\u{2011}")
        case "w:sym": say(WordWalk.symbol(attributes["w:char"]))
        case "w:tr": beginRow()
        case "w:hyperlink": links.open(attributes["r:id"].flatMap { relations.targets[$0] } ?? "", in: &builder)
        case "w:fldChar": field(attributes["w:fldCharType"])
        case "w:fldSimple": links.open(WordWalk.address(in: attributes["w:instr"] ?? "") ?? "", in: &builder)
        case "w:footnoteReference": refer("footnotes", attributes["w:id"])
        case "w:endnoteReference": refer("endnotes", attributes["w:id"])
        case "w:altChunk": appendChunk(attributes["r:id"])
        case "wp:docPr":
            if let words = attributes["descr"], !words.trimmed.isEmpty { say(" \(words) ") }
        default: break
        }
    }

    private mutating func end(_ name: String) {
        switch name {
        case "w:t", "w:instrText", "m:t": isInRunText = false
        case "w:rPr": isInRunProperties = false
        case "w:r": isHidden = false
        case "w:p": endParagraph()
        case "w:tc": if rowDepth == 1 { builder.endCell() }
        case "w:tr": endRow()
        case "w:hyperlink", "w:fldSimple": links.close(in: &builder)
        default: break
        }
    }

    private mutating func refer(_ kind: String, _ id: String?) {
        if let id, !isHidden { notes.append((kind, id)) }
    }

    private mutating func appendChunk(_ id: String?) {
        guard let path = id.flatMap({ relations.targets[$0] }), let document = chunks?.document(at: path) else {
            return
        }
        if rowDepth == 0 {
            endParagraph()
            builder.append(document)
        } else {
            builder.append(document.text.string)
        }
    }

    private mutating func endParagraph() {
        // A cell is one line, whatever stands in it.
        guard rowDepth == 0 else { return builder.append(" ") }
        let kind = styles.kind(style: paragraph.style, numbering: paragraph.numbering, outline: paragraph.outline)
        if let level = kind.heading {
            builder.endBlock(.heading(level: min(level, 6)))
        } else if let depth = kind.list {
            builder.endBlock(.listItem(depth: depth))
        } else {
            builder.endBlock(.paragraph)
        }
    }

    private mutating func beginRow() {
        if rowDepth == 0 { endParagraph() }
        rowDepth += 1
    }

    private mutating func endRow() {
        rowDepth = max(0, rowDepth - 1)
        if rowDepth == 0 { builder.endBlock(.tableRow) }
    }

    private mutating func lineBreak(_ type: String?) {
        guard !isHidden, type == nil || type == "textWrapping" else { return }
        let kind = styles.kind(style: paragraph.style, numbering: paragraph.numbering, outline: paragraph.outline)
        if rowDepth == 0, kind.heading == nil, kind.list == nil {
            builder.endBlock(.paragraph)
        } else {
            builder.append(" ")
        }
    }

    private mutating func field(_ type: String?) {
        switch type {
        case "begin": fields.append(Field())
        case "separate":
            guard let last = fields.indices.last else { return }
            fields[last].isResult = true
            if let address = WordWalk.address(in: fields[last].code) {
                fields[last].isLink = true
                links.open(address, in: &builder)
            }
        case "end": if let field = fields.popLast(), field.isLink { links.close(in: &builder) }
        default: break
        }
    }

    // HYPERLINK "address" \o "tip" (17.16.5.25); \l names a place in the document itself.
    private static func address(in code: String) -> String? {
        let parts = code.trimmed.split(separator: "\"", omittingEmptySubsequences: false)
        guard let word = parts.first, word.trimmingSpaces == "HYPERLINK", parts.count > 1 else { return nil }
        return String(parts[1])
    }

    // Symbol fonts put their signs where Unicode has a private area; the common ones have a meaning in it.
    private static func symbol(_ code: String?) -> String {
        guard let code, let number = UInt32(code, radix: 16) else { return "" }
        switch number & 0xFF {
        case 0xB7 where number >= 0xF000, 0xA7 where number >= 0xF000: return "•"
        case 0xFC where number >= 0xF000: return "✓"
        case 0xFB where number >= 0xF000: return "✗"
        default: return number < 0xE000 ? Unicode.Scalar(number).map { String(Character($0)) } ?? "" : "•"
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String { String(self).trimmed }
}
