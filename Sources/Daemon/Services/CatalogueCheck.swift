package import Catalogue
package import Archive
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Compares the catalogue with the archive, row by row: what it says of a version must be what the version says of itself (I2).
///
/// Says nothing of what only the catalogue knows: when sources were asked, what was delivered.
package struct CatalogueCheck {
    private let catalogue: CatalogueDatabase
    private let store: VersionStore
    private let secondLook: Duration

    /// Takes both as they are open for looking. A daemon may be writing meanwhile: what looks wrong is looked at again a moment
    /// later.
    package init(_ catalogue: CatalogueDatabase, _ store: VersionStore, secondLook: Duration = .milliseconds(200)) {
        self.catalogue = catalogue
        self.store = store
        self.secondLook = secondLook
    }

    /// Looks at everything and gives what is wrong. Versions that cannot be read are the archive's own faults and left out.
    package func findings() -> [StateFault] {
        do throws(Problem) {
            try catalogue.check()
            let known = Set(try catalogue.allVersions().map(\.report))
            let held = Set(try store.reports())
            let suspects = known.union(held).sorted().filter { !look(at: $0).isEmpty }
            guard !suspects.isEmpty else { return [] }
            // A commit may have passed between two looks: only what is wrong twice is a fault.
            usleep(UInt32(secondLook / .microseconds(1)))
            return suspects.flatMap(look)
        } catch { return [fault("catalogue-damaged", error.what, at: error.location)] }
    }

    private func look(at report: ReportID) -> [StateFault] {
        var faults: [StateFault] = []
        do throws(Problem) {
            // The catalogue first: what it names is in the archive by then.
            let rows = Dictionary(try catalogue.versions(of: report).map { ($0.version, $0) }) { first, _ in first }
            guard let held = versions(of: report) else { return [] }
            for number in Set(rows.keys).subtracting(held.map(\.version)).sorted() {
                faults.append(
                    fault("catalogue-disagrees", "the catalogue names \(number), which is not here", at: report.folder))
            }
            var last: Timestamp?
            for version in held {
                guard let row = rows[version.version] else {
                    faults.append(
                        fault("catalogue-lacks", "the catalogue does not name \(version.version)", at: version.folder))
                    continue
                }
                if let what = try difference(row, version, after: last) {
                    faults.append(fault("catalogue-disagrees", what, at: version.folder))
                }
                if !row.isHistory { last = row.captured }
            }
        } catch { faults.append(fault("catalogue-damaged", error.what, at: report.folder)) }
        return faults
    }

    // None for a report that is not here; nil for one whose folder cannot be read, which is told elsewhere.
    private func versions(of report: ReportID) -> [ArchivedVersion]? {
        do throws(Problem) { return try store.versions(of: report) } catch { return nil }
    }

    private func difference(
        _ row: VersionRow, _ version: ArchivedVersion, after last: Timestamp?
    ) throws(Problem) -> String? {
        guard let (record, event) = try? Indexing.recorded(version, in: store, installation: "") else { return nil }
        var batch = RecordedBatch()
        try Indexing.add(version, record: record, event: event, to: &batch)
        // Where a version of a watched report stands follows from those before it, too; of those that were recorded before
        // captures had times it is when they were archived.
        if !row.isHistory, let own = batch.versions.first?.captured {
            batch.versions[0].captured = row.captured == version.created ? version.created : max(own, last ?? own)
        }
        if batch.versions.first != row { return "the catalogue says something else of \(version.version)" }
        if try catalogue.judgments(of: version.id, version.version) != batch.judgments {
            return "the catalogue has other judgments in \(version.version)"
        }
        if try catalogue.labels(of: version.id, version.version) != batch.labels.first?.labels ?? [] {
            return "the catalogue has other labels of \(version.version)"
        }
        guard let told = try catalogue.event(id: event.id) else {
            return "the catalogue does not know the event of \(version.version)"
        }
        // The event of a first version is not archived: it follows from the record, and names the installation besides.
        let isArchived = version.files["change.json"] != nil
        if isArchived, !isSame(event, as: told.json) {
            return "the catalogue tells something else of \(version.version)"
        }
        return nil
    }

    // What was told names the head of the ledger besides, which the archive cannot know of itself.
    private func isSame(_ event: Event, as told: String) -> Bool {
        guard var known = try? JSON.decoded(Event.self, from: Array(told.utf8)) else { return false }
        let isWritten = (try? JSON.bytes(of: known, pretty: false).dropLast()).map { $0.elementsEqual(told.utf8) }
        known.checkpoint = nil
        return isWritten == true && known == event
    }

    private func fault(_ code: String, _ what: String, at location: String) -> StateFault {
        StateFault(code: code, what: what + "; run “reportwatch rebuild”", location: location)
    }
}
