import Model

/// A ZIP file that is an office document, and which one (ECMA-376 part 2; ODF 1.3 part 2).
struct OfficePackage {
    enum Kind: Hashable {
        /// WordprocessingML; the path of its main part.
        case word(main: String)
        /// OpenDocument text.
        case openDocumentText
        /// Another office document, named for people.
        case other(String)
    }

    let archive: ZIPArchive
    let kind: Kind
    // XML packs well; what unpacks to more is a trap.
    private static let steepestRatio = 500

    /// Gives the package if the archive is one; a ZIP of anything else is `nil`.
    init?(_ archive: ZIPArchive) throws(Refusal) {
        self.archive = archive
        if let entry = archive["mimetype"], let name = try? archive.contents(of: entry, limit: 256) {
            switch String(decoding: name, as: UTF8.self).trimmed {
            case "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text-template":
                kind = .openDocumentText
                return
            case "application/epub+zip":
                kind = .other("an e-book (EPUB)")
                return
            case let name where name.hasPrefix("application/vnd.oasis.opendocument."):
                kind = .other("an OpenDocument \(name.dropFirst("application/vnd.oasis.opendocument.".count))")
                return
            default: break
            }
        }
        guard archive["[Content_Types].xml"] != nil, let main = OfficePackage.mainPart(archive) else { return nil }
        kind = main
    }

    // The part that the package's own relations call the office document; its content type says of what kind.
    private static func mainPart(_ archive: ZIPArchive) -> Kind? {
        guard let relations = try? part("_rels/.rels", archive), let types = try? part("[Content_Types].xml", archive)
        else { return nil }
        var path = ""
        var tokens = XMLTokens(relations, prefixes: [:])
        while let token = tokens.next() {
            guard case .start("?:Relationship", let attributes) = token,
                attributes["Type"]?.hasSuffix("/officeDocument") == true
            else { continue }
            path = Relations.resolved(attributes["Target"] ?? "", from: "")
        }
        let type = contentType(of: path, types)
        if type.contains("wordprocessingml") || type.contains("ms-word") { return .word(main: path) }
        if type.contains("spreadsheetml") || type.contains("ms-excel") { return .other("an Excel workbook") }
        if type.contains("presentationml") || type.contains("ms-powerpoint") {
            return .other("a PowerPoint presentation")
        }
        return path.isEmpty ? nil : .other("an office document of another kind")
    }

    private static func contentType(of path: String, _ types: [UInt8]) -> String {
        var tokens = XMLTokens(types, prefixes: [:])
        var byEnding = ""
        while let token = tokens.next() {
            guard case .start(let name, let attributes) = token else { continue }
            if name == "?:Override", attributes["PartName"]?.lowercased() == "/" + path.lowercased() {
                return attributes["ContentType"]?.lowercased() ?? ""
            }
            if name == "?:Default", let ending = attributes["Extension"],
                path.lowercased().hasSuffix("." + ending.lowercased())
            {
                byEnding = attributes["ContentType"]?.lowercased() ?? ""
            }
        }
        return byEnding
    }

    private static func part(
        _ name: String, _ archive: ZIPArchive, limit: Int = DocumentReader.largestDocument
    ) throws(ZIPArchive.Fault) -> [UInt8]? {
        // Part names are compared without regard to case (ECMA-376 part 2, 6.2.2.3).
        let entry = archive[name] ?? archive.entries.first { $0.name.lowercased() == name.lowercased() }
        guard let entry else { return nil }
        return try archive.contents(of: entry, limit: limit, ratio: steepestRatio)
    }

    /// Gives a part, or nothing where the package has none of that name.
    ///
    /// - Throws: `encrypted`, `too-large` or `truncated` when it is there and cannot be had.
    func part(_ name: String, limit: Int = DocumentReader.largestDocument) throws(Refusal) -> [UInt8]? {
        do throws(ZIPArchive.Fault) { return try OfficePackage.part(name, archive, limit: limit) } catch {
            switch error {
            case .encrypted: throw .encryptedDocument
            case .tooLarge:
                throw Refusal(
                    .tooLarge, "\(name) in the document unpacks to more than may come out",
                    remedy: "Save the report itself as a new document and drop that in.")
            case .method, .damaged:
                throw Refusal(
                    .truncated, "\(name) in the document cannot be unpacked: \(error.spoken)",
                    remedy: "Save or download the document again; the copy is damaged.")
            }
        }
    }
}

/// What the parts of an OOXML package call their links to one another (ECMA-376 part 2, 6.5).
struct Relations {
    private(set) var targets: [String: String] = [:]

    // Room for tens of thousands of links.
    private static let largest = 16 << 20

    /// No relations.
    init() {}

    /// Takes the relations of a part, with targets as paths in the package, and addresses as they are.
    init(of part: String, in package: OfficePackage) {
        let cut = part.lastIndex(of: "/").map { part.index(after: $0) } ?? part.startIndex
        let name = part[..<cut] + "_rels/" + part[cut...] + ".rels"
        guard let bytes = try? package.part(String(name), limit: Relations.largest) else { return }
        var tokens = XMLTokens(bytes, prefixes: [:])
        while let token = tokens.next() {
            guard case .start("?:Relationship", let attributes) = token, let id = attributes["Id"],
                let target = attributes["Target"]
            else { continue }
            let isOutside = attributes["TargetMode"] == "External"
            targets[id] = isOutside ? target : Relations.resolved(target, from: String(part[..<cut]))
        }
    }

    static func resolved(_ target: String, from folder: String) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var parts = folder.split(separator: "/")
        for part in target.split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}

extension Refusal {
    /// The refusal of a document that opens only with a password.
    static var encryptedDocument: Refusal {
        Refusal(
            .encrypted, "the document is encrypted",
            remedy: "Open it with its password, save it without one and drop that in.")
    }
}

extension String {
    /// The string without white space at its ends.
    var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}

extension Warning {
    /// The warning of an office document whose text part is damaged.
    static let cutText = Warning(
        code: "truncated", message: "the text of the document ends early: what is missing cannot be read")
}
