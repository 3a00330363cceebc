import Catalogue
import Foundation
import Intake
import Logging
import Model

/// Fetches the sources of the settings when they are due: one request at a time to a host and a pause between two.
actor SourcePoller {
    static let folderPrefix = "fetch-"

    private let stages: Stages
    private let worker: Worker
    private let fetcher: Fetcher
    private var busyHosts: [String: Int] = [:]
    private var hostRest: [String: Timestamp] = [:]
    private var sourceRest: [String: Timestamp] = [:]

    init(stages: Stages, worker: Worker, fetcher: Fetcher) {
        self.stages = stages
        self.worker = worker
        self.fetcher = fetcher
    }

    /// Fetches due sources until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for source in dueSources() where begin(source) {
                    group.addTask { await self.check(source) }
                }
                try? await Task.sleep(for: pause())
            }
            group.cancelAll()
        }
    }

    /// Checks every source that is due once, and returns.
    func runOnce() async {
        var waiting = dueSources()
        while !waiting.isEmpty, !Task.isCancelled {
            await withDiscardingTaskGroup { group in
                for source in waiting where begin(source) {
                    group.addTask { await self.check(source) }
                    waiting.removeAll { $0.id == source.id }
                }
            }
            if !waiting.isEmpty { try? await Task.sleep(for: pause()) }
        }
    }

    private func dueSources() -> [Settings.Source] {
        let now = stages.now()
        return stages.settings.sources.filter { source in
            guard let state = try? stages.catalogue.source(source.id), state.url == source.url else { return true }
            return Schedule(every: source.every).due(stored: state.nextCheck, now: now) <= now
        }
    }

    // Takes the source's host, if it is free and has rested.
    private func begin(_ source: Settings.Source) -> Bool {
        let host = SourcePoller.host(source)
        guard busyHosts[host, default: 0] < stages.settings.http.perHostConcurrency,
            !running.contains(source.id), rest(of: source) <= stages.now()
        else { return false }
        busyHosts[host, default: 0] += 1
        running.insert(source.id)
        return true
    }

    private func rest(of source: Settings.Source) -> Timestamp {
        let never = Timestamp(milliseconds: 0)
        return max(hostRest[SourcePoller.host(source)] ?? never, sourceRest[source.id] ?? never)
    }

    private var running: Set<String> = []

    private func end(_ source: Settings.Source) {
        let host = SourcePoller.host(source)
        busyHosts[host, default: 1] -= 1
        running.remove(source.id)
        hostRest[host] = stages.now().advanced(by: stages.settings.http.perHostDelay)
    }

    // Short sleeps keep the loop simple; a source is never more than a second late.
    private func pause() -> Duration {
        let now = stages.now()
        let next = stages.settings.sources.compactMap { source -> Int64? in
            if running.contains(source.id) { return nil }
            let planned = (try? stages.catalogue.source(source.id))?.nextCheck ?? now
            return max(planned, rest(of: source)).milliseconds - now.milliseconds
        }.min()
        return .milliseconds(min(1000, max(20, next ?? 1000)))
    }

    /// Checks one source: a conditional request, then the pipeline, then its new state.
    func check(_ source: Settings.Source) async {
        defer { end(source) }
        // An answer that could not be archived yet is tried again by itself; another request would only bring it again.
        guard await !worker.holds(source: source.id) else {
            sourceRest[source.id] = stages.now().advanced(by: .seconds(10))
            return
        }
        let id = SourcePoller.folderPrefix + UUID().uuidString.lowercased()
        let state = state(of: source)
        do throws(Problem) {
            try stages.work.open(id)
            let outcome = await fetcher.fetch(request(source, state, id))
            if Task.isCancelled { return stages.work.remove(id) }
            switch outcome {
            case .unchanged(let exchange): try unchanged(source, state, exchange, id)
            case .failed(let failure): try failed(source, state, failure, id)
            case .body(let exchange, let size): try await received(source, state, exchange, size, id)
            }
        } catch {
            stages.work.remove(id)
            stages.log.warning("source \(source.id) could not be checked: \(error)")
            sourceRest[source.id] = stages.now().advanced(by: .seconds(30))
        }
    }

    private func state(of source: Settings.Source) -> SourceState {
        if let known = try? stages.catalogue.source(source.id), known.url == source.url { return known }
        return SourceState(id: source.id, url: source.url, changedAt: stages.now())
    }

    private func request(_ source: Settings.Source, _ state: SourceState, _ id: String) -> FetchRequest {
        let http = stages.settings.http
        // Conditions bind to a body that is in the archive; without one the whole answer is wanted.
        let isConditional = state.bodyDigest != nil
        return FetchRequest(
            url: source.url, etag: isConditional ? state.etag : nil,
            lastModified: isConditional ? state.lastModified : nil, spoolPath: stages.work.input(of: id),
            settings: HTTPSettings(
                userAgent: http.userAgent, timeout: http.timeout, maxBytes: http.maxBytes,
                maxRedirects: http.maxRedirects,
                allowPrivateAddresses: http.allowPrivateAddresses))
    }

    private func unchanged(
        _ source: Settings.Source, _ state: SourceState, _ exchange: Exchange, _ id: String
    ) throws(Problem) {
        var batch = RecordedBatch()
        var observation = Observation(
            time: stages.now(), source: source.id, kind: .unchanged304, detail: "not modified")
        observation.status = exchange.status
        observation.report = state.report
        observation.version = state.version
        batch.observations.append(observation)
        let next = SourceTransition.succeeded(state, every: source.every, exchange: exchange, now: stages.now())
        stages.add(next, after: state, to: &batch)
        try stages.catalogue.record(batch)
        stages.work.remove(id)
        stages.wakeOutbox()
    }

    private func failed(
        _ source: Settings.Source, _ state: SourceState, _ failure: FetchFailure, _ id: String
    ) throws(Problem) {
        var batch = RecordedBatch()
        var observation = Observation(time: stages.now(), source: source.id, kind: .failed, detail: failure.message)
        observation.status = failure.status
        batch.observations.append(observation)
        let next = SourceTransition.failed(
            state, every: source.every, SourceTransition.failure(failure), now: stages.now())
        stages.add(next, after: state, to: &batch)
        try stages.catalogue.record(batch)
        stages.work.remove(id)
        stages.wakeOutbox()
    }

    // From here on the body is a claimed input like any other.
    private func received(
        _ source: Settings.Source, _ state: SourceState, _ exchange: Exchange, _ size: Int, _ id: String
    ) async throws(Problem) {
        try Disk.syncFolder(stages.work.folder(of: id))
        let name = URL(string: exchange.finalURL)?.lastPathComponent ?? source.id
        var claim = Claim(
            id: id, nameBytes: Array(name.utf8), shownName: name, origin: .source(id: source.id, url: source.url),
            device: 0, inode: 0, size: size, mtime: 0, claimed: stages.now())
        claim.exchange = exchange
        try stages.catalogue.claim([claim])
        await worker.take([Input(claim: claim, source: state, every: source.every)])
    }

    private static func host(_ source: Settings.Source) -> String { URL(string: source.url)?.host ?? source.url }
}
