import Archive
import Catalogue
import Intake
import Logging
import Model

/// What a start does before anything new is taken: the archive mends itself, the catalogue learns of versions it does not
/// name, and claims that a crash interrupted go on (architecture, section 4).
struct Recovery: Sendable {
    let stages: Stages

    /// Tells what the archive found and mended when it was opened, and indexes what the catalogue lacks.
    func follow(_ repair: RepairReport) throws(Problem) {
        tell(repair)
        let added = try reconcile()
        if added > 0 { stages.log.notice("\(added) archived versions were not in the catalogue and are now") }
    }

    /// Tells what a look at the archive has found and mended.
    func tell(_ repair: RepairReport) {
        let log = stages.log
        for problem in repair.damage { log.error("the archive is damaged: \(problem)") }
        Fixity(stages: stages).tell(repair.damage)
        for version in repair.rolledForward { log.notice("its root inventory was written again: \(version.folder)") }
        if !repair.ledgerAdded.isEmpty {
            log.notice("\(repair.ledgerAdded.count) versions were not in the ledger and are now")
        }
        for path in repair.quarantined { log.warning("an unfinished version was put aside: \(path)") }
    }

    /// Indexes every archived version that the catalogue lacks; gives how many. Their notices are told now (I4).
    ///
    /// A damaged version is said and left out: it must not keep the others from being known, nor the daemon from starting.
    /// - Parameter isThorough: looks even where the numbers agree.
    func reconcile(isThorough: Bool = false) throws(Problem) -> Int {
        try stages.store.settle()
        if !isThorough {
            guard try lacksVersions() else { return 0 }
            // What a crash kept from the catalogue was archived last.
            let added = try index(Set(try stages.store.lastEntries().map(\.id)).sorted())
            guard try lacksVersions() else { return added }
            return added + (try index(try stages.store.reports()))
        }
        return try index(try stages.store.reports())
    }

    private func lacksVersions() throws(Problem) -> Bool {
        try stages.catalogue.archiveCounts().versions != stages.store.treeHead().size
    }

    /// Indexes those versions of some reports that the catalogue lacks.
    private func index(_ reports: [ReportID]) throws(Problem) -> Int {
        var added = 0
        for report in reports {
            let known = try stages.catalogue.newestNumber(of: report)?.value ?? 0
            let (batch, damage) = batch(of: report, after: known)
            for problem in damage { stages.log.error("not indexed: \(problem)") }
            do throws(Problem) {
                if !batch.versions.isEmpty { try stages.catalogue.record(batch) }
                added += batch.versions.count
            } catch {
                guard error.code == .catalogueRefused else { throw error }
                stages.log.error("not indexed: \(error)")
            }
        }
        return added
    }

    private func batch(of report: ReportID, after known: Int) -> (RecordedBatch, damage: [Problem]) {
        var batch = RecordedBatch()
        var damage: [Problem] = []
        do throws(Problem) {
            guard let newest = try stages.store.head(of: report), newest.value > known else { return (batch, []) }
            for version in try stages.store.versions(of: report) where version.version.value > known {
                do throws(Problem) {
                    let (record, event) = try Indexing.recorded(
                        version, in: stages.store, installation: stages.builder.installation)
                    try Indexing.add(
                        version, record: record, event: event, channels: stages.channels(for: event),
                        witness: stages.witness, to: &batch)
                } catch { damage.append(error) }
            }
        } catch { damage.append(error) }
        return (batch, damage)
    }

    /// Gives the inputs that were claimed and not finished; what a crash left elsewhere is put right (I1, I5).
    func openInputs() throws(Problem) -> [Input] {
        try stages.work.takeOverFolders()
        var inputs: [Input] = []
        var finished: [String] = []
        for claim in try stages.catalogue.openClaims() {
            if isHere(claim.id) {
                stages.work.dropSecondName(of: claim)
                inputs.append(input(claim))
            } else {
                // Never renamed: the file is in the inbox still, or it has reached its place already, or it is packed in a
                // parent that is read once more.
                finished.append(claim.id)
            }
        }
        try stages.catalogue.finish(finished)
        removeOrphans(keeping: Set(inputs.map(\.claim.id)))
        stages.members.handOver(inputs.map(\.claim))
        return inputs
    }

    // Whether an input waits in the work area. One that had been set aside already keeps that name only.
    private func isHere(_ id: String) -> Bool {
        let path = stages.work.input(of: id)
        guard InputFile.exists(path) else { return false }
        guard stages.failed.holds(path) else { return true }
        stages.work.remove(id)
        return false
    }

    // What has no row is a fetch that never ended, or an input whose row went with the transaction that recorded it.
    private func removeOrphans(keeping open: Set<String>) {
        for id in stages.work.contents() where !open.contains(id) {
            do throws(Problem) { try removeOrphan(id) } catch {
                stages.log.warning("cannot put away what a stop left behind: \(error)")
            }
        }
    }

    private func removeOrphan(_ id: String) throws(Problem) {
        let path = stages.work.input(of: id)
        guard isHere(id) else { return stages.work.removeCompanions(of: id) }
        if id.hasPrefix(SourcePoller.fetchPrefix) { return stages.work.remove(id) }
        if try !stages.catalogue.known(source: InputFile.digest(of: path)).isEmpty { return stages.work.remove(id) }
        let claim = Claim(
            id: id, nameBytes: Array("recovered-\(id)".utf8), shownName: "recovered-\(id)", device: 0, inode: 0,
            size: 0, mtime: 0, claimed: stages.now())
        let refusal = Refusal(
            .crashed, "the program stopped while it held this file", remedy: "Move it back into the inbox to read it.")
        let place = try stages.failed.put(claim, at: path, refusal: refusal)
        stages.log.warning("a file that a stop left behind is \(place)")
        stages.work.removeCompanions(of: id)
    }

    private func input(_ claim: Claim) -> Input {
        let claim = forgiven(claim)
        guard case .source(let id, let url) = claim.origin else { return Input(claim: claim) }
        let schedule = stages.roster.source(id)?.schedule ?? Schedule()
        let state = (try? stages.catalogue.source(id)) ?? SourceState(id: id, url: url, changedAt: claim.claimed)
        let isPast = claim.id.hasPrefix(ArchiveRoad.pastPrefix)
        return Input(
            claim: claim, source: state, check: isPast ? nil : Check(schedule: schedule, begun: claim.claimed))
    }

    // Attempts that ended in being put off (a full disk) are no strikes. The row is admitted again, so that a document that
    // stops the reader now is not forgiven a second time.
    private func forgiven(_ claim: Claim) -> Claim {
        guard claim.state == .deferred, let digest = try? InputFile.digest(of: stages.work.input(of: claim.id)),
            (try? stages.catalogue.admit(claim.id, digest: digest)) != nil
        else { return claim }
        var claim = claim
        claim.attempts = 0
        return claim
    }
}
