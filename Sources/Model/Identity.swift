import Foundation

/// The identity of a report through time, independent of the host it is published on:
/// `reportwatch:<country>/<publisher>/<family>/<cycle>/<subject>[/<part>][/<language>]`, or
/// `reportwatch:document/<slug>` for a document of no known family.
package struct ReportID: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package let rawValue: String

    /// Takes an id as written in a record or an inventory; `nil` unless every component is safe as a folder name.
    package init?(_ text: String) {
        let parts = ReportID.components(of: text)
        let isDocument = parts.count == 2 && parts[0] == "document"
        guard text.hasPrefix("reportwatch:"), isDocument || (5...7).contains(parts.count),
            parts.allSatisfy({ Slug.isValid($0) })
        else { return nil }
        rawValue = text
    }

    /// Gives the id of a report of a known family. Every component becomes a slug, so `2018/19` is written `2018-19`.
    package init(
        country: String, publisher: String, family: String, cycle: String?, subject: String,
        part: String? = nil, language: String? = nil
    ) {
        let parts = [country, publisher, family, cycle ?? "undated", subject, part, language].compactMap { $0 }
        rawValue = "reportwatch:" + parts.map { Slug.of($0) }.joined(separator: "/")
    }

    /// Gives the id of a document that no profile knows.
    package init(document name: String) {
        rawValue = "reportwatch:document/" + Slug.of(name)
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = ReportID(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a report id: \(text)"))
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// The same id without its last part, for an id that ends in a language: the work in its first language.
    package var withoutLanguage: ReportID {
        let parts = rawValue.split(separator: "/")
        return parts.count > 5 ? ReportID(parts.dropLast().joined(separator: "/")) ?? self : self
    }

    /// Whether this is a document of no known family.
    package var isDocument: Bool { rawValue.hasPrefix("reportwatch:document/") }

    /// The subject's slug; `nil` for a document of no known family.
    package var subjectSlug: String? { part(4) }

    /// The publisher's slug, such as `hmicfrs`; `nil` for a document of no known family.
    package var publisher: String? { part(1) }

    /// The family's slug, such as `peel`; `nil` for a document of no known family.
    package var family: String? { part(2) }

    private func part(_ index: Int) -> String? {
        let parts = ReportID.components(of: rawValue)
        return isDocument || parts.count < 5 ? nil : parts[index]
    }

    /// The folder in the archive: `metropolitan/peel-2016`, or `documents/<slug>`. Each name is `[a-z0-9-]{1,80}`.
    package var folder: String {
        let parts = ReportID.components(of: rawValue)
        guard !isDocument, parts.count >= 5 else { return "documents/" + (parts.last ?? "unnamed") }
        let name = ([parts[2], parts[3]] + parts[5...]).joined(separator: "-")
        return parts[4] + "/" + Slug.of(name)
    }

    /// The id as a log line says it: `metropolitan peel 2016`.
    package var spoken: String {
        let parts = ReportID.components(of: rawValue)
        guard !isDocument, parts.count >= 5 else { return "document " + (parts.last ?? "") }
        return ([parts[4], parts[2], parts[3]] + parts[5...]).joined(separator: " ")
    }

    package var description: String { rawValue }
    package static func < (left: ReportID, right: ReportID) -> Bool { left.rawValue < right.rawValue }

    private static func components(of text: String) -> [String] {
        text.dropFirst("reportwatch:".count).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }
}

/// Names for folders, files and ids: `[a-z0-9-]{1,80}`, valid on every file system, in ZIP files and in shells.
package enum Slug {
    private static let longest = 80

    /// Gives a slug for any text; letters with diacritics keep their base letter, what remains empty becomes `unnamed`.
    ///
    /// A name that would be too long keeps its beginning and 8 hexadecimal digits of the SHA-256 of the whole slug: two long
    /// addresses often differ only at their end, and must not become one.
    package static func of(_ text: String) -> String {
        let slug = whole(text)
        guard slug.utf8.count > longest else { return slug.isEmpty ? "unnamed" : slug }
        var head = slug.prefix(longest - 9)
        while head.last == "-" { head.removeLast() }
        return head + "-" + sha256Hex(slug.utf8).prefix(8)
    }

    private static func whole(_ text: String) -> String {
        var slug = ""
        var pendingDash = false
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            for scalar in text.lowercased().unicodeScalars where !"'^`".unicodeScalars.contains(scalar) {
                if isPlain(scalar) {
                    if pendingDash, !slug.isEmpty { slug.unicodeScalars.append("-") }
                    slug.unicodeScalars.append(scalar)
                }
                pendingDash = !isPlain(scalar)
            }
            return slug
        }
        for scalar in text.lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars {
            if isPlain(scalar) {
                if pendingDash, !slug.isEmpty { slug.unicodeScalars.append("-") }
                pendingDash = false
                slug.unicodeScalars.append(scalar)
            } else if !scalar.properties.isDiacritic, scalar.properties.generalCategory != .nonspacingMark,
                scalar != "'", scalar != "\u{2019}"
            {
                pendingDash = true
            }
        }
        return slug
    }

    /// Whether a name is a slug already.
    package static func isValid(_ name: String) -> Bool {
        (1...longest).contains(name.utf8.count) && name.unicodeScalars.allSatisfy { isPlain($0) || $0 == "-" }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
    }
}

/// The number of a version of one report, from 1; written `v1`.
package struct VersionNumber: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package let value: Int

    /// Takes a number; less than 1 counts as 1.
    package init(_ value: Int) { self.value = max(1, value) }

    /// Takes `v12`; `nil` for anything else, also for zero-padded numbers, which the archive does not use.
    package init?(text: String) {
        guard text.first == "v", let number = Int(text.dropFirst()), number > 0, "v\(number)" == text else {
            return nil
        }
        value = number
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let number = VersionNumber(text: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a version number: \(text)"))
        }
        self = number
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package var next: VersionNumber { VersionNumber(value + 1) }
    package var description: String { "v\(value)" }
    package static func < (left: VersionNumber, right: VersionNumber) -> Bool { left.value < right.value }
}
