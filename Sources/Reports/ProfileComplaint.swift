package import Model

/// One thing that is wrong with a profile or its register, and the place where it stands.
package struct ProfileComplaint: Hashable, Sendable, Codable, CustomStringConvertible {
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1, in code points.
    package let column: Int
    /// A sentence without a full stop.
    package let what: String

    /// `libraries.yaml:12:5: “slef” is no slot`, as compilers write it, so that editors find the place.
    package var description: String { "\(file):\(line):\(column): \(what)" }
}

extension ProfileComplaint {
    /// Puts complaints in the order of the files, each once.
    static func ordered(_ complaints: [ProfileComplaint]) -> [ProfileComplaint] {
        var seen: Set<ProfileComplaint> = []
        var files: [String: Int] = [:]
        for complaint in complaints where files[complaint.file] == nil { files[complaint.file] = files.count }
        return complaints.filter { seen.insert($0).inserted }.sorted { left, right in
            (files[left.file] ?? 0, left.line, left.column) < (files[right.file] ?? 0, right.line, right.column)
        }
    }
}

extension Problem.Code {
    /// A profile that does not say what a profile must say.
    package static let profileUnsound = Problem.Code("profile-unsound")
}

extension Problem {
    private static let shownComplaints = 3

    /// What is said where a profile was to be used: the first complaints, and how to see all of them.
    static func unsound(_ complaints: [ProfileComplaint], file: String) -> Problem {
        let shown = complaints.prefix(shownComplaints).map(\.description)
        let rest = complaints.count - shown.count
        return Problem(
            .profileUnsound,
            "the profile is not sound: " + (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "; "),
            at: file,
            remedy: "“reportwatch profile check FILE” lists everything; docs/profiles.md teaches the language.",
            retry: .afterRepair)
    }
}
