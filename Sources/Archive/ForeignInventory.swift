import Model

/// An inventory as anyone may have written it, with everything optional so that each omission gets its own code.
struct ForeignInventory: Decodable {
    struct Version: Decodable {
        let created: String?
        let message: String?
        let user: User?
        let state: [String: [String]]?
    }

    struct User: Decodable {
        let name: String?
        let address: String?
    }

    let id: String?
    let type: String?
    let digestAlgorithm: String?
    let head: String?
    let contentDirectory: String?
    let manifest: [String: [String]]?
    let versions: [String: Version]?
    let fixity: [String: [String: [String]]]?

    /// The folder below each version that holds its files.
    var contentFolder: String { contentDirectory ?? "content" }

    /// The specification it follows, such as `1.1`; `nil` for none.
    var specification: String? {
        guard let type, type.hasPrefix("https://ocfl.io/"), type.hasSuffix("/spec/#inventory") else { return nil }
        return String(type.dropFirst("https://ocfl.io/".count).dropLast("/spec/#inventory".count))
    }

    /// The names of the versions, oldest first.
    var versionNames: [String] {
        (versions ?? [:]).keys.sorted { (VersionName($0)?.number ?? 0) < (VersionName($1)?.number ?? 0) }
    }

    /// Path in the object → digest.
    var digests: [String: String] {
        var digests: [String: String] = [:]
        for (digest, paths) in manifest ?? [:] {
            for path in paths { digests[path] = digest }
        }
        return digests
    }

    /// Logical name → paths in the object that hold its bytes, for one version.
    func places(in version: String) -> [String: Set<String>] {
        var places: [String: Set<String>] = [:]
        for (digest, names) in versions?[version]?.state ?? [:] {
            let paths = Set(manifest?[digest] ?? [])
            for name in names { places[name] = paths }
        }
        return places
    }

    /// Reads an inventory; gives the code of the rule that it breaks where it cannot be read at all.
    static func decode(_ bytes: [UInt8]) -> Result<ForeignInventory, Unreadable> {
        do {
            return .success(try JSON.decoded(ForeignInventory.self, from: bytes))
        } catch let error as DecodingError {
            return .failure(Unreadable(error))
        } catch { return .failure(Unreadable(code: "E033", what: "\(error)")) }
    }

    struct Unreadable: Error {
        let code: String
        let what: String

        init(code: String, what: String) {
            self.code = code
            self.what = what
        }

        /// Names the rule after the innermost key whose value has the wrong form.
        init(_ error: DecodingError) {
            let context: DecodingError.Context? =
                switch error {
                case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                    .dataCorrupted(let context):
                    context
                @unknown default: nil
                }
            let keys = context?.codingPath.map(\.stringValue) ?? []
            let key = keys.last { Unreadable.codes[$0] != nil }
            code = key.flatMap { Unreadable.codes[$0] } ?? (keys.isEmpty ? "E033" : "E034")
            what = context.map { "\(keys.joined(separator: ".")): \($0.debugDescription)" } ?? "\(error)"
        }

        private static let codes = [
            "id": "E037", "type": "E038", "digestAlgorithm": "E039", "head": "E040", "contentDirectory": "E017",
            "manifest": "E092", "versions": "E044", "created": "E049", "state": "E050", "message": "E094",
            "user": "E054", "fixity": "E057",
        ]
    }
}

/// The name of a version folder as the standard allows it: `v1`, or with zeros in front as `v0001`.
struct VersionName: Hashable {
    let number: Int
    /// How many digits a padded name has; `nil` without padding.
    let padding: Int?

    init?(_ text: String) {
        let digits = text.dropFirst()
        guard text.first == "v", !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int(digits), number > 0
        else { return nil }
        self.number = number
        padding = digits.first == "0" ? digits.utf8.count : nil
    }
}
