import Catalogue
import Foundation
import Intake
import Logging
import Model

/// Fetches the sources of the settings when they are due: one request at a time to a host and a pause between two. Servers
/// that asked to be left alone are, also after a restart and whoever asks.
actor SourcePoller {
    static let folderPrefix = "fetch-"

    let stages: Stages
    private let worker: Worker
    let fetcher: Fetcher
    private var running: Set<String> = []
    private var busyHosts: [String: Int] = [:]
    private var hostRest: [String: Timestamp] = [:]
    private var sourceRest: [String: Timestamp] = [:]
    // What servers asked for, by host or address.
    private var wishes: [String: Timestamp] = [:]
    // When each source is due, as far as that was looked up since its last check.
    private var plan: [String: Timestamp] = [:]
    private var latest: Timestamp

    init(stages: Stages, worker: Worker, fetcher: Fetcher) {
        self.stages = stages
        self.worker = worker
        self.fetcher = fetcher
        let now = stages.now()
        latest = now
        // A clock that was wrong when it was written must not silence a source for years.
        let latest = now.advanced(by: Schedule.longestFloor)
        for rest in (try? stages.catalogue.rests(after: now)) ?? [] { wishes[rest.place] = min(rest.until, latest) }
    }

    /// The time. A clock that is set back takes what was noted by it along: no pause grows longer, or shorter.
    func now() -> Timestamp {
        let now = stages.now()
        if now < latest {
            let step = Duration.milliseconds(now.milliseconds - latest.milliseconds)
            hostRest = hostRest.mapValues { $0.advanced(by: step) }
            sourceRest = sourceRest.mapValues { $0.advanced(by: step) }
            wishes = wishes.mapValues { $0.advanced(by: step) }
            plan = [:]
        }
        latest = now
        return now
    }

    /// Fetches due sources until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for source in dueSources() where begin(source) {
                    group.addTask { await self.check(source) }
                }
                stages.desk.settle()
                try? await Task.sleep(for: pause())
            }
            group.cancelAll()
        }
    }

    /// Checks every source that is due once, and returns.
    func runOnce() async {
        var waiting = dueSources()
        var listings: [Settings.Source] = []
        while !waiting.isEmpty, !Task.isCancelled {
            // What a server does not want yet is for a later pass.
            waiting.removeAll { wish(for: $0) > now() }
            await withDiscardingTaskGroup { group in
                for source in waiting where begin(source) {
                    group.addTask { await self.check(source) }
                    waiting.removeAll { $0.id == source.id }
                    if source.follow != nil { listings.append(source) }
                }
            }
            // What listings have brought is looked at in the same pass.
            for listing in listings { waiting += dueItems(of: listing) }
            listings = []
            if !waiting.isEmpty { try? await Task.sleep(for: pause()) }
        }
        settle()
    }

    /// Tells what waits for word of other sources: none are going to be asked now.
    func settle() { stages.desk.settle(isOver: true) }

    private func dueSources() -> [Settings.Source] { due(stages.roster.all) }

    /// The reports of a listing that are due.
    func dueItems(of listing: Settings.Source) -> [Settings.Source] { due(stages.roster.items(of: listing.id)) }

    private func due(_ sources: [Settings.Source]) -> [Settings.Source] {
        let now = now()
        return sources.filter { source in
            if let planned = plan[source.id], planned > now { return false }
            let due = source.due(try? stages.catalogue.source(source.id), now: now)
            plan[source.id] = due
            return due <= now
        }
    }

    /// Takes the source's host, if it is free and has rested.
    ///
    /// - Parameter isAsked: somebody wants it now, so that only the pauses between requests count.
    func begin(_ source: Settings.Source, isAsked: Bool = false) -> Bool {
        let host = host(of: source)
        guard busyHosts[host, default: 0] < stages.settings.http.perHostConcurrency,
            !running.contains(source.id), rest(of: source, isAsked: isAsked) <= now()
        else { return false }
        busyHosts[host, default: 0] += 1
        running.insert(source.id)
        return true
    }

    /// Until when a source may not be asked.
    func rest(of source: Settings.Source, isAsked: Bool = false) -> Timestamp {
        let own = isAsked ? nil : sourceRest[source.id]
        return max(hostRest[host(of: source)] ?? .never, own ?? .never, wish(for: source))
    }

    /// Until when a server asked not to be asked for this: by what it said of the address, and of itself.
    func wish(for source: Settings.Source) -> Timestamp {
        max(wishes[host(of: source)] ?? .never, wishes[source.url] ?? .never)
    }

    private func host(of source: Settings.Source) -> String { stages.roster.host(of: source.id) ?? source.host }

    func end(_ source: Settings.Source) {
        let host = host(of: source)
        busyHosts[host, default: 1] -= 1
        running.remove(source.id)
        plan[source.id] = nil
        hostRest[host] = now().advanced(by: stages.settings.http.perHostDelay)
    }

    // Short sleeps keep the loop simple; a source is never more than a second late.
    private func pause() -> Duration {
        let now = now()
        let next = stages.roster.all.compactMap { source -> Int64? in
            if running.contains(source.id) { return nil }
            return max(plan[source.id] ?? now, rest(of: source)).milliseconds - now.milliseconds
        }.min()
        return .milliseconds(min(1000, max(20, next ?? 1000)))
    }

    /// Checks one source: a conditional request, then the pipeline, then its new state.
    ///
    /// - Parameter waits: whether to wait also for a body that is slow to read.
    @discardableResult
    func check(_ source: Settings.Source, waits: Bool = false) async -> PollAnswer {
        if let follow = source.follow { return await look(at: source, follow) }
        defer { end(source) }
        while waits, await worker.isReading(source: source.id), !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(50))
        }
        // An answer that could not be archived yet is tried again by itself; another request would only bring it again.
        guard await !worker.holds(source: source.id) else {
            sourceRest[source.id] = now().advanced(by: .seconds(10))
            return PollAnswer(source, .deferred, "its last answer waits to be archived, which is tried again by itself")
        }
        let id = SourcePoller.folderPrefix + UUID().uuidString.lowercased()
        let state = state(of: source)
        let check = Check(schedule: source.schedule, begun: now())
        do throws(Problem) {
            try stages.work.open(id)
            let outcome = await fetcher.fetch(request(source, state, id))
            if Task.isCancelled {
                stages.work.remove(id)
                return PollAnswer(source, .stopped)
            }
            switch outcome {
            case .unchanged(let exchange):
                try stages.observeUnchanged(state, check, exchange)
                stages.work.remove(id)
                return PollAnswer(source, .nothingNew, "not modified", report: state.report, version: state.version)
            case .failed(let failure) where failure.code == .spoolFailed:
                // Our own disk, and no word about the source.
                throw failure.problem(at: source.url)
            case .failed(let failure):
                let next = try stages.observeFailure(
                    state, check, failure, rests: rests(after: failure, source))
                stages.work.remove(id)
                return PollAnswer(source, after: failure, next)
            case .body(let exchange, let size):
                return try await received(source, state, check, exchange, size, id, waits: waits)
            }
        } catch {
            stages.work.remove(id)
            stages.log.warning("source \(source.id) could not be checked: \(error)")
            sourceRest[source.id] = now().advanced(by: .seconds(30))
            return PollAnswer(source, .deferred, error.description)
        }
    }

    /// Keeps a listing from being begun a second time while its pages are read, its host free between them.
    func hold(_ source: Settings.Source) { running.insert(source.id) }

    func release(_ source: Settings.Source) { running.remove(source.id) }

    /// Looks up anew when sources are due.
    func plan(anew ids: [String]) { for id in ids { plan[id] = nil } }

    /// Leaves a source alone for a moment, for a trouble of our own.
    func rest(_ source: Settings.Source, for duration: Duration) {
        sourceRest[source.id] = now().advanced(by: duration)
    }

    func state(of source: Settings.Source) -> SourceState {
        if let known = try? stages.catalogue.source(source.id), known.url == source.url { return known }
        return SourceState(id: source.id, url: source.url, changedAt: now())
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

    // Too many requests are too many from us, whatever we asked for; any other wish is of this address.
    func rests(after failure: FetchFailure, _ source: Settings.Source) -> [Rest] {
        guard let wait = failure.retryAfter, wait > .zero else { return [] }
        let place = failure.code == .tooManyRequests ? host(of: source) : source.url
        let rest = Rest(place: place, until: now().advanced(by: min(wait, Schedule.longestFloor)))
        wishes[place] = rest.until
        return [rest]
    }

    // From here on the body is a claimed input like any other.
    private func received(
        _ source: Settings.Source, _ state: SourceState, _ check: Check, _ exchange: Exchange, _ size: Int,
        _ id: String, waits: Bool
    ) async throws(Problem) -> PollAnswer {
        try Disk.syncFolder(stages.work.folder(of: id))
        let name = URL(string: exchange.finalURL)?.lastPathComponent ?? source.id
        var claim = Claim(
            id: id, nameBytes: Array(name.utf8), shownName: name, origin: .source(id: source.id, url: source.url),
            device: 0, inode: 0, size: size, mtime: 0, claimed: now())
        claim.exchange = exchange
        try stages.catalogue.claim([claim])
        let input = Input(claim: claim, source: state, check: check)
        let verdicts = await worker.take([input], waits: waits)
        if case .refused = verdicts.first?.verdict, let state = try stages.catalogue.source(source.id) {
            return PollAnswer(source, .failed, state.lastProblem, report: state.report, version: state.version)
        }
        return PollAnswer(source, verdicts.first?.verdict)
    }
}

extension Timestamp {
    fileprivate static let never = Timestamp(milliseconds: 0)
}
