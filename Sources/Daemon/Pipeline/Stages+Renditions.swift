import Archive
import Catalogue
import Changes
import Intake
import Model

/// Several renditions of one report: its page, its PDF, its page at another address, a copy that somebody dropped.
///
/// Each is compared with what itself said before. Only one that is new here is compared with the newest version of the report.
extension Stages {
    // So many versions in a row are looked through for the one before of the same rendition.
    static let longestSearch = 32
    private static let sameEdition = 0.5
    // Longer captures are not compared byte by byte.
    private static let longestCapture = 8 << 20

    /// Gives the version that an input is compared with as the same rendition; `nil` where the report has none of it.
    func base(
        of input: Input, _ record: Record, _ kept: KeptRendition?, latest: VersionRow
    ) throws(Problem) -> VersionRow? {
        let source = record.provenance.source
        let standing = try catalogue.versions(of: latest.report).sorted { $1.stands(before: $0) }
        let shown = try shownLast(by: input, record.id)
        // A rendition that has versions speaks with them; what it shows of another's was before the first.
        let current = try newest(like: source, among: standing.filter { !$0.isHistory })
        let own = [current, asItStood(like: source, among: standing)].compactMap { $0 }
        if let own = own.max(by: { $0.captured < $1.captured }), own.captured >= shown?.captured ?? own.captured {
            return own
        }
        if let shown { return shown }
        if let kept, let row = try catalogue.version(of: record.id, kept.version) { return row }
        return try newest(like: source, among: standing)
    }

    /// The version whose content a source has shown last, if that is all that it has shown.
    func shownLast(by input: Input, _ report: ReportID) throws(Problem) -> VersionRow? {
        guard let source = input.watched, source.report == report, let version = source.version,
            let last = try catalogue.observations(source: source.id, limit: Stages.longestSearch).first(where: {
                $0.report == report
            }), last.rule != .otherRendition, last.rule != .alternating
        else { return nil }
        return try catalogue.version(of: report, version)
    }

    private func newest(like source: Provenance.Source, of latest: VersionRow) throws(Problem) -> VersionRow? {
        let standing = try catalogue.versions(of: latest.report).sorted { $1.stands(before: $0) }
        return try newest(like: source, among: standing)
    }

    /// Gives the first of some versions that is of the same rendition; the first few are looked at.
    func newest(like source: Provenance.Source, among rows: [VersionRow]) throws(Problem) -> VersionRow? {
        for row in rows.prefix(Stages.longestSearch) where try isVersion(row, like: source) { return row }
        return nil
    }

    /// Whether a version is of the rendition that a source names.
    func isVersion(_ row: VersionRow, like source: Provenance.Source) throws(Problem) -> Bool {
        try provenance(of: row.report, row.version).source.isSameRendition(as: source)
    }

    private func provenance(of report: ReportID, _ version: VersionNumber) throws(Problem) -> Provenance {
        let bytes = try store.bytes(of: "record.json", in: report, version: version)
        do { return try JSON.decoded(Record.self, from: bytes).provenance } catch {
            throw Problem.wrapping(error, at: report.folder)
        }
    }

    /// Whether a version is still what its rendition says: no newer one is of the same.
    func isNewest(_ row: VersionRow, before latest: VersionRow) throws(Problem) -> Bool {
        try newest(like: provenance(of: row.report, row.version).source, of: latest)?.version == row.version
    }

    /// What becomes of a rendition that is new here and says something else than the newest version.
    enum NewRendition: Sendable {
        /// It states other grades or numbers.
        case disagrees(Change)
        /// It is laid out otherwise, and states the same.
        case agrees
        /// Another edition, or another text.
        case changed
    }

    /// Compares a rendition that is new with the newest version.
    static func judge(
        _ change: Change, from old: HeldReading, to new: HeldReading, _ version: VersionNumber
    ) -> NewRendition {
        let (before, now) = (old.record.provenance.source, new.record.provenance.source)
        guard Renditions.areOneEdition(change),
            Likeness.of(old.text.string, new.text.string) > Stages.sameEdition
        else { return .changed }
        let names = before.mediaType == now.mediaType ? (before.place, now.place) : (before.mediaType, now.mediaType)
        if let change = Renditions.disagreement(in: change, between: (old: "\(version) (\(names.0))", new: names.1)) {
            return .disagrees(change)
        }
        // Pages on paper have heads, feet and notes, and break lines and words: their wording always differs somewhere.
        let isPaged = [before, now].filter { $0.mediaType == "application/pdf" }.count == 1
        return isPaged ? .agrees : .changed
    }

    /// Says in a few words, and by which rule, what differs between a version and a capture that brings nothing new.
    func difference(
        _ input: Input, from previous: VersionBuilder.Previous, to reading: HeldReading, _ change: Change
    ) throws(Problem) -> (Observation.Rule, String) {
        let (before, now) = (previous.reading, reading)
        if before.text != now.text {
            if let item = change.items.first {
                return (item.kind == .furnitureChanged ? .furnitureChanged : .layoutChanged, change.summary)
            }
            let texts = BytesDifference(
                from: before.text.utf8, to: now.text.utf8, isMarkup: false)
            return (.layoutChanged, texts.map { "text, \($0.spoken)" } ?? "")
        }
        let (old, new) = (before.record.provenance.source, now.record.provenance.source)
        guard old.mediaType == new.mediaType else { return (.sameText, "as \(new.mediaType)") }
        guard old.mediaType.isReadable else {
            return (.bytesChanged, "\(old.bytes) bytes → \(new.bytes) bytes of \(new.mediaType)")
        }
        guard max(old.bytes, new.bytes) <= Stages.longestCapture else { return (.sameText, "") }
        let path = try originalPath(of: previous.row)
        guard
            let found = BytesDifference(
                from: try InputFile.ends(of: path, head: Stages.longestCapture, tail: 0).head,
                to: try InputFile.ends(of: work.input(of: input.claim.id), head: Stages.longestCapture, tail: 0).head,
                isMarkup: old.mediaType.isMarkup)
        else { return (.sameBytes, "") }
        return (old.mediaType.isMarkup && found.isVisible ? .furnitureChanged : .bytesChanged, found.spoken)
    }

    private func originalPath(of row: VersionRow) throws(Problem) -> String {
        guard let files = try store.files(of: row.report, row.version),
            let name = ArchivedVersion.sourceName(of: files)
        else {
            throw Problem(
                .archiveDamaged, "the version lacks its original", at: row.path, remedy: "Run “reportwatch verify”.",
                retry: .afterRepair)
        }
        return try store.contentPath(of: name, in: row.report, version: row.version)
    }
}

extension Provenance.Source {
    /// Whether the bytes are of one rendition: of one kind, from one address or both dropped.
    func isSameRendition(as other: Provenance.Source) -> Bool {
        guard mediaType == other.mediaType else { return false }
        guard let url, let address = other.url else { return url == other.url }
        return Addresses.areAlike(url, address)
    }

    /// Where it came from, for people.
    var place: String { url ?? name ?? mediaType }
}

extension String {
    fileprivate var isMarkup: Bool { self == "text/html" || hasSuffix("+xml") }
    fileprivate var isReadable: Bool {
        isMarkup || hasPrefix("text/") || hasPrefix("message/") || hasPrefix("multipart/")
    }
}
