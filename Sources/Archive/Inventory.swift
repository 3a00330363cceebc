package import Model

/// The `inventory.json` of one report (an OCFL object): every version, what each file of it was called, and where its bytes lie.
///
/// Rules: https://ocfl.io/1.1/spec/#inventory. Digests are SHA-512 in lower case.
package struct Inventory: Hashable, Sendable, Codable {
    /// Who wrote a version: the program, and the installation as its address.
    package struct User: Hashable, Sendable, Codable {
        package let name: String
        package let address: String?
    }

    /// One version: when and why it was made, and its files as digest → logical names.
    package struct Version: Hashable, Sendable, Codable {
        package let created: String
        package let message: String?
        package let user: User?
        package let state: [String: [String]]
    }

    package let id: String
    package let type: String
    package let digestAlgorithm: String
    package let head: VersionNumber
    /// Digest → paths below the folder of the report.
    package let manifest: [String: [String]]
    package let versions: [String: Version]

    /// The names of the two files that stand in a report's folder and in each of its versions.
    package static let fileName = "inventory.json"
    package static let sidecarName = "inventory.json.sha512"

    static let type = "https://ocfl.io/1.1/spec/#inventory"

    /// Gives the inventory that also names the next version. `stored` are the files whose bytes are new.
    static func following(
        _ base: Inventory?, id: String, version: VersionNumber, entry: Version, stored: [String: [String]]
    ) -> Inventory {
        var manifest = base?.manifest ?? [:]
        var versions = base?.versions ?? [:]
        manifest.merge(stored) { $0 + $1 }
        versions[version.description] = entry
        return Inventory(
            id: id, type: type, digestAlgorithm: "sha512", head: version, manifest: manifest,
            versions: versions)
    }

    /// Gives the bytes as they are written.
    func encoded() throws(Problem) -> [UInt8] {
        do { return try JSON.bytes(of: self) } catch { throw Problem.wrapping(error, at: id) }
    }

    /// Gives the logical files of a version with their digests; `nil` for a version that it does not name.
    package func files(of version: VersionNumber) -> [String: Digest]? {
        guard let state = versions[version.description]?.state else { return nil }
        var files: [String: Digest] = [:]
        for (hex, names) in state {
            guard let digest = Digest(hex: hex) else { continue }
            for name in names { files[name] = digest }
        }
        return files
    }

    /// Gives where the bytes of a logical file lie below the report's folder. Where the same bytes are stored under
    /// several names, the one that people expect.
    package func contentPath(of name: String, in version: VersionNumber) -> String? {
        guard let digest = files(of: version)?[name], let paths = manifest[digest.hex] else { return nil }
        return paths.first { $0.hasSuffix("/content/" + name) } ?? paths.first
    }

    /// Gives what callers are told of one version of the object; `nil` where this is not an inventory of ours.
    func archived(_ inner: VersionNumber, digest: Digest, _ numbering: Numbering) -> ArchivedVersion? {
        guard let part = ObjectPart(objectID: id), let entry = versions[inner.description],
            let files = files(of: inner), let created = Timestamp(entry.created)
        else { return nil }
        return ArchivedVersion(
            id: part.report, version: numbering.version(inner, of: part.number), created: created,
            message: entry.message ?? "", folder: part.folder + "/" + inner.description, inventoryDigest: digest,
            files: files)
    }
}

/// The sidecar of an inventory: digest, two spaces, name, line feed, so that `sha512sum -c` takes it.
enum Sidecar {
    static func bytes(for digest: Digest) -> [UInt8] {
        Array("\(digest.hex)  \(Inventory.fileName)\n".utf8)
    }

    /// Reads the digest of a sidecar that we wrote; `nil` for any other form.
    static func digest(in bytes: [UInt8]) -> Digest? {
        guard let digest = Digest(hex: String(decoding: bytes.prefix(128), as: UTF8.self)),
            bytes == self.bytes(for: digest)
        else { return nil }
        return digest
    }

    /// Reads the digest from the sidecar in a folder; `nil` where none stands there whole.
    static func digest(inFolder folder: String) -> Digest? {
        (try? FileReading.bytes(of: folder + "/" + Inventory.sidecarName)).flatMap { digest(in: $0) }
    }
}
