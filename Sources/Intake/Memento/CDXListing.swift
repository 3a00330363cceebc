import Model

/// The answer of a CDX server in any of the forms in use: lines of fields, lines of `urlkey timestamp {JSON}` (CDXJ), lines of JSON
/// (pywb), or one JSON array with the names of its fields first (Wayback Machine).
package enum CDXListing {
    /// Reads an answer. What is no line of an index is skipped and counted.
    package static func read(_ bytes: [UInt8]) -> ArchiveListing {
        var listing = ArchiveListing()
        if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
            readTable(bytes, into: &listing)
        } else {
            readLines(bytes, into: &listing)
        }
        return listing
    }

    private static let longestLine = 32 << 10
    // Without a line that names them, the fields stand in the order of the Wayback Machine.
    private static let usual = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
    // The letters of the first line of old files, ` CDX N b a m s k …`.
    private static let letters = [
        "N": "urlkey", "b": "timestamp", "a": "original", "m": "mimetype", "s": "statuscode", "k": "digest",
    ]

    private static func readTable(_ bytes: [UInt8], into listing: inout ArchiveListing) {
        guard let rows = try? JSON.decoded([[String?]].self, from: bytes) else {
            listing.skipped += 1
            return
        }
        let names = rows.first.map { row in row.map { $0 ?? "" } } ?? []
        for (index, row) in rows.enumerated().dropFirst() {
            let values = row.map { $0 ?? "" }
            if values.count == 1, names.count > 1, index == rows.count - 1, rows[index - 1].isEmpty {
                listing.resumeKey = values[0]
            } else if !values.isEmpty {
                listing.add(entry(values, names: names))
            }
        }
    }

    private static func readLines(_ bytes: [UInt8], into listing: inout ArchiveListing) {
        var names = usual
        var isAfterGap = false
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let text = String(decoding: line.prefix(longestLine), as: UTF8.self)
            let fields = text.split(whereSeparator: \.isWhitespace).map(String.init)
            defer { isAfterGap = fields.isEmpty }
            if fields.isEmpty { continue }
            if line.count > longestLine {
                listing.skipped += 1
            } else if fields[0] == "CDX" {
                names = fields.dropFirst().map { letters[$0] ?? "" }
            } else if fields.count == 1, isAfterGap, !text.hasPrefix("{") {
                listing.resumeKey = fields[0]
            } else if let start = text.firstIndex(of: "{"),
                fields[0].hasPrefix("{") || fields.dropFirst(2).first?.first == "{"
            {
                let stamp = fields[0].hasPrefix("{") ? nil : fields[1]
                listing.add(entry(json: Array(text[start...].utf8), stamp: stamp))
            } else {
                listing.add(entry(fields, names: names))
            }
        }
    }

    private static func entry(_ values: [String], names: [String]) -> ArchiveEntry? {
        entry(Dictionary(zip(names, values)) { first, _ in first }, stamp: nil)
    }

    private static func entry(json: [UInt8], stamp: String?) -> ArchiveEntry? {
        guard let json = try? JSON.decoded(JSON.self, from: json), case .object(let object) = json else { return nil }
        return entry(object.compactMapValues(\.text), stamp: stamp)
    }

    // pywb has other names than the Wayback Machine for the same.
    private static func entry(_ fields: [String: String], stamp: String?) -> ArchiveEntry? {
        guard var entry = (stamp ?? fields["timestamp"]).flatMap({ ArchiveEntry(stamp: $0) }) else { return nil }
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { fields[$0] }.first { !$0.isEmpty && $0 != "-" }
        }
        entry.original = value("url", "original")
        entry.status = value("status", "statuscode").flatMap { Int($0) }
        entry.mediaType = value("mime", "mimetype")
        entry.digest = value("digest").map { digest in
            digest.lowercased().hasPrefix("sha1:") ? String(digest.dropFirst(5)).uppercased() : digest.uppercased()
        }
        return entry
    }
}

extension JSON {
    fileprivate var text: String? {
        switch self {
        case .string(let text): text
        case .number(let number): "\(number)"
        default: nil
        }
    }
}
