import Model

/// PDF, read by ourselves: objects, fonts and positions to blocks in reading order. A tagged document says what is a heading,
/// a list and a table; an untagged one shows it by fonts and places.
enum PDFReader {
    static func recognises(_ bytes: [UInt8]) -> Bool {
        PDFFile.firstIndex(of: "%PDF-", in: Array(bytes.prefix(1024)), from: 0) != nil
    }

    static func read(_ bytes: [UInt8], members: inout MemberSink) throws(Refusal) -> Document {
        let file = try PDFFile(bytes)
        let pages = PDFPage.all(of: file)
        let letters = pages.reduce(0) { $0 + PDFReader.letters($1.spans) }
        guard letters > 0 else { throw withoutText(file, pages) }
        var furniture: [String] = []
        let elements = elements(file, pages, letters, &furniture)
        var document = document(elements, pages)
        document.furniture = furniture
        describe(&document, file)
        warn(&document, file, pages, letters)
        try PDFEmbeddedFiles.give(file, to: &members)
        return document
    }

    private static func letters(_ spans: [PDFSpan]) -> Int {
        spans.reduce(0) { $0 + ($1.isArtifact ? 0 : $1.text.utf8.count { $0 > 0x20 }) }
    }

    private static func withoutText(_ file: PDFFile, _ pages: [PDFPage]) -> Refusal {
        if file.isOverBudget {
            return Refusal(
                .tooLarge, "the PDF asks for more than is read of one, and there is no text in what was read",
                remedy: "Open it, print it to a new PDF and drop that in.")
        }
        if file.isTruncated {
            return Refusal(
                .truncated, "the PDF ends early, and there is no text in what is left",
                remedy: "Save or download it again; the copy is damaged.")
        }
        let count = pages.count == 1 ? "the only page" : "all \(pages.count) pages"
        guard pages.contains(where: \.showsPicture) else {
            return Refusal(
                .empty, "there is no text on \(count) of the PDF",
                remedy: "Open it to see whether the copy is complete and save it again.")
        }
        return Refusal(
            .noTextLayer, "there are only pictures, without a text layer, on \(count) of the PDF",
            remedy: "Run `ocrmypdf IN.pdf OUT.pdf` and drop OUT.pdf, or ask the publisher for a PDF with text.")
    }

    // The structure where it covers the text; else, and where it leaves out much, the layout.
    private static func elements(
        _ file: PDFFile, _ pages: [PDFPage], _ letters: Int, _ furniture: inout [String]
    ) -> [PDFStructure.Element] {
        if let structure = PDFStructure(file, pages), structure.letters * 10 >= letters * 7 {
            for page in pages {
                let text = page.spans.filter(\.isArtifact).map(\.text).joined(separator: " ").trimmed
                if !text.isEmpty, !furniture.contains(text), furniture.count < 200 { furniture.append(text) }
            }
            return PDFElements.settled(structure.elements)
        }
        let layout = PDFLayout(pages)
        furniture = layout.furniture
        return layout.elements
    }

    private static func document(_ elements: [PDFStructure.Element], _ pages: [PDFPage]) -> Document {
        let joining = PDFJoining(pages)
        var builder = CanonicalTextBuilder()
        for element in elements {
            builder.page = element.cells.lazy.compactMap { $0.first?.page.number }.first ?? builder.page
            for (index, cell) in element.cells.enumerated() {
                if index > 0 { builder.endCell() }
                for piece in joining.joined(cell) {
                    if let address = piece.address { builder.openLink(address) }
                    builder.append(piece.text)
                    if piece.address != nil { builder.closeLink() }
                }
            }
            for words in element.alternative { builder.append(" \(words) ") }
            builder.endBlock(element.kind)
        }
        return Document(
            mediaType: "application/pdf", blocks: builder.blocks, links: builder.links, text: builder.text)
    }

    private static func describe(_ document: inout Document, _ file: PDFFile) {
        let info = file.resolve(file.trailer["Info"]).dictionary ?? [:]
        let title = file.resolve(info["Title"]).string.map { PDFTextString.decoded($0).trimmed }
        // What programs write there by themselves is no title.
        if let title, !title.isEmpty, !title.hasPrefix("Microsoft Word - ") { document.title = title }
        let language = file.resolve(file.catalogue["Lang"]).string.map { PDFTextString.decoded($0).trimmed }
        if let language, !language.isEmpty, language.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            document.language = language
        }
    }

    private static func warn(_ document: inout Document, _ file: PDFFile, _ pages: [PDFPage], _ letters: Int) {
        func warn(_ code: String, _ message: String) {
            document.outcome = .partial
            document.warnings.append(Warning(code: code, message: message))
        }
        let unknown = pages.reduce(0) { $0 + $1.spans.reduce(0) { $0 + $1.unknown } }
        if unknown * 20 > letters {
            warn("unknown-glyphs", "\(unknown) letters of the PDF have no text: its fonts do not say what they mean")
        }
        let pictures = pages.filter { $0.showsPicture && PDFReader.letters($0.spans) < 20 }.map { "\($0.number)" }
        if pictures.count * 2 > pages.count {
            warn(
                "pages-without-text",
                "pages \(pictures.prefix(10).joined(separator: ", ")) are pictures without a text layer")
        }
        if file.isTruncated { warn("truncated", "the PDF ends early: what is missing cannot be read") }
        if file.isOverBudget {
            warn("too-large", "the PDF asks for more than is read of one: the text is that of its beginning")
        }
    }
}

/// The files that a PDF carries (ISO 32000-1, 7.11.4): in its name tree, and attached to its pages.
enum PDFEmbeddedFiles {
    static func give(_ file: PDFFile, to members: inout MemberSink) throws(Refusal) {
        guard members.limits.depth > 0 else { return }
        var waiting = [file.resolve(file.catalogue["Names"]).dictionary?["EmbeddedFiles"] ?? .null]
        var visited = PDFVisited()
        while let object = waiting.popLast() {
            guard visited.isNew(object), let node = file.resolve(object).dictionary else { continue }
            if visited.isNew(node["Kids"]) { waiting += file.resolve(node["Kids"]).array ?? [] }
            let pairs = file.resolve(node["Names"]).array ?? []
            for index in stride(from: 1, to: pairs.count, by: 2) {
                guard let rules = file.resolve(pairs[index]).dictionary,
                    let streams = file.resolve(rules["EF"]).dictionary,
                    let bytes = file.contents(of: file.resolve(streams["F"] ?? streams["UF"]))
                else { continue }
                let name = file.resolve(rules["UF"] ?? rules["F"]).string.map(PDFTextString.decoded) ?? "embedded file"
                try members.add(Member(path: name, bytes: bytes))
            }
        }
    }
}
