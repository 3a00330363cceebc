/// One section of the cross-reference: a table with its trailer (7.5.4), or a stream that is both (7.5.8).
struct PDFCrossReference {
    private(set) var entries: [Int: PDFFile.Entry] = [:]
    private(set) var trailer: [String: PDFObject] = [:]

    init?(at offset: Int, in file: PDFFile) {
        guard offset >= 0, offset < file.bytes.count else { return nil }
        var lexer = PDFLexer(file.bytes, at: offset)
        if lexer.next() == .keyword("xref") {
            guard readTable(&lexer) else { return nil }
        } else {
            guard let object = file.object(at: offset), readStream(object.value, file) else { return nil }
        }
    }

    private mutating func readTable(_ lexer: inout PDFLexer) -> Bool {
        while let value = lexer.next() {
            if value == .keyword("trailer") {
                trailer = lexer.next()?.dictionary ?? [:]
                return !trailer.isEmpty
            }
            guard let first = value.int, let count = lexer.next()?.int, count >= 0, count < 10_000_000 else {
                return false
            }
            for number in 0..<count {
                guard let offset = lexer.next()?.int, lexer.next()?.int != nil, let kind = lexer.next() else {
                    return false
                }
                if kind == .keyword("n"), offset > 0 { entries[first + number] = .offset(offset) }
            }
        }
        return false
    }

    private mutating func readStream(_ object: PDFObject, _ file: PDFFile) -> Bool {
        guard case .stream(let dictionary, _) = object, let widths = dictionary["W"]?.array?.map({ $0.int ?? 0 }),
            widths.count >= 3, widths.allSatisfy({ (0...8).contains($0) }), let data = file.contents(of: object)
        else { return false }
        trailer = dictionary
        let size = dictionary["Size"]?.int ?? 0
        let index = dictionary["Index"]?.array?.map { $0.int ?? 0 } ?? [0, size]
        let width = widths[0] + widths[1] + widths[2]
        guard width > 0 else { return false }
        var place = 0
        func field(_ number: Int) -> Int? {
            guard widths[number] > 0 else { return nil }
            defer { place += widths[number] }
            return data[place..<(place + widths[number])].reduce(0) { ($0 & 0xFF_FFFF_FFFF_FFFF) << 8 | Int($1) }
        }
        var section = 0
        while section + 1 < index.count {
            for number in 0..<max(0, index[section + 1]) {
                guard place + width <= data.count else { return true }
                let kind = field(0) ?? 1
                let second = field(1) ?? 0
                // The place in an object stream: its objects are found by their numbers.
                _ = field(2)
                let (id, overflow) = index[section].addingReportingOverflow(number)
                guard !overflow else { return true }
                if kind == 1 { entries[id] = .offset(second) }
                if kind == 2 { entries[id] = .packed(second) }
            }
            section += 2
        }
        return true
    }
}
