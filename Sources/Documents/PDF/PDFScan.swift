/// Where the objects of a file stand, found by looking for every `n g obj`, for files whose cross-reference is wrong.
/// The last object of a number stands.
struct PDFScan {
    private(set) var offsets: [Int: Int] = [:]
    /// The numbers of the streams that hold objects.
    private(set) var packs: [Int] = []
    private(set) var trailer: [String: PDFObject] = [:]

    init(_ bytes: [UInt8]) {
        var place = 0
        while let found = PDFFile.firstIndex(of: "obj", in: bytes, from: place) {
            place = found + 3
            guard let start = PDFScan.startOfObject(before: found, in: bytes) else { continue }
            var lexer = PDFLexer(bytes, at: start)
            let object = PDFIndirectObject(&lexer)
            // Behind what was read: each byte is looked at once, also where an object has no end.
            place = max(place, lexer.place)
            guard let object else { continue }
            offsets[object.number] = start
            note(object)
            if case .stream(let dictionary, let data) = object.value {
                place = max(
                    place,
                    PDFIndirectObject.endOfStream(in: bytes, from: data, stated: dictionary["Length"]?.int))
            }
        }
        readTrailers(bytes)
    }

    private mutating func note(_ object: PDFIndirectObject) {
        guard let dictionary = object.value.dictionary, case .name(let type)? = dictionary["Type"] else { return }
        switch type {
        case "ObjStm": packs.append(object.number)
        case "Catalog": trailer["Root"] = .reference(object.number, 0)
        case "XRef": trailer.merge(dictionary) { old, _ in old }
        default: break
        }
    }

    private mutating func readTrailers(_ bytes: [UInt8]) {
        var lexer = PDFLexer(bytes)
        while let found = PDFFile.firstIndex(of: "trailer", in: bytes, from: lexer.place) {
            lexer.place = found + 7
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
}
