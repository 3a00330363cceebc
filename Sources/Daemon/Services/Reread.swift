import Archive
import Catalogue
import Changes
import Foundation
import Model

/// Newer profiles over archived bytes: what they see otherwise becomes a version of its own, and nobody is alerted.
///
/// One report after the other is archived and recorded, so that a run that is stopped anywhere is simply run again.
struct Reread: Sendable {
    let stages: Stages
    /// The profiles of now; of two with one id the one that is tried first.
    let profiles: [String: Int]
    private let sources: [ReportID?: [SourceState]]

    init(stages: Stages, profiles: [ProfileVersion]) throws(Problem) {
        self.stages = stages
        sources = Dictionary(grouping: try stages.catalogue.sources(), by: \.report)
        self.profiles = Dictionary(profiles.map { ($0.id, $0.version) }) { first, _ in first }
    }

    // This many are with the readers at once, and their readings in memory.
    private static let batchSize = 16

    /// Reads reports again, or all that the profiles of now may read otherwise; hands each result over as it comes.
    func run(_ reports: [ReportID]?, tell: (RereadResult) -> Void) async throws(Problem) {
        var rows = if let reports { try newest(of: reports) } else { try stale() }
        while !rows.isEmpty {
            let batch = rows.prefix(Reread.batchSize)
            rows.removeFirst(batch.count)
            for (row, job) in batch.map({ ($0, start($0)) }) {
                if let result = await result(row, job, isNamed: reports != nil) { tell(result) }
            }
        }
    }

    private func newest(of reports: [ReportID]) throws(Problem) -> [VersionRow] {
        var rows: [VersionRow] = []
        for report in reports {
            if let row = try stages.catalogue.latest(of: report) { rows.append(row) }
        }
        return rows
    }

    // Read by an older version of its profile, by a profile that is gone, or by none.
    private func stale() throws(Problem) -> [VersionRow] {
        var stale: [VersionRow] = []
        for row in try stages.catalogue.reports().map(\.latest) {
            if let id = row.profile, let version = row.profileVersion, let now = profiles[id], version >= now {
                continue
            }
            // What became another report is read there.
            let last = try stages.catalogue.known(source: row.sourceDigest).first
            if let last, last.report != row.report, last.profile != nil { continue }
            stale.append(row)
        }
        return stale
    }

    private struct Started {
        let original: ArchivedOriginal
        let job: ReadJob
    }

    private func start(_ row: VersionRow) -> Result<Started, Problem> {
        do throws(Problem) {
            let original = try ArchivedOriginal(row, in: stages.store)
            return .success(
                Started(
                    original: original,
                    job: stages.readers.read(original.request, original.file, size: original.size)))
        } catch { return .failure(error) }
    }

    private func result(_ row: VersionRow, _ started: Result<Started, Problem>, isNamed: Bool) async -> RereadResult? {
        do throws(Problem) {
            // What a document before it in this run turned out to be is read by the profiles of now.
            guard try stages.catalogue.latest(of: row.report)?.version == row.version else { return nil }
            let started = try started.get()
            let reading = try Reread.reading(await started.job.outcome(), of: started.original)
            // What no profile knew is looked at for those that know it now; the others are read otherwise only by name.
            if !isNamed, row.profile == nil, reading.record.profile == nil { return nil }
            var result = try judge(started.original, reading)
            result.profileNow = reading.record.profile
            return result
        } catch {
            var result = RereadResult(row, .failed)
            result.message = error.description
            return result
        }
    }

    private static func reading(_ outcome: ReadOutcome, of original: ArchivedOriginal) throws(Problem) -> HeldReading {
        let result: ReadResult
        switch outcome {
        case .read(let read): result = read
        case .listing: throw Problem(.unexpected, "read as a listing", remedy: "Report this.")
        case .deferred(let problem): throw problem
        case .refused(let refusal):
            throw Problem(
                .rereadImpossible, "it cannot be read now (\(refusal.outcome.rawValue)): \(refusal.message)",
                at: original.row.path, remedy: refusal.remedy)
        }
        // A reader that was taken over could speak of other bytes than it was given.
        guard result.record.provenance.source.sha512 == original.row.sourceDigest else {
            throw Problem(
                .rereadImpossible, "the reader answered for other bytes than it was given", at: original.row.path,
                remedy: "Keep the file and report it.")
        }
        var record = result.record
        record.provenance.labels = original.record.provenance.labels
        return HeldReading(record: record, text: result.held)
    }
}

extension Reread {
    private func judge(_ original: ArchivedOriginal, _ reading: HeldReading) throws(Problem) -> RereadResult {
        let (row, old, new) = (original.row, original.record, reading.record)
        let text = reading.text.digest
        let difference = try RecordDifference(from: old, to: new, isSameText: text == row.textDigest)
        // What a reader did not get to this time is unknown, not gone (I8).
        if new.provenance.outcome == .partial, old.provenance.outcome != .partial, !difference.lost.isEmpty {
            throw Problem(
                .rereadImpossible, "only a part of it can be read now", at: row.path,
                remedy: "Look at what “reportwatch read” says of the original.")
        }
        if new.profile == nil, old.profile != nil || new.id != old.id {
            return left(row, difference, "no profile knows it now")
        }
        if new.id != old.id { return try become(original, reading, text, difference) }
        guard !difference.isEmpty else { return RereadResult(row, .unchanged) }
        let built = try stages.builder.reread(
            reading, after: row, as: (stages.catalogue.newestNumber(of: row.report) ?? row.version).next, old,
            difference,
            original.received, now: stages.now())
        var result = RereadResult(row, .reread)
        result.archived = try archive(built, instead: row.report)
        result.difference = difference
        return result
    }

    // The bytes are of another report than they were archived as. What they were archived as stays.
    private func become(
        _ original: ArchivedOriginal, _ reading: HeldReading, _ text: Digest, _ difference: RecordDifference
    ) throws(Problem) -> RereadResult {
        let (row, id) = (original.row, reading.record.id)
        let same =
            try stages.catalogue.versions(of: id, withText: text)
            + stages.catalogue.known(source: row.sourceDigest).filter { $0.report == id }
        if let same = same.first { return known(row, difference, same) }
        var previous: (VersionBuilder.Previous, Change)?
        if let latest = try stages.catalogue.latest(of: id) {
            let before = try stages.previous(latest, text: text, lastChecked: nil)
            let change = try stages.compare(before.reading, reading)
            guard change.isNews else { return known(row, difference, latest) }
            guard let captured = reading.record.provenance.retrieved,
                let last = before.reading.record.provenance.retrieved,
                captured > last
            else {
                // History that arrives late never rewrites the newer answer.
                return left(row, difference, "it is \(id.spoken) as it stood before \(latest.version)")
            }
            previous = (before, change)
        }
        let built = try stages.work.withCopy(of: original.received) { (received) throws(Problem) in
            try archive(
                try stages.builder.recognised(
                    reading, from: row.report, after: previous, received, now: stages.now()), instead: row.report)
        }
        var result = RereadResult(row, .recognised)
        result.archived = built
        result.difference = difference
        return result
    }

    private func known(_ row: VersionRow, _ difference: RecordDifference, _ other: VersionRow) -> RereadResult {
        var result = RereadResult(row, .known)
        result.archived = other
        result.difference = difference
        return result
    }

    private func left(_ row: VersionRow, _ difference: RecordDifference, _ why: String) -> RereadResult {
        var result = RereadResult(row, .left)
        result.difference = difference
        result.message = why
        return result
    }

    // The commit point, then one transaction; what a stop leaves between the two is indexed at the next start.
    private func archive(
        _ built: VersionBuilder.Built, instead report: ReportID
    ) throws(Problem) -> VersionRow {
        let committed = stages.store.commit([try stages.stage(built)])
        guard let version = committed.committed.first else {
            throw committed.problem
                ?? Problem(.unexpected, "not committed", at: built.draft.id.folder, remedy: "Run it again.")
        }
        var batch = RecordedBatch()
        try Indexing.add(
            version, record: built.record, event: built.event, channels: [], witness: stages.witness, to: &batch)
        // What a source carries has another number now, or another name.
        for var source in sources[report] ?? [] {
            (source.report, source.version) = (version.id, version.version)
            batch.sources.append(source)
        }
        try stages.catalogue.record(batch)
        guard let row = batch.versions.first else {
            throw Problem(.unexpected, "no row", remedy: "Report this.")
        }
        return row
    }
}

extension Problem.Code {
    /// An archived original that the readers of now cannot read as those of then did.
    static let rereadImpossible = Problem.Code("reread-impossible")
}

extension WorkArea {
    /// Lends a synced copy of a file, under a name that is put away whenever a stop leaves it behind: two reports must not share
    /// one file, or damage of one would be damage of both.
    func withCopy<Value>(
        of received: VersionBuilder.Received, _ body: (VersionBuilder.Received) throws(Problem) -> Value
    ) throws(Problem) -> Value {
        let id = "reread-" + UUID().uuidString.lowercased()
        defer { removeCompanions(of: id) }
        let copy = copy(of: id)
        _ = try InputFile.copy(received.path, to: copy)
        if let path = received.webArchive { _ = try InputFile.copy(path, to: exchange(of: id)) }
        return try body(
            .init(
                path: copy, name: received.name, exchange: received.exchange,
                webArchive: received.webArchive == nil ? nil : exchange(of: id)))
    }
}
