import Catalogue
import Intake
import Model
import Notices

extension Stages {
    /// Adds what a check has shown to a batch, and for a source its new state.
    func observe(
        _ input: Input, _ kind: Observation.Kind, _ row: VersionRow, _ digest: Digest, _ detail: String,
        _ batch: inout RecordedBatch
    ) {
        var observation = Observation(time: now(), source: input.sourceID, kind: kind, detail: detail)
        observation.report = row.report
        observation.version = row.version
        observation.status = input.claim.exchange?.status
        observation.digest = digest
        batch.observations.append(observation)
        guard let state = input.source, let every = input.every, let exchange = input.claim.exchange else { return }
        var next = SourceTransition.succeeded(state, every: every, exchange: exchange, now: now())
        next.report = row.report
        next.version = row.version
        next.bodyDigest = digest
        add(next, after: state, to: &batch)
        addMove(to: exchange, of: next, after: state, to: &batch)
        addExchange(of: state, for: next, to: &batch)
    }

    /// Adds a refusal to a batch. A source that answers with something that is no report has failed.
    func observeRefusal(_ input: Input, _ refusal: Refusal, _ batch: inout RecordedBatch) {
        let kind: Observation.Kind = .refused
        var observation = Observation(time: now(), source: input.sourceID, kind: kind, detail: refusal.message)
        observation.status = input.claim.exchange?.status
        observation.digest = input.claim.digest
        batch.observations.append(observation)
        guard let state = input.source, let every = input.every else { return }
        let failure = SourceTransition.Failure(
            code: refusal.outcome.rawValue, message: refusal.message, remedy: refusal.remedy,
            status: input.claim.exchange?.status, retryAfter: nil, state: .degraded)
        add(SourceTransition.failed(state, every: every, failure, now: now()), after: state, to: &batch)
    }

    /// Adds a source's new state to a batch, with an event and a log line where it has crossed from well to ill or back.
    func add(_ next: SourceState, after old: SourceState, to batch: inout RecordedBatch) {
        batch.sources.append(next)
        guard let news = SourceTransition.news(from: old, to: next) else { return }
        let kind: Event.Kind = next.state == .healthy ? .sourceRecovered : .sourceFailing
        let report = next.report?.rawValue ?? "source:\(next.id)"
        var content = Event.Content(report: report, severity: .medium, summary: news, items: [], quiet: false)
        content.url = next.url
        // Each transition is an event of its own, so the time of its check is part of its identity.
        let id = Event.id(
            report: "source:\(next.id)", from: nil, to: nil,
            text: (next.lastChecked ?? next.changedAt).description + (next.lastProblem ?? ""),
            type: kind)
        let event = Event(
            id: id, source: builder.installation, type: kind, subject: report, time: now(), data: content)
        add(event, to: &batch)
    }
}

extension Settings.Notify {
    /// The policy part of a channel.
    var channel: ChannelSettings {
        let kindName = if case .file = kind { "file" } else { "webhook" }
        return ChannelSettings(id: id, kind: kindName, minSeverity: minSeverity, subjects: subjects)
    }
}
