import Model

/// The objects of a PDF file: found by its cross-reference, or by looking for them where that is damaged (ISO 32000-1, 7.5).
final class PDFFile {
    /// Where an object stands.
    enum Entry {
        case offset(Int)
        /// In an object stream: its number, and the place among its objects.
        case packed(Int, Int)
    }

    let bytes: [UInt8]
    private(set) var trailer: [String: PDFObject] = [:]
    /// Whether the cross-reference could not be used as it is.
    private(set) var isRebuilt = false
    private var entries: [Int: Entry] = [:]
    private var known: [Int: PDFObject] = [:]
    private var open: Set<Int> = []
    private var packs: [Int: [Int: PDFObject]] = [:]
    private var decryption: PDFDecryption?
    private var fonts: [Int: PDFFont] = [:]
    /// How many bytes may still come out of streams: a bomb is refused, not held.
    private var budget: Int

    /// Opens a file.
    ///
    /// - Throws: `encrypted` when it needs a password, `truncated` when there are no objects in it.
    init(_ bytes: [UInt8]) throws(Refusal) {
        self.bytes = bytes
        budget = min(1 << 30, max(64 << 20, bytes.count * 200))
        if !readCrossReferences() { rebuild() }
        try openEncrypted()
        if pages == nil, !isRebuilt {
            rebuild()
            try openEncrypted()
        }
        guard pages != nil else {
            throw Refusal(
                .truncated, "the PDF names no pages", remedy: "Save or download it again; the copy is damaged.")
        }
    }

    private func openEncrypted() throws(Refusal) {
        decryption = nil
        guard let encrypt = trailer["Encrypt"], let rules = resolve(encrypt).dictionary else { return }
        guard let opened = PDFDecryption(rules.mapValues { resolve($0) }, id: firstID) else {
            throw Refusal(
                .encrypted, "the PDF can be opened only with a password",
                remedy: "Open it with its password, save an unprotected copy and drop that in.")
        }
        decryption = opened
        (known, packs) = ([:], [:])
    }

    var catalogue: [String: PDFObject] { trailer["Root"].map { resolve($0) }?.dictionary ?? [:] }
    private var pages: [String: PDFObject]? { catalogue["Pages"].flatMap { resolve($0).dictionary } }

    private var firstID: [UInt8] {
        guard let ids = trailer["ID"].map({ resolve($0) })?.array, let first = ids.first else { return [] }
        return resolve(first).string ?? []
    }

    /// Gives what a reference stands for; anything else is itself.
    func resolve(_ object: PDFObject?) -> PDFObject {
        guard let object else { return .null }
        guard case .reference(let number, _) = object else { return object }
        if let found = known[number] { return found }
        // An object that leads to itself stands for nothing.
        guard open.insert(number).inserted, open.count < 200 else { return .null }
        defer { open.remove(number) }
        let found = load(number)
        known[number] = found
        return found
    }

    private func load(_ number: Int) -> PDFObject {
        switch entries[number] {
        case .offset(let offset):
            guard let (found, generation, object) = indirectObject(at: offset) else { return .null }
            guard found == number else { return .null }
            return decryption?.decrypted(object, number, generation, isMetadata: false) ?? object
        case .packed(let stream, let index):
            _ = index
            return pack(stream)[number] ?? .null
        case nil: return .null
        }
    }

    /// Reads `n g obj …` at a place.
    private func indirectObject(at offset: Int) -> (number: Int, generation: Int, PDFObject)? {
        guard offset >= 0, offset < bytes.count else { return nil }
        var lexer = PDFLexer(bytes, at: offset)
        guard let number = lexer.next()?.int, let generation = lexer.next()?.int, lexer.next() == .keyword("obj"),
            let object = lexer.next()
        else { return nil }
        if case .dictionary(let dictionary) = object {
            var after = lexer
            if after.next() == .keyword("stream") {
                var start = after.place
                if start < bytes.count, bytes[start] == 0x0D { start += 1 }
                if start < bytes.count, bytes[start] == 0x0A { start += 1 }
                return (number, generation, .stream(dictionary, start))
            }
        }
        return (number, generation, object)
    }

    // The objects of an object stream, by number (7.5.7).
    private func pack(_ stream: Int) -> [Int: PDFObject] {
        if let found = packs[stream] { return found }
        packs[stream] = [:]
        let object = resolve(.reference(stream, 0))
        guard case .stream(let dictionary, _) = object, let count = resolve(dictionary["N"]).int,
            let first = resolve(dictionary["First"]).int, count >= 0, first >= 0, let data = contents(of: object)
        else { return [:] }
        var head = PDFLexer(data)
        var objects: [Int: PDFObject] = [:]
        for _ in 0..<min(count, data.count / 2) {
            guard let number = head.next()?.int, let offset = head.next()?.int, offset >= 0, offset < data.count else {
                break
            }
            var body = PDFLexer(data, at: first + offset)
            objects[number] = body.next() ?? .null
        }
        packs[stream] = objects
        return objects
    }

    /// Gives the decoded bytes of a stream; what a damaged one still holds. `nil` for what is no stream, or a picture.
    func contents(of object: PDFObject) -> [UInt8]? {
        guard case .stream(let dictionary, let start) = object, start <= bytes.count else { return nil }
        var data = Array(bytes[start..<end(of: dictionary, start)])
        if let decryption, let (number, generation) = identity(at: start),
            resolve(dictionary["Type"]).name != "XRef", !PDFFilters.hasOwnCrypt(dictionary, self)
        {
            data = decryption.decrypted(data, number, generation)
        }
        guard let decoded = PDFFilters.decoded(data, dictionary, self, limit: budget) else { return nil }
        budget -= min(budget, decoded.count)
        return decoded
    }

    // The number of the object whose stream begins at a place: it was kept when the object was read.
    private var streamOwners: [Int: (Int, Int)] = [:]
    private func identity(at start: Int) -> (Int, Int)? {
        if streamOwners.isEmpty {
            for (number, entry) in entries {
                guard case .offset(let offset) = entry, let (_, generation, object) = indirectObject(at: offset),
                    case .stream(_, let place) = object
                else { continue }
                streamOwners[place] = (number, generation)
            }
        }
        return streamOwners[start]
    }

    // The length as stated, if `endstream` follows it; else up to that word (writers often state it wrongly).
    private func end(of dictionary: [String: PDFObject], _ start: Int) -> Int {
        if let length = resolve(dictionary["Length"]).int, length >= 0, length <= bytes.count - start {
            var lexer = PDFLexer(bytes, at: start + length)
            if lexer.next() == .keyword("endstream") { return start + length }
        }
        return PDFFile.firstIndex(of: "endstream", in: bytes, from: start) ?? bytes.count
    }

    static func firstIndex(of word: StaticString, in bytes: [UInt8], from start: Int) -> Int? {
        word.withUTF8Buffer { word in
            var place = start
            while place >= 0, place < bytes.count, let found = bytes[place...].firstIndex(of: word[0]) {
                if bytes[found...].starts(with: word) { return found }
                place = found + 1
            }
            return nil
        }
    }

    /// Gives a font, each read once.
    func font(_ object: PDFObject?) -> PDFFont? {
        if case .reference(let number, _)? = object, let known = fonts[number] { return known }
        guard let dictionary = resolve(object).dictionary else { return nil }
        let font = PDFFont(dictionary, self)
        if case .reference(let number, _)? = object { fonts[number] = font }
        return font
    }

    // MARK: the cross-reference

    private func readCrossReferences() -> Bool {
        let tail = max(0, bytes.count - 2048)
        var place = tail
        var last: Int?
        while let found = PDFFile.firstIndex(of: "startxref", in: bytes, from: place) {
            last = found
            place = found + 9
        }
        guard let last else { return false }
        var lexer = PDFLexer(bytes, at: last + 9)
        guard let first = lexer.next()?.int else { return false }
        var (waiting, seen) = ([first], Set<Int>())
        while let offset = waiting.first {
            waiting.removeFirst()
            guard seen.insert(offset).inserted, seen.count < 1000 else { continue }
            guard let section = PDFCrossReference(at: offset, in: self) else { return false }
            // The newest section comes first: what it says stands.
            for (number, entry) in section.entries where entries[number] == nil { entries[number] = entry }
            trailer.merge(section.trailer) { newer, _ in newer }
            waiting += [section.trailer["XRefStm"]?.int, section.trailer["Prev"]?.int].compactMap { $0 }
        }
        return true
    }

    // Looks for every `n g obj` in the file; the last one of a number stands.
    private func rebuild() {
        isRebuilt = true
        (entries, known, packs, trailer) = ([:], [:], [:], [:])
        var streams: [Int] = []
        var place = 0
        while let found = PDFFile.firstIndex(of: "obj", in: bytes, from: place) {
            place = found + 3
            guard let start = PDFFile.startOfObject(before: found, in: bytes),
                let (number, _, object) = indirectObject(at: start)
            else { continue }
            entries[number] = .offset(start)
            guard let dictionary = object.dictionary else { continue }
            if case .name(let type)? = dictionary["Type"] {
                if type == "ObjStm" { streams.append(number) }
                if type == "Catalog" { trailer["Root"] = .reference(number, 0) }
                if type == "XRef" { trailer.merge(dictionary) { old, _ in old } }
            }
            if case .stream(_, let data) = object { place = max(place, min(end(of: dictionary, data), bytes.count)) }
        }
        for stream in streams {
            for (index, number) in pack(stream).keys.enumerated() where entries[number] == nil {
                entries[number] = .packed(stream, index)
                if pack(stream)[number]?.dictionary?["Type"] == .name("Catalog") {
                    trailer["Root"] = .reference(number, 0)
                }
            }
        }
        place = 0
        while let found = PDFFile.firstIndex(of: "trailer", in: bytes, from: place) {
            place = found + 7
            var lexer = PDFLexer(bytes, at: place)
            if let dictionary = lexer.next()?.dictionary { trailer.merge(dictionary) { _, newer in newer } }
        }
    }

    // Back over `12 0 ` to its first digit.
    private static func startOfObject(before place: Int, in bytes: [UInt8]) -> Int? {
        var index = place - 1
        func skip(_ matches: (UInt8) -> Bool) -> Int {
            let from = index
            while index >= 0, from - index < 12, matches(bytes[index]) { index -= 1 }
            return from - index
        }
        let isDigit: (UInt8) -> Bool = { $0 >= 0x30 && $0 <= 0x39 }
        _ = skip(PDFLexer.isBlank)
        guard skip(isDigit) > 0, skip(PDFLexer.isBlank) > 0, skip(isDigit) > 0 else { return nil }
        return index + 1
    }

    /// Gives an object at an offset, for cross-reference streams.
    func object(at offset: Int) -> PDFObject? { indirectObject(at: offset)?.2 }
}
