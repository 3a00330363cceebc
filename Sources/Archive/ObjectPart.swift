package import Model

/// Which OCFL object holds which version of a report.
///
/// Each version of an object keeps an inventory of all before it, so that an object grows with the square of its versions. It
/// therefore holds a limited number; what follows lies in a successor, whose folders begin with `v1` again while the numbers of
/// the report go on: `v201` of `metropolitan/peel-2016` is `metropolitan/peel-2016--part-2/v1`.
package struct Numbering: Hashable, Sendable {
    /// How many versions an object holds. It never changes, so that anybody can tell with which version a part begins.
    package static let versionsInObject = 200

    let limit: Int

    init(limit: Int = Numbering.versionsInObject) { self.limit = max(1, limit) }

    /// The part, from 1, that holds a version.
    func part(of version: VersionNumber) -> Int { (version.value - 1) / limit + 1 }

    /// The name of a version's folder inside its part.
    func inner(of version: VersionNumber) -> VersionNumber { VersionNumber((version.value - 1) % limit + 1) }

    /// The version of the report that a folder of a part is.
    func version(_ inner: VersionNumber, of part: Int) -> VersionNumber {
        VersionNumber((part - 1) * limit + inner.value)
    }

    /// Gives the folder of a version, relative to the root of the archive.
    package func folder(of version: VersionNumber, of report: ReportID) -> String {
        ObjectPart(report, part(of: version)).folder + "/" + inner(of: version).description
    }
}

/// One of the OCFL objects that hold the versions of a report.
struct ObjectPart: Hashable, Sendable {
    let report: ReportID
    /// From 1.
    let number: Int

    init(_ report: ReportID, _ number: Int = 1) { (self.report, self.number) = (report, number) }

    /// Takes the id of an object of ours; `nil` for any other.
    init?(objectID: String) {
        let parts = objectID.split(separator: "#", omittingEmptySubsequences: false)
        guard let report = parts.first.flatMap({ ReportID(String($0)) }) else { return nil }
        self.init(report)
        guard parts.count > 1 else { return }
        guard parts.count == 2, let number = ObjectPart.number(in: parts[1], after: "part-") else { return nil }
        self.init(report, number)
    }

    /// The id of the object: that of the report, for a successor with a fragment.
    var objectID: String { number == 1 ? report.rawValue : "\(report.rawValue)#part-\(number)" }

    /// Its folder, relative to the root of the archive. No slug has two dashes in a row, so that no other report's is the same.
    var folder: String {
        guard number > 1 else { return report.folder }
        let suffix = ObjectPart.separator + String(number)
        let name = report.folder.split(separator: "/").last.map(String.init) ?? ""
        return Folder.parent(of: report.folder) + "/" + ObjectPart.shortened(name, by: suffix.utf8.count) + suffix
    }

    var next: ObjectPart { ObjectPart(report, number + 1) }

    /// Gives the number that the name of a folder says.
    static func number(ofFolder folder: String) -> Int {
        guard let range = folder.ranges(of: separator).last else { return 1 }
        return number(in: folder[range.lowerBound...], after: separator) ?? 1
    }

    private static let separator = "--part-"
    private static let longestName = 80

    // As a slug that is too long: its beginning, and a digest of the whole.
    private static func shortened(_ name: String, by count: Int) -> String {
        guard name.utf8.count + count > longestName else { return name }
        var head = name.prefix(longestName - count - 9)
        while head.last == "-" { head.removeLast() }
        return head + "-" + sha256Hex(name.utf8).prefix(8)
    }

    private static func number(in text: Substring, after prefix: String) -> Int? {
        guard text.hasPrefix(prefix), let number = Int(text.dropFirst(prefix.count)), (2...1_000_000).contains(number),
            text.dropFirst(prefix.count) == String(number)
        else { return nil }
        return number
    }
}
