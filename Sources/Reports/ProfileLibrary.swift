import Foundation
package import Model

/// The profiles that come with the program, embedded in it so that nothing is lost when the binary moves, and those of users.
package enum ProfileLibrary {
    // Adding a profile or a register is one line here, and one in the package's manifest.
    private static let profiles: [(name: String, bytes: [UInt8])] = [
        ("hmicfrs.yaml", PackageResources.hmicfrs_yaml), ("ofsted-ilacs.yaml", PackageResources.ofsted_ilacs_yaml),
    ]
    private static let registers: [String: [UInt8]] = [
        "forces.csv": PackageResources.forces_csv, "fire-services.csv": PackageResources.fire_services_csv,
        "local-authorities.csv": PackageResources.local_authorities_csv,
    ]

    /// Compiles the built-in profiles with their variants, in the order in which they are tried.
    package static func builtIn() throws(Problem) -> [CompiledProfile] {
        var all: [CompiledProfile] = []
        for (name, bytes) in profiles {
            let review = review(yaml: String(decoding: bytes, as: UTF8.self), file: name, isKnownSound: true)
            all += try sound(review, name)
        }
        return all
    }

    /// Looks a text through as if it were a built-in profile.
    static func review(yaml: String, file: String, isKnownSound: Bool = false) -> ProfileReview {
        ProfileReview(yaml: yaml, file: file, isKnownSound: isKnownSound) { name in
            registers[name].map { (String(decoding: $0, as: UTF8.self), name) }
        }
    }

    /// Compiles the profiles at some paths with their variants, tried before the built-in ones.
    ///
    /// - Parameter isAlone: whether the built-in profiles are left out.
    package static func all(from paths: [String], isAlone: Bool = false) throws(Problem) -> [CompiledProfile] {
        var all: [CompiledProfile] = []
        for path in paths { all += try sound(review(path), path) }
        return isAlone ? all : all + (try builtIn())
    }

    /// Looks the profile at a path through. Its registers lie beside it.
    ///
    /// - Throws: `profile-unreadable` where the file cannot be read at all.
    package static func review(_ path: String) throws(Problem) -> ProfileReview {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let yaml: String
        do { yaml = try text(of: URL(fileURLWithPath: path), limit: 1 << 20) } catch {
            throw Problem(
                .profileUnreadable, "the profile cannot be read: \(error)", at: path,
                remedy: "Check its path and your right to read it.", retry: .afterRepair)
        }
        // Complaints name a register as the profile is named, so that an editor finds both.
        let shown = path.dropLast(path.split(separator: "/", omittingEmptySubsequences: false).last?.count ?? 0)
        return ProfileReview(yaml: yaml, file: path) { name in
            (try? text(of: folder.appendingPathComponent(name), limit: 16 << 20)).map { ($0, shown + name) }
        }
    }

    private static func sound(_ review: ProfileReview, _ file: String) throws(Problem) -> [CompiledProfile] {
        guard review.complaints.isEmpty else { throw .unsound(review.complaints, file: file) }
        return review.profiles
    }

    private static func text(of url: URL, limit: Int) throws(UnreadableText) -> String {
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw UnreadableText(description: "there is no such file")
        }
        let bytes: Data
        do {
            let file = try FileHandle(forReadingFrom: url)
            bytes = try file.read(upToCount: limit + 1) ?? Data()
        } catch { throw UnreadableText(description: error.localizedDescription) }
        guard bytes.count <= limit else { throw UnreadableText(description: "it has more than \(limit) bytes") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UnreadableText(description: "it is not in UTF-8")
        }
        return text
    }
}

// Why a file gives no text.
private struct UnreadableText: Error, CustomStringConvertible { let description: String }

extension Problem.Code {
    /// A profile whose file cannot be read.
    package static let profileUnreadable = Problem.Code("profile-unreadable")
}
