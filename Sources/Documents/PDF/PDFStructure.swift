import Model

/// The structure of a tagged PDF (ISO 32000-1, 14.7 and 14.8): its elements in the order of reading, with the text that the
/// pages mark as theirs.
struct PDFStructure {
    /// A block as the structure names it.
    struct Element {
        var kind: Block.Kind
        /// The cells of a row; any other block has one.
        var cells: [[(span: PDFSpan, page: PDFPage)]] = [[]]
        /// What the author wrote for those who do not see a picture.
        var alternative: [String] = []

        var isEmpty: Bool { cells.allSatisfy(\.isEmpty) && alternative.isEmpty }
        var letters: Int { cells.joined().reduce(0) { $0 + $1.span.text.utf8.count } }
    }

    // A row whose end has not come: where its blocks begin, and where those of each cell do.
    private struct Row {
        var start: Int
        var cells: [Int] = []
    }

    private(set) var elements: [Element] = []
    /// Letters that the structure gives.
    private(set) var letters = 0
    private let file: PDFFile
    private let roles: [String: PDFObject]
    private let pagesByObject: [Int: PDFPage]
    private var marked: [Int: [Int: [PDFSpan]]] = [:]
    private var used: Set<Int> = []

    private struct Context {
        var kind: Block.Kind = .paragraph
        var listDepth = 0
        var sectionDepth = 0
        var page: PDFPage?
    }

    private enum Step {
        case enter(PDFObject, Context)
        case leave(String, Context)
    }

    init?(_ file: PDFFile, _ pages: [PDFPage]) {
        guard let root = file.resolve(file.catalogue["StructTreeRoot"]).dictionary, root["K"] != nil else { return nil }
        self.file = file
        roles = file.resolve(root["RoleMap"]).dictionary ?? [:]
        pagesByObject = Dictionary(pages.compactMap { page in page.object.map { ($0, page) } }) { first, _ in first }
        for page in pages {
            for span in page.spans where !span.isArtifact {
                if let id = span.marked { marked[page.number, default: [:]][id, default: []].append(span) }
            }
        }
        walk(root["K"] ?? .null)
        endBlock()
        addLeftOut(pages)
    }

    // Fields and notes that the structure does not name stand at the end of their page.
    private mutating func addLeftOut(_ pages: [PDFPage]) {
        var whole: [Element] = []
        var done = 0
        for page in pages {
            let left = page.spans.filter { span in
                span.marked.map { $0 < 0 && marked[page.number]?[$0] != nil } ?? false
            }
            guard !left.isEmpty else { continue }
            let end = elements[done...].firstIndex { ($0.cells.joined().first?.page.number ?? 0) > page.number }
            whole += elements[done..<(end ?? elements.count)]
            done = end ?? elements.count
            for (index, span) in left.enumerated() {
                if index == 0 || left[index - 1].marked != span.marked { whole.append(Element(kind: .paragraph)) }
                whole[whole.count - 1].cells[0].append((span, page))
            }
        }
        elements = whole + elements[done...]
    }

    // Without recursion: the depth is the file's to say.
    private mutating func walk(_ root: PDFObject) {
        var steps: [Step] = [.enter(root, Context())]
        var count = 0
        while let step = steps.popLast(), count < 2_000_000 {
            count += 1
            switch step {
            case .leave(let type, let context): leave(type, context)
            case .enter(let object, let context): enter(object, context, &steps)
            }
        }
    }

    private mutating func enter(_ object: PDFObject, _ context: Context, _ steps: inout [Step]) {
        if case .reference(let number, _) = object, !used.insert(number).inserted { return }
        switch file.resolve(object) {
        case .number(let id): take(Int(id.magnitude < 1e9 ? id : -1), context.page)
        case .array(let kids): steps += kids.reversed().map { .enter($0, context) }
        case .dictionary(let element):
            if let id = file.resolve(element["MCID"]).int, element["S"] == nil {
                take(id, page(of: element) ?? context.page)
            } else if element["S"] == nil, let annotation = element["Obj"]?.referenced {
                take(PDFAppearance.mark(ofObject: annotation), page(of: element) ?? context.page)
            } else if element["S"] != nil {
                var inner = context
                inner.page = page(of: element) ?? context.page
                let type = self.type(file.resolve(element["S"]).name ?? "")
                begin(type, element, &inner, outer: context)
                steps.append(.leave(type, inner))
                if let kids = element["K"] { steps.append(.enter(kids, inner)) }
            }
        default: break
        }
    }

    private func page(of element: [String: PDFObject]) -> PDFPage? {
        guard case .reference(let number, _)? = element["Pg"] else { return nil }
        return pagesByObject[number]
    }

    // A type of the author's own means what the role map says (14.7.3).
    private func type(_ name: String) -> String {
        var name = name
        for _ in 0..<10 {
            guard !PDFStructure.known.contains(name), let next = file.resolve(roles[name]).name else { break }
            name = next
        }
        return name
    }

    private static let known: Set<String> = [
        "Document", "Part", "Art", "Sect", "Div", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl",
        "LBody",
        "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Link", "Figure", "Caption", "TOC", "TOCI",
        "Title",
        "Note", "Reference", "BlockQuote", "Quote", "Formula", "Form", "NonStruct", "Private", "Index", "BibEntry",
        "Code",
        "Annot", "Artifact", "Aside", "FENote", "Em", "Strong", "Sub",
    ]

    private mutating func begin(
        _ type: String, _ element: [String: PDFObject], _ context: inout Context, outer: Context
    ) {
        switch type {
        case "H1", "H2", "H3", "H4", "H5", "H6":
            open(.heading(level: type.utf8.last.map { Int($0) - 48 } ?? 1), &context)
        case "Title": open(.heading(level: 1), &context)
        case "H": open(.heading(level: max(1, min(6, context.sectionDepth))), &context)
        case "Sect", "Part", "Art", "Div":
            if type == "Sect" { context.sectionDepth += 1 }
            endBlock()
        case "L":
            context.listDepth += 1
            endBlock()
        case "LI", "TOCI": open(.listItem(depth: max(1, context.listDepth)), &context)
        case "Lbl": isLabel = outer.kind.isListItem
        case "P", "BlockQuote", "Caption", "Note", "FENote", "Formula", "Code", "Table", "TOC", "Index", "Aside":
            // The paragraph of an item is the item.
            if !(outer.kind.isListItem && isCurrentEmpty) {
                open(outer.kind.isListItem ? .paragraph : .paragraph, &context)
            }
        case "TR":
            endBlock()
            rows.append(Row(start: elements.count))
            (context.kind, context.listDepth) = (.paragraph, 0)
        case "TD", "TH":
            endBlock()
            if let last = rows.indices.last { rows[last].cells.append(elements.count) }
        default: break
        }
        noteAlternative(type, element)
    }

    private var rows: [Row] = []
    private var isLabel = false
    private var isOpen = false

    private var isCurrentEmpty: Bool { isOpen && elements.last.map { $0.cells.allSatisfy(\.isEmpty) } == true }

    private mutating func noteAlternative(_ type: String, _ element: [String: PDFObject]) {
        guard type == "Figure" || type == "Formula", let words = file.resolve(element["Alt"]).string else { return }
        let text = PDFTextString.decoded(words).trimmed
        guard !text.isEmpty else { return }
        if !isOpen { open(.paragraph) }
        elements[elements.count - 1].alternative.append(text)
    }

    private mutating func open(_ kind: Block.Kind, _ context: inout Context) {
        context.kind = kind
        open(kind)
    }

    private mutating func open(_ kind: Block.Kind) {
        endBlock()
        elements.append(Element(kind: kind))
        isOpen = true
    }

    private mutating func endBlock() { isOpen = false }

    private mutating func leave(_ type: String, _ context: Context) {
        switch type {
        case "Lbl": isLabel = false
        case "H1", "H2", "H3", "H4", "H5", "H6", "H", "Title", "P", "LI", "TOCI", "BlockQuote", "Caption", "Note",
            "FENote",
            "L", "Table", "TD", "TH", "Sect", "Part", "Art", "Div", "Formula", "Code", "Aside":
            // What follows the paragraph of an item, in the item, is a paragraph; a label before it is the item's.
            if !(type == "P" && isCurrentEmpty) { endBlock() }
        case "TR":
            endBlock()
            if let row = rows.popLast() { endRow(row) }
        default: break
        }
    }

    // A row is one line with its cells. Tables that only place what they hold (one cell, headings, lists, running text in
    // the cells) are no tables to a reader: their blocks stay as they are.
    private mutating func endRow(_ row: Row) {
        let blocks = elements[row.start...]
        let isPlacing =
            row.cells.count < 2
            || blocks.contains { block in
                if case .heading = block.kind { true } else { block.kind.isListItem || block.kind == .tableRow }
            } || blocks.reduce(0) { $0 + $1.letters } > 1500
        guard !isPlacing else { return }
        var whole = Element(kind: .tableRow, cells: [])
        for (index, start) in row.cells.enumerated() {
            let end = index + 1 < row.cells.count ? row.cells[index + 1] : elements.count
            whole.cells.append(elements[start..<end].flatMap { $0.cells.joined() })
            whole.alternative += elements[start..<end].flatMap(\.alternative)
        }
        elements.removeSubrange(row.start...)
        elements.append(whole)
    }

    private mutating func take(_ id: Int, _ page: PDFPage?) {
        guard let page, let spans = marked[page.number]?.removeValue(forKey: id) else { return }
        letters += spans.reduce(0) { $0 + $1.text.utf8.count }
        // The bullet or the number of an item is shown by the canonical text itself.
        if isLabel, spans.reduce(0, { $0 + $1.text.utf8.count }) <= 12 { return }
        if !isOpen { open(.paragraph) }
        let last = elements.count - 1
        elements[last].cells[elements[last].cells.count - 1] += spans.map { ($0, page) }
    }
}

extension Block.Kind {
    var isListItem: Bool { if case .listItem = self { true } else { false } }
}
