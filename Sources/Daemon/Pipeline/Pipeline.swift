import Archive
import Catalogue
import Changes
import Documents
import Intake
import Logging
import Model

/// The life of a document, from claimed bytes to a version that is told: the only place that knows the order of the stages.
///
/// A batch goes through together so that its syncs are shared, each input by itself: what one brings about never stops
/// another. Archive first, judge second, tell third; each step is durable before the next (architecture, sections 2 and 4).
package actor Pipeline {
    let stages: Stages

    /// Takes the stages it leads through.
    package init(stages: Stages) { self.stages = stages }

    /// Takes inputs that are claimed through to their verdicts, in the order of the inputs.
    ///
    /// - Parameters:
    ///   - outcomes: what has been read already, by claim: of inputs that were slow the first time.
    ///   - begun: the readings that were begun before, by claim.
    /// - Returns: a verdict for each, and the inputs that were packed inside them, claimed.
    func process(
        _ inputs: [Input], outcomes: [String: ReadOutcome] = [:], begun: [String: Stages.Reading] = [:]
    ) async -> (verdicts: [(input: Input, verdict: Verdict)], members: [Input]) {
        var verdicts: [(input: Input, verdict: Verdict)] = []
        var members: [Input] = []
        var waiting = inputs.map { Waiting(input: $0, outcome: outcomes[$0.claim.id]) }
        while !waiting.isEmpty {
            var round = Round()
            await readAndCompare(waiting, begun, &round)
            commit(&round)
            verdicts += round.verdicts
            members += round.members
            waiting = round.later
        }
        stages.wakeOutbox()
        let places = Dictionary(inputs.enumerated().map { ($1.claim.id, $0) }) { first, _ in first }
        verdicts.sort { places[$0.input.claim.id, default: 0] < places[$1.input.claim.id, default: 0] }
        return (verdicts, members)
    }

    // Two inputs of one report cannot share a commit: the second is compared with what the first has become, in the next
    // round. What was read is kept, so that nothing is read (and counted as an attempt) twice.
    struct Waiting {
        let input: Input
        var outcome: ReadOutcome?
        /// Whether what is packed inside has been claimed.
        var isUnpacked = false
    }

    // A version that is to be archived, and the input that brought it about.
    struct Planned {
        let input: Input
        let version: VersionBuilder.Built
        var rule: Observation.Rule?
        /// What is taken again when the version is there, and has no verdict before.
        var next: Waiting?
    }

    // What one pass over a batch has decided so far.
    struct Round {
        var verdicts: [(input: Input, verdict: Verdict)] = []
        var built: [Planned] = []
        var staged: [(planned: Planned, staged: StagedVersion)] = []
        /// The archive folders that get a version in this round.
        var folders: Set<String> = []
        var digests: Set<Digest> = []
        var later: [Waiting] = []
        /// What was packed inside.
        var members: [Input] = []
        var batch = RecordedBatch()
    }

    private enum Step {
        case duplicate(VersionRow, Digest)
        case fresh(Stages.Content)
        case begun(Stages.Reading)
        case read(Waiting, ReadOutcome)
        /// The bytes of an input before it in the batch: what they are is known when that one has its verdict.
        case later
    }

    // Admit, read and compare, in the order of the inputs; leaves what must wait for the next round.
    private func readAndCompare(
        _ waiting: [Waiting], _ begun: [String: Stages.Reading], _ round: inout Round
    ) async {
        let steps = admit(waiting, begun, &round)
        let fresh = steps.compactMap { input, step -> (Input, Stages.Content)? in
            if case .fresh(let content) = step { (input, content) } else { nil }
        }
        // The readers go on while what has been read is compared and staged.
        let readings = stages.beginReading(fresh)
        for (input, step) in steps {
            do throws(Problem) {
                switch step {
                case .duplicate(let row, let digest):
                    // What stands before it in the batch may make it the return to an older version.
                    if round.folders.contains(row.report.folder) {
                        round.later.append(Waiting(input: input))
                    } else {
                        try duplicate(input, row, digest, &round)
                    }
                case .read(let waiting, let outcome): try take(waiting, outcome, &round)
                case .later: round.later.append(Waiting(input: input))
                case .begun(let reading): try await take(input, reading, &round)
                case .fresh:
                    guard let reading = readings[input.claim.id] else {
                        throw Problem(.unexpected, "not read", remedy: "It is tried again.", retry: .later)
                    }
                    try await take(input, reading.get(), &round)
                }
            } catch {
                round.verdicts.append((input, stages.put(off: input, error)))
            }
            stage(&round)
        }
    }

    // What has been built since the last time.
    private func stage(_ round: inout Round) {
        for planned in round.built {
            do throws(Problem) {
                round.staged.append((planned, try stages.stage(planned.version)))
            } catch {
                round.verdicts.append((planned.input, stages.put(off: planned.input, error)))
            }
        }
        round.built = []
    }

    // Hash once; bytes that are archived already need no reading. Counts the attempt of the others before it begins.
    private func admit(
        _ waiting: [Waiting], _ begun: [String: Stages.Reading], _ round: inout Round
    ) -> [(Input, Step)] {
        var steps: [(Input, Step)] = []
        for waiting in waiting {
            if let outcome = waiting.outcome {
                if case .read(let result) = outcome {
                    round.digests.insert(result.record.provenance.source.sha512)
                }
                steps.append((waiting.input, .read(waiting, outcome)))
                continue
            }
            do throws(Problem) {
                if let step = try admit(waiting.input, begun[waiting.input.claim.id], &round) {
                    steps.append((waiting.input, step))
                }
            } catch {
                round.verdicts.append((waiting.input, stages.put(off: waiting.input, error)))
            }
        }
        let fresh = steps.filter { if case .fresh = $0.1 { true } else { false } }.map(\.0)
        do throws(Problem) {
            try stages.catalogue.countAttempt(fresh.map(\.claim.id))
        } catch {
            round.verdicts += fresh.map { ($0, stages.put(off: $0, error)) }
            steps.removeAll { if case .fresh = $0.1 { true } else { false } }
        }
        return steps
    }

    private func admit(
        _ input: Input, _ begun: Stages.Reading?, _ round: inout Round
    ) throws(Problem) -> Step? {
        let content: Stages.Content
        do throws(Problem) {
            content = if let begun { begun.content } else { try stages.content(of: input) }
        } catch {
            guard error.code == .notAFile || error.code == .inputTooLarge else { throw error }
            let outcome: Outcome = error.code == .inputTooLarge ? .tooLarge : .unsupported
            try refuse(input, Refusal(outcome, error.what, remedy: error.remedy), nil, &round)
            return nil
        }
        if let row = try stages.current(source: content.digest, of: input) { return .duplicate(row, content.digest) }
        if !round.digests.insert(content.digest).inserted { return .later }
        if let begun { return .begun(begun) }
        guard input.claim.attempts < Stages.strikes else {
            try refuse(input, .threeStrikes, nil, &round)
            return nil
        }
        return .fresh(content)
    }

    // The same bytes as the newest version of their rendition: nothing new.
    private func duplicate(
        _ input: Input, _ row: VersionRow, _ digest: Digest, _ round: inout Round
    ) throws(Problem) {
        // Of bytes that are known from an observation of their content alone, this may be the only copy.
        if input.source == nil, digest != row.sourceDigest { try stages.keep(input, of: row.report, digest) }
        round.batch.finishedClaims.append(input.claim.id)
        let view = try stages.alternation(of: input, row.report, text: row.textDigest)
        try stages.tell(view, of: input, row.report, to: &round.batch)
        stages.observe(input, .sameBytes, row, digest, view.verdict.rule ?? .sameBytes, "", &round.batch)
        round.verdicts.append((input, .duplicate(row)))
    }

    private func take(_ input: Input, _ reading: Stages.Reading, _ round: inout Round) async throws(Problem) {
        if let outcome = await stages.outcome(of: reading) {
            try take(Waiting(input: input), outcome, &round)
        } else {
            // It is not held against the others.
            round.verdicts.append((input, .reading(reading.job)))
        }
    }

    private func take(_ waiting: Waiting, _ outcome: ReadOutcome, _ round: inout Round) throws(Problem) {
        switch outcome {
        case .read(let result):
            var waiting = waiting
            // What was in hand when the program was stopped, and can be read, did not stop it.
            if waiting.input.claim.attempts > 0 { try stages.catalogue.forgive(waiting.input.claim.id) }
            if !waiting.isUnpacked {
                tellLeftOut(of: waiting.input, result)
                round.members += try stages.claimMembers(of: waiting.input, result)
            }
            waiting.isUnpacked = true
            waiting.outcome = outcome
            var result = result
            result.record.provenance.labels = waiting.input.labels
            do throws(Problem) {
                try decide(waiting, result, &round)
            } catch {
                guard error.code == .comparisonImpossible else { throw error }
                try refuse(waiting.input, Refusal(.tooLarge, error.what, remedy: error.remedy), nil, &round)
            }
        case .refused(let refusal):
            // What is no report often cannot be read either; what it is says more than that.
            let admission = try stages.admission(waiting.input, nil)
            try refuse(waiting.input, admission?.refusal ?? refusal, admission, &round)
        case .listing:
            throw Problem(
                .unexpected, "read as a listing", at: waiting.input.name, remedy: "Report this.", retry: .later)
        case .deferred(let problem): throw problem
        }
    }

    // Files inside that cannot be had have no verdict of their own: they are named here, and in the record.
    private func tellLeftOut(of input: Input, _ result: ReadResult) {
        for warning in result.record.warnings where warning.code == "member-unreadable" {
            stages.log.warning("left out of \(input.name): \(warning.message)")
        }
    }

    func refuse(
        _ input: Input, _ refusal: Refusal, _ admission: AdmissionRefusal?, _ round: inout Round
    ) throws(Problem) {
        if let lineage = input.claim.lineage {
            stages.log.warning(
                "not read: \(input.name) [\(refusal.outcome.rawValue)] \(refusal.message). It stays in \(lineage.parent.name)"
            )
        } else if input.source == nil {
            let place = try stages.failed.put(input.claim, at: stages.work.input(of: input.claim.id), refusal: refusal)
            stages.log.warning(
                "FAILED \(input.name) [\(refusal.outcome.rawValue)] \(refusal.message). \(refusal.remedy) (\(place))")
        }
        round.batch.finishedClaims.append(input.claim.id)
        stages.observeRefusal(input, refusal, admission, &round.batch)
        round.verdicts.append((input, .refused(refusal)))
    }

    // Commit all that is staged, then one transaction with everything that is known now (I2, I4).
    private func commit(_ round: inout Round) {
        let staged = round.staged
        let result = staged.isEmpty ? CommitResult() : stages.store.commit(staged.map(\.staged))
        // In place without the disk's word for it: the archive looks again, and the catalogue has to follow.
        if !result.unsettled.isEmpty { stages.needsReconciliation = true }
        // What is committed all the same has no verdict that says so.
        if let problem = result.problem, !result.committed.isEmpty, stages.store.isUnsettled {
            stages.log.warning("archived, but not everything that follows is done: \(problem)")
        }
        let committed = Dictionary(result.committed.map { ($0.id, $0) }) { first, _ in first }
        var recorded: [(Input, Verdict)] = []
        var following: [Waiting] = []
        for (planned, _) in staged {
            let input = planned.input
            if let version = committed[planned.version.record.id] {
                let verdict = index(version, planned, &round)
                if let next = planned.next, case .recorded = verdict {
                    following.append(next)
                } else {
                    recorded.append((input, verdict))
                }
            } else {
                let problem =
                    result.problem ?? Problem(.unexpected, "not committed", remedy: "It is tried again.", retry: .later)
                round.verdicts.append((input, stages.put(off: input, problem)))
            }
        }
        do throws(Problem) {
            try stages.catalogue.record(round.batch)
            round.verdicts += recorded
            round.later = following + round.later
            for id in round.batch.finishedClaims { stages.work.remove(id) }
            stages.members.forget(parents: round.batch.finishedClaims)
            stages.desk.tell(of: round.batch.sources.map(\.id))
        } catch {
            // The archive has what it has: the claims stay open and are found as duplicates, the versions are indexed by the repair.
            stages.needsReconciliation = true
            let all = round.verdicts + recorded + following.map { ($0.input, .deferred(error)) }
            round.verdicts = all.map { ($0.0, stages.put(off: $0.0, error)) }
        }
    }

    private func index(_ version: ArchivedVersion, _ planned: Planned, _ round: inout Round) -> Verdict {
        let (input, built) = (planned.input, planned.version)
        do throws(Problem) {
            let channels = stages.channels(for: built.event, of: input)
            try Indexing.add(
                version, record: built.record, event: built.event, channels: channels, witness: stages.witness,
                to: &round.batch)
            guard let row = round.batch.versions.last else {
                throw Problem(.unexpected, "no row", remedy: "Report this.")
            }
            if planned.next == nil {
                round.batch.finishedClaims.append(input.claim.id)
                stages.observe(input, .newVersion, row, row.sourceDigest, planned.rule, row.summary, &round.batch)
            }
            return .recorded(row, built.event)
        } catch {
            return stages.put(off: input, error)
        }
    }
}

extension Refusal {
    static let threeStrikes = Refusal(
        .crashed, "reading it was begun three times and never ended",
        remedy: "Keep the file and report it: it stops the reader. Moving it back into the inbox tries again.")
}
