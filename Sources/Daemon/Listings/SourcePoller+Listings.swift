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
        /// What kept a later page from being read.
        var trouble: SourceTransition.Failure?
    }

    /// Looks at all pages of a listing, each in the turn of its host, and records what it names. The reports are fetched by
    /// themselves then, as sources that are due.
    func look(at source: Settings.Source, _ follow: Follow) async -> PollAnswer {
        // The host is free between two pages; the listing is not begun a second time meanwhile.
        var isBegun = true
        defer {
            if isBegun { end(source) }
            release(source)
            plan(anew: [source.id])
        }
        do throws(Problem) {
            let known = try stages.catalogue.listing(source.id)
            var visit = Visit(
                source: source, follow: follow, state: state(of: source),
                check: Check(schedule: source.schedule, begun: now()), known: known,
                walk: ListingWalk(source, follow, known: known, now: now()))
            while let page = visit.walk.next() {
                if !isBegun, await !turn(of: page, source) {
                    if Task.isCancelled { return PollAnswer(source, .stopped) }
                    visit.walk.take(.failed, of: page)
                    continue
                }
                let answer = try await ask(page)
                end(asked(page, source))
                if isBegun { hold(source) }
                isBegun = false
                if let end = try take(answer, of: page, &visit) { return end }
            }
            return try finish(visit)
        } catch {
            stages.log.warning("source \(source.id) could not be checked: \(error)")
            rest(source, for: .seconds(30))
            return PollAnswer(source, .deferred, error.description)
        }
    }

    // What ends the look: a stop, or a first page that cannot be had.
    private func take(
        _ answer: PageAnswer, of page: ListingWalk.Page, _ visit: inout Visit
    ) throws(Problem) -> PollAnswer? {
        let (source, isFirst) = (visit.source, visit.head == nil)
        switch answer {
        case .stopped: return PollAnswer(source, .stopped)
        case .taken(let answer, let exchange, let digest):
            if isFirst { visit.head = (exchange, digest) }
            visit.walk.take(answer, of: page)
            return nil
        case .failed(let failure):
            let rests = rests(after: failure, asked(page, source))
            if isFirst {
                let next = try stages.observeFailure(visit.state, visit.check, failure, rests: rests)
                return PollAnswer(source, after: failure, next)
            }
            try note(rests)
            if !page.isBetween { visit.trouble = visit.trouble ?? .init(failure) }
        case .refused(let failure, let digest):
            if isFirst {
                let next = try stages.observeListing(visit.state, visit.check, failure, digest: digest)
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
            exchange: head.exchange, digest: head.digest, trouble: visit.trouble)
        return try take(visit.walk, look, visit.known)
    }

    private func take(
        _ walk: ListingWalk, _ look: Stages.ListingCheck, _ known: ListingState?
    ) throws(Problem) -> PollAnswer {
        let source = look.source
        let (merge, next) = try stages.take(walk, look, known: known)
        plan(anew: merge.update.due + merge.items.filter(\.isFollowed).map(\.source))
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
            ? source : Settings.Source(id: source.id + "#" + page.url, url: page.url, schedule: source.schedule)
    }

    // Waits for the turn of a page's host; not for a server that wants to be left alone for long.
    private func turn(of page: ListingWalk.Page, _ source: Settings.Source) async -> Bool {
        let asked = asked(page, source)
        while !begin(asked, isAsked: true) {
            if Task.isCancelled || longRest(of: asked) != nil { return false }
            let wait = rest(of: asked, isAsked: true).milliseconds - now().milliseconds
            try? await Task.sleep(for: .milliseconds(min(500, max(20, wait))))
        }
        return true
    }

    private func note(_ rests: [Rest]) throws(Problem) {
        guard !rests.isEmpty else { return }
        var batch = RecordedBatch()
        batch.rests = rests
        try stages.catalogue.record(batch)
    }

    private func ask(_ page: ListingWalk.Page) async throws(Problem) -> PageAnswer {
        let id = SourcePoller.folderPrefix + UUID().uuidString.lowercased()
        try stages.work.open(id)
        defer { stages.work.remove(id) }
        // Now and then the whole answer is wanted, whatever the server says of changes.
        let known = page.known.flatMap { $0.read.advanced(by: ListingWalk.longestTrust) > now() ? $0 : nil }
        let http = stages.settings.http
        let request = FetchRequest(
            url: page.url, etag: known?.etag, lastModified: known?.lastModified, spoolPath: stages.work.input(of: id),
            settings: HTTPSettings(
                userAgent: http.userAgent, timeout: http.timeout, maxBytes: http.maxBytes,
                maxRedirects: http.maxRedirects, allowPrivateAddresses: http.allowPrivateAddresses))
        let outcome = await fetcher.fetch(request)
        if Task.isCancelled { return .stopped }
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
