/// Runs the content of a page and notes what text it shows, and where (ISO 32000-1, 8 and 9). Nothing is painted.
struct PDFContent {
    private(set) var spans: [PDFSpan] = []
    /// Whether a picture is shown.
    private(set) var showsPicture = false
    private let file: PDFFile
    private let turned: PDFMatrix
    private var fonts: [String: PDFFont] = [:]
    private var state = State()
    private var saved: [State] = []
    private var text = PDFMatrix()
    private var line = PDFMatrix()
    private var marks: [Mark] = []
    private var operations = 0
    // Whether the place was set anew since the last glyph: what was placed by itself may be a cell.
    private var isPlaced = false

    private struct State {
        var matrix = PDFMatrix()
        var font: PDFFont?
        var size = 0.0
        var characterSpacing = 0.0
        var wordSpacing = 0.0
        var scaling = 1.0
        var leading = 0.0
        var rise = 0.0
    }

    // One BMC or BDC that is open.
    private struct Mark {
        var id: Int?
        var isArtifact: Bool
        /// What the text inside really is, where its glyphs do not say so (14.9.4).
        var actualText: String?
        /// Whether this or an outer mark says what the text really is.
        var isReplaced: Bool
    }

    // A page that needs more is a trap; a form inside a form inside a form too.
    private static let mostOperations = 5_000_000
    private static let deepestForm = 12
    // To begin one is as much work as this many operators.
    private static let operationsOfForm = 20

    init(file: PDFFile, turned: PDFMatrix) {
        self.file = file
        self.turned = turned
        state.matrix = turned
    }

    /// Runs content with the resources it names.
    mutating func run(_ content: [UInt8], resources: [String: PDFObject], depth: Int = 0) {
        var lexer = PDFLexer(content)
        var operands: [PDFObject] = []
        let outerFonts = fonts
        fonts = [:]
        defer { fonts = outerFonts }
        while let value = lexer.next() {
            guard case .keyword(let name) = value else {
                if operands.count < 64 { operands.append(value) }
                continue
            }
            operations += 1
            guard operations < PDFContent.mostOperations else { return file.noteOverBudget() }
            if name == "BI" {
                PDFContent.skipInlinePicture(&lexer)
                showsPicture = true
            } else if name == "Do" {
                paint(operands.first?.name, resources, depth)
            } else {
                perform(name, operands, resources)
            }
            operands.removeAll(keepingCapacity: true)
        }
    }

    // BI … ID bytes EI: the end is the first EI between blanks.
    private static func skipInlinePicture(_ lexer: inout PDFLexer) {
        var place = lexer.place
        while let found = PDFFile.firstIndex(of: "EI", in: lexer.bytes, from: place) {
            place = found + 2
            let before = found > 0 ? PDFLexer.isBlank(lexer.bytes[found - 1]) : false
            let after = place >= lexer.bytes.count || PDFLexer.isBlank(lexer.bytes[place])
            if before, after {
                lexer.place = place
                return
            }
        }
        lexer.place = lexer.bytes.count
    }

    private mutating func paint(_ name: String?, _ resources: [String: PDFObject], _ depth: Int) {
        guard let name, let objects = file.resolve(resources["XObject"]).dictionary else { return }
        let object = file.resolve(objects[name])
        guard let dictionary = object.dictionary else { return }
        if file.resolve(dictionary["Subtype"]).name == "Image" { showsPicture = true }
        if file.resolve(dictionary["Subtype"]).name == "Form" { paint(form: object, dictionary, resources, depth) }
    }

    private mutating func paint(
        form: PDFObject, _ dictionary: [String: PDFObject], _ resources: [String: PDFObject], _ depth: Int
    ) {
        operations += PDFContent.operationsOfForm
        guard depth < PDFContent.deepestForm, let content = file.contents(of: form) else { return }
        let outer = (state, text, line, saved.count, marks.count)
        if let matrix = PDFMatrix(file.numbers(dictionary["Matrix"])) { state.matrix = matrix.then(state.matrix) }
        let own = file.resolve(dictionary["Resources"]).dictionary
        run(content, resources: own ?? resources, depth: depth + 1)
        (state, text, line) = (outer.0, outer.1, outer.2)
        saved.removeLast(max(0, saved.count - outer.3))
        marks.removeLast(max(0, marks.count - outer.4))
    }

    /// Shows what an annotation looks like, at its place on the page (12.5.5).
    mutating func show(_ appearance: PDFAppearance) {
        guard let dictionary = appearance.form.dictionary else { return }
        (state, saved) = (State(), [])
        state.matrix = appearance.matrix.then(turned)
        marks = [Mark(id: appearance.mark, isArtifact: false, actualText: nil, isReplaced: false)]
        paint(form: appearance.form, dictionary, [:], 0)
    }

    private mutating func perform(_ name: String, _ operands: [PDFObject], _ resources: [String: PDFObject]) {
        func number(_ index: Int) -> Double { index < operands.count ? operands[index].number ?? 0 : 0 }
        switch name {
        case "q": if saved.count < 500 { saved.append(state) }
        case "Q": if let last = saved.popLast() { state = last }
        case "cm":
            if let matrix = PDFMatrix(operands.map { $0.number ?? 0 }) { state.matrix = matrix.then(state.matrix) }
        case "BT": (text, line, isPlaced) = (PDFMatrix(), PDFMatrix(), true)
        case "Tf":
            state.size = number(1)
            if let font = operands.first?.name { state.font = self.font(font, resources) }
        case "gs": graphicsState(operands.first?.name, resources)
        case "Tc": state.characterSpacing = number(0)
        case "Tw": state.wordSpacing = number(0)
        case "Tz": state.scaling = number(0) / 100
        case "TL": state.leading = number(0)
        case "Ts": state.rise = number(0)
        case "Td": move(number(0), number(1))
        case "TD":
            state.leading = -number(1)
            move(number(0), number(1))
        case "Tm":
            if let matrix = PDFMatrix(operands.map { $0.number ?? 0 }) {
                (text, line, isPlaced) = (matrix, matrix, true)
            }
        case "T*": move(0, -state.leading)
        case "Tj": if let bytes = operands.first?.string { show(bytes) }
        case "'":
            move(0, -state.leading)
            if let bytes = operands.first?.string { show(bytes) }
        case "\"":
            (state.wordSpacing, state.characterSpacing) = (number(0), number(1))
            move(0, -state.leading)
            if operands.count > 2, let bytes = operands[2].string { show(bytes) }
        case "TJ": showAdjusted(operands.first?.array ?? [])
        case "BMC", "BDC": beginMark(operands, resources)
        case "EMC": endMark()
        default: break
        }
    }

    private mutating func move(_ x: Double, _ y: Double) {
        line = PDFMatrix(1, 0, 0, 1, x, y).then(line)
        (text, isPlaced) = (line, true)
    }

    private mutating func font(_ name: String, _ resources: [String: PDFObject]) -> PDFFont? {
        if let known = fonts[name] { return known }
        guard let all = file.resolve(resources["Font"]).dictionary else { return nil }
        let font = file.font(all[name])
        fonts[name] = font
        return font
    }

    private mutating func graphicsState(_ name: String?, _ resources: [String: PDFObject]) {
        guard let name, let all = file.resolve(resources["ExtGState"]).dictionary,
            let list = file.resolve(file.resolve(all[name]).dictionary?["Font"]).array, list.count == 2
        else { return }
        state.font = file.font(list[0])
        state.size = file.resolve(list[1]).number ?? state.size
    }

    // MARK: marked content

    private mutating func beginMark(_ operands: [PDFObject], _ resources: [String: PDFObject]) {
        guard marks.count < 500 else { return }
        let tag = operands.first?.name ?? ""
        var properties = operands.count > 1 ? operands[1].dictionary : nil
        if properties == nil, operands.count > 1, let name = operands[1].name {
            properties = file.resolve(file.resolve(resources["Properties"]).dictionary?[name]).dictionary
        }
        let outer = marks.last
        let actual = properties.flatMap { file.resolve($0["ActualText"]).string }.map(PDFTextString.decoded)
        marks.append(
            Mark(
                id: properties.flatMap { file.resolve($0["MCID"]).int } ?? outer?.id,
                isArtifact: tag == "Artifact" || outer?.isArtifact == true, actualText: actual,
                isReplaced: actual != nil || outer?.isReplaced == true))
    }

    private mutating func endMark() {
        guard let mark = marks.popLast(), let text = mark.actualText, !text.isEmpty, marks.last?.isReplaced != true
        else { return }
        // Where nothing was shown inside, the place is where the text stands now.
        let matrix = self.text.then(state.matrix)
        append(text, from: matrix, width: 0, size: max(1, effectiveSize(matrix)), mark: mark, isNew: true)
    }

    private func effectiveSize(_ matrix: PDFMatrix) -> Double {
        abs(state.size) * (state.font?.em ?? 1) * (matrix.c * matrix.c + matrix.d * matrix.d).squareRoot()
    }

    // MARK: showing text

    private mutating func showAdjusted(_ values: [PDFObject]) {
        for value in values {
            if let bytes = value.string {
                show(bytes)
            } else if let adjustment = value.number {
                advance(-adjustment / 1000 * state.size * state.scaling)
            }
        }
    }

    private mutating func advance(_ distance: Double) {
        text = PDFMatrix(1, 0, 0, 1, distance, 0).then(text)
    }

    private mutating func show(_ bytes: [UInt8]) {
        guard let font = state.font else { return }
        let mark = marks.last ?? Mark(id: nil, isArtifact: false, actualText: nil, isReplaced: false)
        var matrix = PDFMatrix(1, 0, 0, 1, 0, state.rise).then(text).then(state.matrix)
        let size = effectiveSize(matrix)
        // The page's own unit for a step along the line.
        let unit = (matrix.a * matrix.a + matrix.b * matrix.b).squareRoot()
        var distance = 0.0
        for glyph in font.glyphs(bytes) {
            // Letters that are set apart are still one word.
            let width = glyph.width * state.size * state.scaling + state.characterSpacing * state.scaling
            if !mark.isReplaced {
                append(
                    glyph.text ?? "\u{FFFD}", from: matrix, width: width * unit, size: size, mark: mark,
                    isUnknown: glyph.text == nil)
            }
            let step = width + (glyph.isSpace ? state.wordSpacing * state.scaling : 0)
            distance += step
            matrix.e += step * matrix.a
            matrix.f += step * matrix.b
        }
        advance(distance)
    }

    // Adds to the last span where the text goes on there; a small gap is a space between words.
    private mutating func append(
        _ text: String, from matrix: PDFMatrix, width: Double, size: Double, mark: Mark, isUnknown: Bool = false,
        isNew: Bool = false
    ) {
        guard size.isFinite, matrix.e.isFinite, matrix.f.isFinite, size > 0.01 else { return }
        // Text that runs upwards or downwards is taken by its own direction: its line is a column of the page.
        let isTurned = abs(matrix.b) > abs(matrix.a)
        let (x, y) =
            isTurned ? (matrix.b > 0 ? matrix.f : -matrix.f, matrix.b > 0 ? -matrix.e : matrix.e) : (matrix.e, matrix.f)
        let isBold = state.font?.isBold ?? false
        defer { isPlaced = false }
        if !isNew, let last = spans.indices.last, goesOn(last, mark, isBold, size, x, y) {
            // In place: a copy of the text for each of its letters would be quadratic.
            let isGap = x - spans[last].end > size * 0.16 && spans[last].text.utf8.last != 0x20 && text != " "
            spans[last].text += isGap ? " " + text : text
            spans[last].end = max(spans[last].end, x + width)
            spans[last].unknown += isUnknown ? 1 : 0
            return
        }
        spans.append(
            PDFSpan(
                text: text, start: x, end: x + width, baseline: y, size: size, isBold: isBold, marked: mark.id,
                isArtifact: mark.isArtifact, unknown: isUnknown ? 1 : 0))
    }

    private func goesOn(
        _ last: Int, _ mark: Mark, _ isBold: Bool, _ size: Double, _ x: Double, _ y: Double
    ) -> Bool {
        let gap = x - spans[last].end
        return spans[last].marked == mark.id && spans[last].isArtifact == mark.isArtifact
            && spans[last].isBold == isBold && abs(spans[last].size - size) < 0.1
            && abs(spans[last].baseline - y) < size * 0.1 && gap > -size * 0.4 && gap < size * (isPlaced ? 0.35 : 0.7)
    }
}
