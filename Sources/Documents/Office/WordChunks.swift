import Model

/// Documents of other formats that stand inside a document as they came (`altChunk`, ECMA-376 part 1, 17.17.2.1).
struct WordChunks {
    private let package: OfficePackage
    private var room = DocumentReader.largestDocument
    private var taken: Set<String> = []
    /// The paths of those that are not read.
    private(set) var unread: [String] = []

    init(of package: OfficePackage) { self.package = package }

    /// Reads the document at a path of the package; each counts once.
    mutating func document(at path: String) -> Document? {
        guard taken.insert(path).inserted else { return nil }
        if let bytes = try? package.part(path, limit: room) {
            room -= bytes.count
            if let document = WordChunks.read(bytes) { return document }
        }
        unread.append(path)
        return nil
    }

    private static func read(_ bytes: [UInt8]) -> Document? {
        var members = MemberSink(limits: MemberLimits(depth: 0))
        let format = Format.of(bytes)
        switch format {
        case .html, .mail, .plainText: return try? format.read(bytes, hint: .init(), members: &members)
        default: return nil
        }
    }
}
