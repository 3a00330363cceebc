import Model

/// What the styles of an OpenDocument say that matters for reading: outline levels, lists that show no mark, the language.
struct OpenDocumentStyles {
    private var outlines: [String: Int] = [:]
    private var parents: [String: String] = [:]
    private(set) var language: String?

    init(_ parts: [[UInt8]]) {
        for part in parts {
            var tokens = XMLTokens(part, prefixes: OpenDocumentWalk.prefixes)
            while let token = tokens.next() {
                guard case .start(let name, let attributes) = token else { continue }
                if name == "style:style", let style = attributes["style:name"] {
                    outlines[style] = attributes["style:default-outline-level"].flatMap { Int($0) }
                    parents[style] = attributes["style:parent-style-name"]
                }
                if language == nil, let code = attributes["fo:language"], code != "none", code != "zxx" {
                    let country = attributes["fo:country"].flatMap { $0 == "none" || $0.isEmpty ? nil : $0 }
                    language = code + (country.map { "-" + $0 } ?? "")
                }
            }
        }
    }

    /// The level of the heading that a paragraph of a style is; titles are of the first.
    func outline(of style: String?) -> Int? {
        var next = style
        for _ in 0..<20 {
            guard let name = next else { return nil }
            if name == "Title" { return 1 }
            if let level = outlines[name], level > 0 { return level }
            next = parents[name]
        }
        return nil
    }
}

/// One walk over the text of an OpenDocument: paragraphs, headings, lists and tables in the order of reading.
struct OpenDocumentWalk {
    static let prefixes = [
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
        "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
        "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
        "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
        "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
        "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
        "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
        "http://www.w3.org/1999/xlink": "xlink",
    ]

    private(set) var builder = CanonicalTextBuilder()
    private let styles: OpenDocumentStyles
    private var links = OpenLinks()
    private var kinds: [Block.Kind] = []
    private var listDepth = 0
    private var isItemNew = false
    private var rowDepth = 0
    private var skipped = 0
    private var isInside = false
    private var isDescription = false
    // Footnotes are read after the text, not in the middle of their sentence.
    private var notes: [[XMLTokens.Token]] = []
    private var noteDepth = 0

    /// Whether a part ended in the middle.
    private(set) var isCut = false

    init(styles: OpenDocumentStyles) { self.styles = styles }

    /// Walks what stands inside the elements of a name.
    mutating func walk(_ bytes: [UInt8], inside container: String) {
        var tokens = XMLTokens(bytes, prefixes: OpenDocumentWalk.prefixes)
        while let token = tokens.next() {
            if case .start(container, _) = token { isInside = true }
            if token == .end(container) { isInside = false }
            if isInside { take(token) }
        }
        if tokens.isCut { isCut = true }
        finish()
        let notes = notes
        self.notes = []
        for note in notes {
            for token in note { take(token) }
            finish()
        }
    }

    // A document that is cut off leaves things open.
    private mutating func finish() {
        builder.endBlock(rowDepth > 0 ? .tableRow : kinds.last ?? .paragraph)
        (kinds, listDepth, rowDepth, skipped, noteDepth) = ([], 0, 0, 0, 0)
        (isItemNew, isDescription, isInside) = (false, false, false)
    }

    private mutating func take(_ token: XMLTokens.Token) {
        if noteDepth > 0 { return takeNote(token) }
        switch token {
        case .start(let name, let attributes):
            if skipped > 0 || OpenDocumentWalk.isLeftOut(name) { skipped += 1 } else { start(name, attributes) }
        case .end(let name): if skipped > 0 { skipped -= 1 } else { end(name) }
        case .text(let text): if skipped == 0, !kinds.isEmpty || isDescription { builder.append(text) }
        }
    }

    private mutating func takeNote(_ token: XMLTokens.Token) {
        switch token {
        case .start: noteDepth += 1
        case .end: noteDepth -= 1
        case .text: break
        }
        if noteDepth > 0 { notes[notes.count - 1].append(token) }
    }

    private static func isLeftOut(_ name: String) -> Bool {
        switch name {
        case "text:tracked-changes", "office:annotation", "office:annotation-end", "text:note-citation", "office:forms",
            "text:sequence-decls", "text:variable-decls", "office:event-listeners", "table:table-header-columns",
            "office:binary-data":
            true
        default: false
        }
    }

    private mutating func start(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "text:h":
            begin(.heading(level: min(6, max(1, attributes["text:outline-level"].flatMap { Int($0) } ?? 1))))
        case "text:p":
            if let level = styles.outline(of: attributes["text:style-name"]), listDepth == 0 {
                begin(.heading(level: min(6, level)))
            } else if listDepth > 0, isItemNew {
                isItemNew = false
                begin(.listItem(depth: listDepth))
            } else {
                begin(.paragraph)
            }
        case "text:list": listDepth += 1
        case "text:list-item": isItemNew = true
        case "text:s": builder.append(" ")
        case "text:tab": builder.append(" ")
        case "text:line-break":
            if kinds.last == .paragraph, rowDepth == 0 { builder.endBlock(.paragraph) } else { builder.append(" ") }
        case "text:a": links.open(attributes["xlink:href"] ?? "", in: &builder)
        case "text:note":
            noteDepth = 1
            notes.append([])
        case "table:table-row":
            if rowDepth == 0 { endLine() }
            rowDepth += 1
        case "svg:title", "svg:desc": isDescription = true
        default: break
        }
    }

    private mutating func end(_ name: String) {
        switch name {
        case "text:h", "text:p": endParagraph()
        case "text:list": listDepth = max(0, listDepth - 1)
        case "text:a": links.close(in: &builder)
        case "table:table-cell": if rowDepth == 1 { builder.endCell() }
        case "table:table-row":
            rowDepth = max(0, rowDepth - 1)
            if rowDepth == 0 { builder.endBlock(.tableRow) }
        case "svg:title", "svg:desc":
            isDescription = false
            builder.append(" ")
        default: break
        }
    }

    // A paragraph inside a paragraph stands in a frame.
    private mutating func begin(_ kind: Block.Kind) {
        endLine()
        kinds.append(kind)
    }

    private mutating func endLine() {
        guard rowDepth == 0 else { return builder.append(" ") }
        builder.endBlock(kinds.last ?? .paragraph)
    }

    private mutating func endParagraph() {
        endLine()
        _ = kinds.popLast()
    }
}
