import Model

/// The objects of a PDF file: found by its cross-reference, or by looking for them where that is damaged (ISO 32000-1, 7.5).
final class PDFFile {
    /// Where an object stands.
    enum Entry {
        case offset(Int)
        /// In an object stream of this number.
        case packed(Int)
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
    // The numbers of streams by where they begin: their keys depend on it.
    private var streamOwners: [Int: (Int, Int)] = [:]
    // All objects, looked for one by one: only where the cross-reference is wrong.
    private lazy var scan = PDFScan(bytes)
    /// How many bytes may still be read out of objects and streams: a bomb is refused, not held.
    private var budget: Int
    /// Whether something was left unread because the file asks for more than a reader gives.
    private(set) var isOverBudget = false
    private var lacksParts = false

    /// Opens a file.
    ///
    /// - Throws: `encrypted` when it needs a password, `truncated` when there are no objects in it.
    init(_ bytes: [UInt8]) throws(Refusal) {
        self.bytes = bytes
        budget = min(256 << 20, max(64 << 20, bytes.count * 200))
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

    /// Gives the numbers of an array, such as a rectangle or a matrix; empty for what is none.
    func numbers(_ object: PDFObject?) -> [Double] { (resolve(object).array ?? []).map { resolve($0).number ?? 0 } }

    private func load(_ number: Int) -> PDFObject {
        switch entries[number] {
        case .offset(let offset):
            guard
                let object = object(number, at: offset) ?? scan.offsets[number].flatMap({ self.object(number, at: $0) })
            else { return .null }
            if case .stream(_, let start) = object.value { streamOwners[start] = (number, object.generation) }
            return decryption?.decrypted(object.value, number, object.generation, isMetadata: false) ?? object.value
        case .packed(let stream): return pack(stream)[number] ?? .null
        case nil: return .null
        }
    }

    /// Reads the object at a place, of a number if one is asked for.
    func object(_ number: Int? = nil, at offset: Int) -> PDFIndirectObject? {
        guard offset >= 0, offset < bytes.count, budget > 0 else { return nil }
        var lexer = PDFLexer(bytes, at: offset)
        defer { spend(lexer.place - offset) }
        return PDFIndirectObject(&lexer, number: number)
    }

    private func spend(_ count: Int) {
        budget -= min(budget, count)
        if budget == 0 { isOverBudget = true }
    }

    /// Says that a reader left out what would have been too much.
    func noteOverBudget() { isOverBudget = true }

    /// Says that the file names a part of its text that is not in it.
    func noteMissingPart() { lacksParts = true }

    // The last byte; copies from tapes and disks have zeros behind it.
    private var end: Int { bytes.lastIndex { !PDFLexer.isBlank($0) } ?? 0 }

    /// Whether the file is a part of what it was: its end is not there, or something that it names.
    var isTruncated: Bool {
        let tail = max(0, end - 1024)
        return lacksParts
            || isRebuilt && PDFFile.firstIndex(of: "startxref", in: bytes, from: tail) == nil
                && PDFFile.firstIndex(of: "%%EOF", in: bytes, from: tail) == nil
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
        guard case .stream(let dictionary, let start) = object, start <= bytes.count, budget > 0 else { return nil }
        let length = resolve(dictionary["Length"]).int
        var data = Array(bytes[start..<PDFIndirectObject.endOfStream(in: bytes, from: start, stated: length)])
        spend(data.count)
        if let decryption, let (number, generation) = streamOwners[start],
            resolve(dictionary["Type"]).name != "XRef", !PDFFilters.hasOwnCrypt(dictionary, self)
        {
            data = decryption.decrypted(data, number, generation)
        }
        guard let decoded = PDFFilters.decoded(data, dictionary, self, limit: budget) else { return nil }
        spend(decoded.count)
        return decoded
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
        var place = max(0, end - 2048)
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

    private func rebuild() {
        isRebuilt = true
        entries = scan.offsets.mapValues { .offset($0) }
        (known, packs, trailer) = ([:], [:], scan.trailer)
        for stream in scan.packs {
            for (number, object) in pack(stream) where entries[number] == nil {
                entries[number] = .packed(stream)
                if object.dictionary?["Type"] == .name("Catalog") { trailer["Root"] = .reference(number, 0) }
            }
        }
        // What was asked for meanwhile may have been found since.
        known = [:]
    }
}
