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

    package init(stages: Stages) { self.stages = stages }

    /// Takes inputs that are claimed through to their verdicts, in the order of the inputs.
    package func process(_ inputs: [Input]) async -> [(input: Input, verdict: Verdict)] {
        var verdicts: [(Input, Verdict)] = []
        var waiting = inputs
        while !waiting.isEmpty {
            var round = Round()
            // Two inputs of one report cannot share a commit: the second is compared with what the first has become.
            let later = await readAndCompare(waiting, &round)
            commit(&round)
            verdicts += round.verdicts
            waiting = later
        }
        stages.wakeOutbox()
        return verdicts
    }

    // What one pass over a batch has decided so far.
    private struct Round {
        var verdicts: [(Input, Verdict)] = []
        var built: [(input: Input, version: VersionBuilder.Built)] = []
        var reports: Set<ReportID> = []
        var digests: Set<Digest> = []
        var batch = RecordedBatch()
    }

    // Admit, read and compare; gives the inputs that must wait for the next pass.
    private func readAndCompare(_ inputs: [Input], _ round: inout Round) async -> [Input] {
        var later: [Input] = []
        let fresh = admit(inputs, &round, &later)
        for (input, outcome) in await stages.read(fresh) {
            do throws(Problem) {
                switch outcome {
                case .read(let result):
                    if round.reports.contains(result.record.id) {
                        later.append(input)
                    } else {
                        try decide(input, result, &round)
                    }
                case .refused(let refusal): try refuse(input, refusal, &round)
                case .deferred(let problem): round.verdicts.append((input, stages.put(off: input, problem)))
                }
            } catch {
                round.verdicts.append((input, stages.put(off: input, error)))
            }
        }
        return later
    }

    // Hash once; bytes that are archived already need no reading. Counts the attempt of the others before it begins.
    private func admit(_ inputs: [Input], _ round: inout Round, _ later: inout [Input]) -> [(Input, Stages.Content)] {
        var fresh: [(Input, Stages.Content)] = []
        for input in inputs {
            do throws(Problem) {
                let content = try stages.content(of: input)
                if let row = try stages.current(source: content.digest) {
                    duplicate(input, row, content.digest, &round)
                } else if !round.digests.insert(content.digest).inserted {
                    later.append(input)
                } else if input.claim.attempts >= Stages.strikes {
                    try refuse(input, .threeStrikes, &round)
                } else {
                    fresh.append((input, content))
                }
            } catch  where error.code == .notAFile || error.code == .inputTooLarge {
                let outcome: Outcome = error.code == .inputTooLarge ? .tooLarge : .unsupported
                do throws(Problem) {
                    try refuse(input, Refusal(outcome, error.what, remedy: error.remedy), &round)
                } catch { round.verdicts.append((input, stages.put(off: input, error))) }
            } catch {
                round.verdicts.append((input, stages.put(off: input, error)))
            }
        }
        do throws(Problem) {
            try stages.catalogue.countAttempt(fresh.map(\.0.claim.id))
        } catch {
            round.verdicts += fresh.map { ($0.0, stages.put(off: $0.0, error)) }
            return []
        }
        return fresh
    }

    // The same bytes as the newest version: nothing new. A file that came back after its own claim was archived is no news either.
    private func duplicate(_ input: Input, _ row: VersionRow, _ digest: Digest, _ round: inout Round) {
        round.batch.finishedClaims.append(input.claim.id)
        if input.source == nil, row.created >= input.claim.claimed {
            stages.log.debug("finished after a restart: \(input.name)")
        }
        stages.observe(input, .sameBytes, row, digest, "same bytes", &round.batch)
        round.verdicts.append((input, .duplicate(row)))
    }

    // Compare with the newest version: a change with items makes the next version, anything less is an observation.
    private func decide(_ input: Input, _ result: ReportReader.Result, _ round: inout Round) throws(Problem) {
        if let refusal = try stages.admission(input, result) { return try refuse(input, refusal, &round) }
        let reading = Reading(record: result.record, text: result.document.text)
        let (path, now) = (stages.work.input(of: input.claim.id), stages.now())
        guard let latest = try stages.catalogue.latest(of: result.record.id) else {
            let built = try stages.builder.first(reading, input: input, path: path, now: now)
            round.reports.insert(result.record.id)
            return round.built.append((input, built))
        }
        let text = Digest(of: reading.text.string.utf8)
        let previous = try stages.previous(latest, text: text, input: input)
        let change = text == latest.textDigest ? nil : Comparison.change(from: previous.reading, to: reading)
        guard let change, change.isNews else {
            let detail =
                change.flatMap { $0.items.first?.kind.rawValue } ?? (change == nil ? "same text" : "only noise differs")
            return try observe(input, latest, result.record.provenance.source.sha512, detail, &round)
        }
        let built = try stages.builder.next(
            reading, after: previous, change: change, input: input, path: path, now: now)
        round.reports.insert(result.record.id)
        round.built.append((input, built))
    }

    private func observe(
        _ input: Input, _ row: VersionRow, _ digest: Digest, _ detail: String, _ round: inout Round
    ) throws(Problem) {
        // Bytes that somebody dropped are kept, even though they say nothing new.
        if input.source == nil { try stages.keep(input, of: row.report, digest) }
        round.batch.renditions.append(Rendition(source: digest, report: row.report, version: row.version))
        round.batch.finishedClaims.append(input.claim.id)
        stages.observe(input, .sameContent, row, digest, detail, &round.batch)
        round.verdicts.append((input, .observed(row, detail: detail)))
    }

    private func refuse(_ input: Input, _ refusal: Refusal, _ round: inout Round) throws(Problem) {
        if input.source == nil {
            _ = try stages.failed.put(input.claim, at: stages.work.input(of: input.claim.id), refusal: refusal)
        }
        round.batch.finishedClaims.append(input.claim.id)
        stages.observeRefusal(input, refusal, &round.batch)
        round.verdicts.append((input, .refused(refusal)))
    }

    // Stage all, commit all, then one transaction with everything that is known now (I2, I4).
    private func commit(_ round: inout Round) {
        var staged: [(input: Input, built: VersionBuilder.Built, staged: StagedVersion)] = []
        for (input, version) in round.built {
            do throws(Problem) {
                staged.append((input, version, try stages.store.stage(version.draft)))
            } catch {
                round.verdicts.append((input, stages.put(off: input, error)))
            }
        }
        let result = staged.isEmpty ? CommitResult() : stages.store.commit(staged.map(\.staged))
        let committed = Dictionary(result.committed.map { ($0.id, $0) }) { first, _ in first }
        var recorded: [(Input, Verdict)] = []
        for (input, built, _) in staged {
            if let version = committed[built.record.id] {
                recorded.append(index(version, built, input, &round))
            } else {
                let problem =
                    result.problem ?? Problem(.unexpected, "not committed", remedy: "It is tried again.", retry: .later)
                round.verdicts.append((input, stages.put(off: input, problem)))
            }
        }
        do throws(Problem) {
            try stages.catalogue.record(round.batch)
            round.verdicts += recorded
            for id in round.batch.finishedClaims { stages.work.remove(id) }
        } catch {
            // The archive has what it has: the claims stay open and are found as duplicates, the versions are indexed by the repair.
            stages.needsReconciliation = true
            let all = round.verdicts + recorded
            round.verdicts = all.map { ($0.0, stages.put(off: $0.0, error)) }
        }
    }

    private func index(
        _ version: ArchivedVersion, _ built: VersionBuilder.Built, _ input: Input, _ round: inout Round
    ) -> (Input, Verdict) {
        do throws(Problem) {
            let channels = stages.channels(for: built.event)
            try Indexing.add(version, record: built.record, event: built.event, channels: channels, to: &round.batch)
            guard let row = round.batch.versions.last else {
                throw Problem(.unexpected, "no row", remedy: "Report this.")
            }
            round.batch.finishedClaims.append(input.claim.id)
            stages.observe(input, .newVersion, row, row.sourceDigest, row.summary, &round.batch)
            return (input, .recorded(row, built.event))
        } catch {
            return (input, stages.put(off: input, error))
        }
    }
}

extension Refusal {
    static let threeStrikes = Refusal(
        .crashed, "reading it was begun three times and never ended",
        remedy: "Keep the file and report it: it stops the reader. Moving it back into the inbox tries again.")
}
