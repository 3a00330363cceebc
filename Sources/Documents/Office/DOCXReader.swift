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
        var walk = WordWalk(styles: styles, relations: relations)
        walk.walk(body)
        try appendNotes(&walk, package, related)
        try giveFiles(package, &members)
        let facts = CoreProperties(try? package.part("docProps/core.xml"))
        return Document(
            mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            title: facts.title, language: facts.language ?? styles.language, blocks: walk.builder.blocks,
            links: walk.builder.links.filter { !$0.url.isEmpty }, text: walk.builder.text,
            furniture: try furniture(related("header") + related("footer"), package, styles))
    }

    private static func appendNotes(
        _ walk: inout WordWalk, _ package: OfficePackage, _ related: (String) -> [String]
    ) throws(Refusal) {
        for kind in ["footnotes", "endnotes"] {
            let ids = walk.notes.filter { $0.kind == kind }.map(\.id)
            guard !ids.isEmpty, let path = related(kind).first, let bytes = try package.part(path) else { continue }
            // A part of notes is walked once for each note: honest documents have few, and the limit keeps others short.
            for id in ids.prefix(1000) where bytes.count < 4 << 20 { walk.walk(bytes, note: id) }
        }
    }

    private static func furniture(
        _ paths: [String], _ package: OfficePackage, _ styles: WordStyles
    ) throws(Refusal) -> [String] {
        var lines: [String] = []
        for path in paths.prefix(60) {
            guard let bytes = try package.part(path) else { continue }
            var walk = WordWalk(styles: styles, relations: Relations(of: path, in: package))
            walk.walk(bytes)
            for line in walk.builder.lines where !lines.contains(line) {
                lines.append(line)
            }
        }
        return lines
    }

    // Documents that were put into the document as files.
    private static func giveFiles(_ package: OfficePackage, _ members: inout MemberSink) throws(Refusal) {
        guard members.limits.depth > 0 else { return }
        for entry in package.archive.entries where !entry.isFolder {
            let name = entry.name.lowercased()
            guard name.contains("/embeddings/"), !name.hasSuffix(".bin"), let bytes = try package.part(entry.name)
            else {
                continue
            }
            try members.add(Member(path: entry.name, bytes: bytes))
        }
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
