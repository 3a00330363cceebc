import Catalogue
import Intake
import Model
import Notices

extension Stages {
    /// Adds what a check has shown to a batch, and for a source its new state.
    func observe(
        _ input: Input, _ kind: Observation.Kind, _ row: VersionRow, _ digest: Digest,
        _ rule: Observation.Rule?, _ detail: String, _ batch: inout RecordedBatch
    ) {
        var observation = Observation(time: now(), source: input.sourceID, kind: kind, detail: detail)
        observation.report = row.report
        observation.version = row.version
        observation.status = input.claim.exchange?.status
        observation.digest = digest
        observation.milliseconds = input.claim.exchange?.milliseconds
        observation.rule = rule
        batch.observations.append(observation)
        note(kind == .newVersion ? .archived : .equal, of: input, to: &batch) { outcome in
            (outcome.report, outcome.version) = (row.report, row.version)
            (outcome.reason, outcome.detail) = (rule?.rawValue, detail.isEmpty ? nil : detail)
        }
        guard let state = input.source, let check = input.check, let exchange = input.claim.exchange else { return }
        var next = SourceTransition.succeeded(state, rules(check), exchange: exchange, now: now())
        next.report = row.report
        next.version = row.version
        next.bodyDigest = digest
        // Which of the texts an answer without a body would mean is not known.
        if rule == .alternating { (next.etag, next.lastModified) = (nil, nil) }
        batch.sources.append(next)
        addMove(to: exchange, of: next, after: state, to: &batch)
        addExchange(of: state, for: next, to: &batch)
    }

    /// Adds a refusal to a batch. A source that answers with something that is no report has failed.
    ///
    /// - Parameter admission: what it is, where it was not the reader that refused it.
    func observeRefusal(
        _ input: Input, _ refusal: Refusal, _ admission: AdmissionRefusal?, _ batch: inout RecordedBatch
    ) {
        let (code, message) = (admission?.code.rawValue ?? refusal.code, admission?.message ?? refusal.message)
        var observation = Observation(time: now(), source: input.sourceID, kind: .refused, detail: message)
        observation.status = input.claim.exchange?.status
        observation.digest = input.claim.digest ?? (try? InputFile.digest(of: work.input(of: input.claim.id)))
        observation.milliseconds = input.claim.exchange?.milliseconds
        observation.reason = code
        batch.observations.append(observation)
        // What was only interrupted too often can be had again.
        if refusal != .threeStrikes {
            note(.refused, of: input, to: &batch) { ($0.reason, $0.detail) = (code, message) }
        }
        // A bad capture is the archive's, and says nothing of the source.
        guard input.captured == nil, let state = input.source, let check = input.check else { return }
        let failure = SourceTransition.Failure(
            code: code, message: message, remedy: refusal.remedy, status: input.claim.exchange?.status)
        batch.sources.append(SourceTransition.failed(state, rules(check), failure, now: now()))
    }

    // What became of a capture of a web archive is known with what it brought about, or not at all.
    private func note(
        _ outcome: ArchivedCapture.Outcome, of input: Input, to batch: inout RecordedBatch,
        _ fill: (inout CaptureOutcome) -> Void
    ) {
        guard let memento = input.claim.exchange?.memento, case .source(let id, _) = input.claim.origin else { return }
        var outcome = CaptureOutcome(source: id, url: memento.url, outcome, learnt: now())
        fill(&outcome)
        batch.captures.append(outcome)
    }

    /// What a check without a body has to say: to the catalogue, and of its source from now on.
    struct CheckNote {
        var batch = RecordedBatch()
        let next: SourceState
    }

    /// Says that a source has nothing new.
    func unchanged(_ state: SourceState, _ check: Check, _ exchange: Exchange) -> CheckNote {
        var observation = Observation(time: now(), source: state.id, kind: .unchanged304)
        observation.rule = .notModified
        observation.status = exchange.status
        observation.digest = state.bodyDigest
        observation.milliseconds = exchange.milliseconds
        observation.report = state.report
        observation.version = state.version
        var note = CheckNote(next: SourceTransition.succeeded(state, rules(check), exchange: exchange, now: now()))
        note.batch.observations = [observation]
        note.batch.sources = [note.next]
        addMove(to: exchange, of: note.next, after: state, to: &note.batch)
        return note
    }

    /// Says that a request brought nothing, with what the server asked for.
    func failure(_ state: SourceState, _ check: Check, _ failure: FetchFailure, rests: [Rest]) -> CheckNote {
        var observation = Observation(time: now(), source: state.id, kind: .failed, detail: failure.message)
        observation.status = failure.status
        observation.digest = failure.page
        observation.milliseconds = failure.milliseconds
        observation.reason = failure.code.rawValue
        var note = CheckNote(next: SourceTransition.failed(state, rules(check), .init(failure), now: now()))
        note.batch.observations = [observation]
        note.batch.rests = rests
        note.batch.sources = [note.next]
        return note
    }

    private func rules(_ check: Check) -> SourceTransition.Rules {
        .init(check: check, goneAfter: settings.availability.goneAfter)
    }
}

extension Settings.Notify {
    /// The policy part of a channel.
    var channel: ChannelSettings {
        let kindName = if case .file = kind { "file" } else { "webhook" }
        return ChannelSettings(id: id, kind: kindName, minSeverity: minSeverity, subjects: subjects)
    }
}
