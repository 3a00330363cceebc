import Model

/// A WordprocessingML document (ECMA-376): the main part, then the notes it refers to; headers and footers are furniture.
enum DOCXReader {
    static func read(_ package: OfficePackage, main: String, members: inout MemberSink) throws(Refusal) -> Document {
        guard let body = try package.part(main) else {
            throw Refusal(
                .truncated, "the document has no text part", remedy: "Save or download the document again.")
        }
        let relations = Relations(of: main, in: package)
        func related(_ ending: String) -> [String] {
            relations.targets.values.filter { $0.split(separator: "/").last?.hasPrefix(ending) == true }.sorted()
        }
        let styles = WordStyles(
            styles: try related("styles").first.flatMapPart(package),
            numbering: try related("numbering").first.flatMapPart(package))
        var walk = WordWalk(styles: styles, relations: relations, chunks: WordChunks(of: package))
        walk.walk(body)
        for kind in ["footnotes", "endnotes"] where walk.notes.contains(where: { $0.kind == kind }) {
            guard let path = related(kind).first, let part = try package.part(path) else { continue }
            walk.append(kind, from: part, relations: Relations(of: path, in: package))
        }
        let warnings =
            (walk.isCut ? [Warning.cutText] : [])
            + walk.unread.map { Warning.unreadable($0, "its kind is not read inside a document") }
            + (try giveFiles(package, &members))
        let facts = CoreProperties(try? package.part("docProps/core.xml"))
        return Document(
            mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            title: facts.title, language: facts.language ?? styles.language, blocks: walk.builder.blocks,
            links: walk.builder.links.filter { !$0.url.isEmpty }, text: walk.builder.text,
            furniture: furniture(related("header") + related("footer"), package, styles),
            outcome: warnings.isEmpty ? .read : .partial, warnings: warnings)
    }

    // Honest heads and feet are a few kilobytes together; what does not fit is left out.
    private static let largestFurniture = 8 << 20

    private static func furniture(_ paths: [String], _ package: OfficePackage, _ styles: WordStyles) -> [String] {
        var (lines, known): ([String], Set<String>) = ([], [])
        var room = largestFurniture
        for path in paths.prefix(60) {
            guard let bytes = try? package.part(path, limit: room) else { continue }
            room -= bytes.count
            var walk = WordWalk(styles: styles, relations: Relations())
            walk.walk(bytes)
            lines += walk.builder.lines.filter { known.insert($0).inserted }
        }
        return lines
    }

    // Documents that were put into the document as files; gives a warning for each that cannot be had.
    private static func giveFiles(_ package: OfficePackage, _ members: inout MemberSink) throws(Refusal) -> [Warning] {
        guard members.limits.depth > 0 else { return [] }
        var warnings: [Warning] = []
        for entry in package.archive.entries where !entry.isFolder {
            let name = entry.name.lowercased()
            guard name.contains("/embeddings/"), !name.hasSuffix(".bin") else { continue }
            let bytes: [UInt8]
            do throws(ZIPArchive.Fault) {
                bytes = try package.archive.contents(of: entry, limit: MemberSink.largestMember)
            } catch {
                warnings.append(.unreadable(entry.name, error.spoken))
                try members.waste(min(entry.size, MemberSink.largestMember))
                continue
            }
            try members.add(Member(path: entry.name, bytes: bytes))
        }
        return warnings
    }
}

extension String? {
    fileprivate func flatMapPart(_ package: OfficePackage) throws(Refusal) -> [UInt8]? {
        guard let path = self else { return nil }
        return try package.part(path)
    }
}

/// The title and the language that an office document states of itself (ECMA-376 part 2, 11; ODF 1.3 part 3, 4.3).
struct CoreProperties {
    private(set) var title: String?
    private(set) var language: String?

    init(_ bytes: [UInt8]?) {
        guard let bytes else { return }
        var tokens = XMLTokens(bytes, prefixes: ["http://purl.org/dc/elements/1.1/": "dc"])
        var element = ""
        while let token = tokens.next() {
            switch token {
            case .start(let name, _): element = name
            case .end: element = ""
            case .text(let text):
                guard !text.trimmed.isEmpty else { continue }
                if element == "dc:title" { title = text.trimmed }
                if element == "dc:language" { language = text.trimmed }
            }
        }
    }
}
