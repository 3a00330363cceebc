import Catalogue
import Foundation
import Intake
import Logging
import Model

extension SourcePoller {
    // What came of one page.
    private enum PageAnswer {
        case taken(ListingWalk.Answer, Exchange, Digest?)
        case failed(FetchFailure)
        case refused(SourceTransition.Failure, Digest)
        /// What it is asked for by is not known, or says that it may not be.
        case barred(FetchFailure)
        /// Its server wants to be left alone.
        case resting
        case stopped
    }

    // A look on its way through the pages.
    private struct Visit {
        let source: Settings.Source
        let follow: Follow
        let state: SourceState
        let check: Check
        let known: ListingState?
        var walk: ListingWalk
        /// What the first page answered; with it the listing as a whole has answered.
        var head: (exchange: Exchange, digest: Digest?)?
        /// How long the requests have taken.
        var milliseconds = 0
        /// What kept a later page from being read.
        var trouble: SourceTransition.Failure?
    }

    /// Looks at all pages of a listing, each in the turn of its host, and records what it names. The reports are fetched by
    /// themselves then, as sources that are due.
    ///
    /// - Parameter isAsked: whether somebody wants it now.
    func look(at source: Settings.Source, _ follow: Follow, isAsked: Bool) async -> PollAnswer {
        // The place that was taken for the first page is given back after it, so that the host is free between two.
        var hasPlace = true
        defer {
            if hasPlace { leave(source.id) }
            release(source)
        }
        do throws(Problem) {
            let known = try stages.catalogue.listing(source.id)
            var visit = Visit(
                source: source, follow: follow, state: state(of: source),
                check: Check(schedule: source.schedule, begun: now()), known: known,
                walk: ListingWalk(source, follow, known: known, now: now()))
            while let page = visit.walk.next() {
                let asked = asked(page, source)
                if !hasPlace, await !turn(of: asked) {
                    if Task.isCancelled { return PollAnswer(source, .stopped) }
                    visit.walk.take(.failed, of: page)
                    continue
                }
                hasPlace = false
                let answer = try await ask(page, asked, of: &visit, isAsked: isAsked)
                if let end = try await take(answer, of: page, &visit) { return end }
            }
            return try finish(visit)
        } catch { return deferred(source, error) }
    }

    // What ends the look: a stop, or a first page that cannot be had.
    private func take(
        _ answer: PageAnswer, of page: ListingWalk.Page, _ visit: inout Visit
    ) async throws(Problem) -> PollAnswer? {
        let (source, isFirst) = (visit.source, visit.head == nil)
        switch answer {
        case .stopped: return PollAnswer(source, .stopped)
        case .taken(let answer, let exchange, let digest):
            if isFirst { visit.head = (exchange, digest) }
            visit.walk.take(answer, of: page)
            return nil
        case .resting:
            if isFirst { return PollAnswer(source, restsUntil: wish(for: source)) }
        case .barred(let failure):
            if isFirst { return try await barred(source, visit.state, visit.check, failure) }
            if failure.code == .robotsDisallowed {
                visit.walk.take(.barred, of: page)
                return nil
            }
            if failure.code != .cancelled { try note(failure, of: page, &visit) }
        case .failed(let failure):
            if isFirst {
                let rests = rests(after: failure, source.url)
                let next = try await note(
                    stages.failure(visit.state, visit.check, failure, rests: rests), of: source)
                return PollAnswer(source, after: failure, next)
            }
            try note(failure, of: page, &visit)
        case .refused(let failure, let digest):
            if isFirst {
                let next = try stages.observeListing(
                    visit.state, visit.check, failure, digest: digest, milliseconds: visit.milliseconds)
                return PollAnswer(source, .failed, next.lastProblem)
            }
            if !page.isBetween { visit.trouble = visit.trouble ?? failure }
        }
        visit.walk.take(.failed, of: page)
        return nil
    }

    private func finish(_ visit: Visit) throws(Problem) -> PollAnswer {
        guard let head = visit.head else { return PollAnswer(visit.source, .stopped) }
        let look = Stages.ListingCheck(
            source: visit.source, state: visit.state, check: visit.check, follow: visit.follow,
            exchange: head.exchange, digest: head.digest, milliseconds: visit.milliseconds, trouble: visit.trouble)
        return try take(visit.walk, look, visit.known)
    }

    private func take(
        _ walk: ListingWalk, _ look: Stages.ListingCheck, _ known: ListingState?
    ) throws(Problem) -> PollAnswer {
        let source = look.source
        let before = Set(stages.roster.items(of: source.id))
        let (merge, next) = try stages.take(walk, look, known: known)
        // What is listed no more, or from now on, or elsewhere; and what has changed.
        let moved = before.symmetricDifference(stages.roster.items(of: source.id))
        for id in Set(moved.map(\.id) + merge.update.due) { replan(id) }
        let isNews = !merge.added.isEmpty || merge.isStocktaking && !merge.items.isEmpty
        if isNews || !merge.unlisted.isEmpty || !merge.relisted.isEmpty {
            stages.log.info("listing \(source.id): \(merge.spoken)")
        }
        if next.failures > 0 { return PollAnswer(source, .failed, next.lastProblem) }
        return PollAnswer(source, isNews ? .listed : .nothingNew, merge.spoken)
    }

    // A page as the source that its request is made for.
    private func asked(_ page: ListingWalk.Page, _ source: Settings.Source) -> Settings.Source {
        page.url == source.url
            ? source
            : Settings.Source(
                id: source.id + "#" + page.url, url: page.url, schedule: source.schedule,
                respectsRobots: source.respectsRobots, access: source.access, home: source.url)
    }

    // Waits for the turn of a page's host; not for a server that wants to be left alone for long.
    private func turn(of asked: Settings.Source) async -> Bool {
        while !enter(asked, isAsked: true) {
            if Task.isCancelled || longRest(of: asked) != nil { return false }
            let wait = rest(of: asked, isAsked: true).milliseconds - now().milliseconds
            try? await Task.sleep(for: .milliseconds(min(500, max(20, wait))))
        }
        return true
    }

    // What keeps a later page from being read.
    private func note(_ failure: FetchFailure, of page: ListingWalk.Page, _ visit: inout Visit) throws(Problem) {
        var batch = RecordedBatch()
        batch.rests = rests(after: failure, page.url)
        if !batch.rests.isEmpty { try stages.catalogue.record(batch) }
        if !page.isBetween { visit.trouble = visit.trouble ?? .init(failure) }
    }

    // Gives the place at the host back.
    private func ask(
        _ page: ListingWalk.Page, _ asked: Settings.Source, of visit: inout Visit, isAsked: Bool
    ) async throws(Problem) -> PageAnswer {
        defer { leave(asked.id) }
        if let failure = try await barrier(before: asked.url, for: asked, isAsked: isAsked) {
            return Task.isCancelled && failure.retryAfter == nil ? .stopped : .barred(failure)
        }
        let id = SourcePoller.fetchPrefix + UUID().uuidString.lowercased()
        defer { stages.work.remove(id) }
        // Now and then the whole answer is wanted, whatever the server says of changes.
        let known = page.known.flatMap { $0.read.advanced(by: ListingWalk.longestTrust) > now() ? $0 : nil }
        let request = try visit.source.request(
            for: page.url,
            .init(etag: known?.etag, lastModified: known?.lastModified, answeredBy: known?.answeredBy),
            http: stages.settings.http, spool: stages.work.input(of: id))
        guard let outcome = await ask(request, for: Walker(id: asked.id, rules: asked, isAsked: isAsked)) else {
            return .resting
        }
        visit.milliseconds += outcome.milliseconds ?? 0
        // What a server wishes is kept also by who is stopping.
        if Task.isCancelled, outcome.wish == nil { return .stopped }
        switch outcome {
        case .unchanged(let exchange): return .taken(.unchanged(exchange), exchange, known?.digest)
        case .failed(let failure) where failure.code == .spoolFailed: throw failure.problem(at: page.url)
        case .failed(let failure): return .failed(failure)
        case .body(let exchange, let size): return try await read(page, id, exchange, size)
        }
    }

    // What stands in it is read where all documents are: in a reader process.
    private func read(
        _ page: ListingWalk.Page, _ id: String, _ exchange: Exchange, _ size: Int
    ) async throws(Problem) -> PageAnswer {
        let path = stages.work.input(of: id)
        let (descriptor, _) = try InputFile.open(path)
        let file = OpenFile(descriptor)
        let digest = try InputFile.digest(of: descriptor, path)
        // The same bytes at the same address name the same.
        if let known = page.known, known.digest == digest {
            return .taken(.unchanged(exchange), exchange, digest)
        }
        var request = ReadRequest(name: "listing", url: exchange.finalURL, contentType: exchange.mediaType)
        request.wantsListing = true
        switch await stages.readers.read(request, file, size: size).outcome() {
        case .listing(let listing):
            if listing.format == .page, let refusal = try stages.admission(ofListing: path, exchange) {
                return .refused(
                    .init(
                        code: refusal.code.rawValue, message: refusal.message, remedy: refusal.remedy,
                        status: exchange.status), digest)
            }
            return .taken(.read(listing, exchange, digest), exchange, digest)
        case .refused(let refusal):
            return .refused(
                .init(code: refusal.code, message: refusal.message, remedy: refusal.remedy, status: exchange.status),
                digest)
        case .deferred(let problem): throw problem
        case .read: throw Problem(.unexpected, "not read as a listing", at: page.url, remedy: "Report this.")
        }
    }
}
