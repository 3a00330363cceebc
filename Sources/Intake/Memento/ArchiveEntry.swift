package import Model

/// One capture as the list of a web archive names it: a line of a TimeMap (RFC 7089) or of a CDX server.
package struct ArchiveEntry: Hashable, Sendable {
    /// The moment of the capture as archives write it in addresses: `20161103090000`.
    package let stamp: String
    package let captured: Timestamp
    /// Its address in the archive, where the list says it.
    package var place: String?
    /// The address that was captured, where the list says it.
    package var original: String?
    /// The status of the captured answer, where the list says it.
    package var status: Int?
    /// The digest of the captured body, where the list says it: SHA-1 in base 32. A hint: only bytes count.
    package var digest: String?
    package var mediaType: String?

    /// Takes a moment; `nil` unless it is 14 digits that are a time no earlier than the web.
    package init?(stamp: some StringProtocol) {
        let digits = Array(stamp.utf8)
        guard digits.count == 14, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        func number(_ place: Range<Int>) -> Int { digits[place].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        guard let day = CalendarDate(year: number(0..<4), month: number(4..<6), day: number(6..<8)), day.year >= 1991,
            number(8..<10) < 24, number(10..<12) < 60, number(12..<14) < 61
        else { return nil }
        let seconds = (number(8..<10) * 60 + number(10..<12)) * 60 + number(12..<14)
        self.stamp = String(stamp)
        captured = Timestamp(milliseconds: (Int64(day.daysSince1970) * 86_400 + Int64(seconds)) * 1000)
    }

    /// Takes a time; `nil` where it is earlier than the web.
    package init?(captured: Timestamp) {
        self.init(stamp: ArchiveEntry.stamp(of: captured))
    }

    /// The moment as archives write it.
    package static func stamp(of time: Timestamp) -> String {
        String(time.description.prefix(19).filter(\.isNumber))
    }
}

/// A page of the list of a web archive.
package struct ArchiveListing: Hashable, Sendable {
    package internal(set) var entries: [ArchiveEntry] = []
    /// Addresses of further pages of the list.
    package internal(set) var pages: [String] = []
    /// What a CDX server wants to be told to go on where this page ends.
    package internal(set) var resumeKey: String?
    /// How many lines could not be understood, by a wrong date for example, or were too many.
    package internal(set) var skipped = 0

    /// Gives an empty page.
    package init() {}

    /// The most captures that a page may name; what stands behind them is skipped.
    package static let most = 20_000

    mutating func add(_ entry: ArchiveEntry?) {
        guard let entry, entries.count < ArchiveListing.most else {
            skipped += 1
            return
        }
        entries.append(entry)
    }
}
