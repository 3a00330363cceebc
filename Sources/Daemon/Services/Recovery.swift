import Archive
import Catalogue
import Intake
import Logging
import Model

/// What a start does before anything new is taken: the archive mends itself, the catalogue learns of versions it does not
/// name, and claims that a crash interrupted go on (architecture, section 4).
struct Recovery: Sendable {
    let stages: Stages

    /// Indexes every archived version that the catalogue lacks; gives how many. Their notices are told now (I4).
    func reconcile() throws(Problem) -> Int {
        let head = try stages.store.treeHead()
        guard try stages.catalogue.counts().versions != head.size else { return 0 }
        var added = 0
        for report in try stages.store.reports() {
            let known = try stages.catalogue.latest(of: report)?.version.value ?? 0
            guard let newest = try stages.store.head(of: report), newest.value > known else { continue }
            var batch = RecordedBatch()
            for version in try stages.store.versions(of: report) where version.version.value > known {
                let (record, event) = try Indexing.recorded(
                    version, in: stages.store, installation: stages.builder.installation)
                try Indexing.add(
                    version, record: record, event: event, channels: stages.channels(for: event), to: &batch)
                added += 1
            }
            try stages.catalogue.record(batch)
        }
        return added
    }

    /// Gives the inputs that were claimed and not finished; what a crash left elsewhere is put right (I1, I5).
    func openInputs() throws(Problem) -> [Input] {
        var inputs: [Input] = []
        var finished: [String] = []
        for claim in try stages.catalogue.openClaims() {
            if InputFile.exists(stages.work.input(of: claim.id)) {
                stages.work.dropSecondName(of: claim)
                inputs.append(input(claim))
            } else {
                // Never renamed: the file is in the inbox still, or it has reached its place already.
                finished.append(claim.id)
            }
        }
        try stages.catalogue.finish(finished)
        try removeOrphans(keeping: Set(inputs.map(\.claim.id)))
        return inputs
    }

    // A folder without a row is a fetch that never ended, or an input whose row went with the transaction that recorded it.
    private func removeOrphans(keeping open: Set<String>) throws(Problem) {
        for id in stages.work.contents() where !open.contains(id) {
            let path = stages.work.input(of: id)
            if id.hasPrefix(SourcePoller.folderPrefix) || !InputFile.exists(path) {
                stages.work.remove(id)
                continue
            }
            let digest = Digest(of: try InputFile.bytes(of: path, limit: .max))
            if try !stages.catalogue.known(source: digest).isEmpty {
                stages.work.remove(id)
            } else {
                let claim = Claim(
                    id: id, nameBytes: Array("recovered-\(id)".utf8), shownName: "recovered-\(id)", device: 0, inode: 0,
                    size: 0, mtime: 0, claimed: stages.now())
                let refusal = Refusal(
                    .crashed, "the program stopped while it held this file",
                    remedy: "Move it back into the inbox to read it.")
                _ = try stages.failed.put(claim, at: path, refusal: refusal)
                stages.work.remove(id)
            }
        }
    }

    private func input(_ claim: Claim) -> Input {
        guard case .source(let id, let url) = claim.origin else { return Input(claim: claim) }
        let every = stages.settings.sources.first { $0.id == id }?.every ?? .seconds(21_600)
        let state = (try? stages.catalogue.source(id)) ?? SourceState(id: id, url: url, changedAt: claim.claimed)
        return Input(claim: claim, source: state, every: every)
    }
}
