import Catalogue
import Intake
import Model

/// How a request is made, whatever it is for.
extension SourcePoller {
    /// For whom a request is made: a check of a source, one page of a listing, a person's visit.
    struct Walker: Sendable {
        /// By which its place at a host is known.
        let id: String
        /// Of which the robots.txt of hosts that redirects lead to are asked; `nil` for a visit, and for a robots.txt itself.
        var rules: Settings.Source?
        /// Whether somebody wants it now.
        var isAsked = false
        /// The address whose server no redirect may leave: a capture of a redirect leads back to the host it was captured at.
        var keepsTo: String?
    }

    /// Makes a request when its host has rested; `nil` where that, or one that it led to, asked to be left alone meanwhile.
    ///
    /// A redirect is a request like the first: it has a place at its host, comes after the pause, and is not followed where
    /// the robots.txt there bars the address or the host wants to be left alone.
    func ask(_ request: FetchRequest, for walker: Walker) async -> FetchOutcome? {
        // Whoever asks for it: the answer would have no room.
        guard !stages.room.isLow else { return .failed(FetchFailure(.spoolFailed, DiskRoom.low.what)) }
        let host = Settings.Source.host(of: request.url)
        if let failure = await wait(for: request.url, walker) { return isResting(request) ? nil : .failed(failure) }
        noteRequest(to: host)
        let outcome = await fetcher.fetch(request) { url in await self.follow(url, of: request, walker) }
        let last = places[walker.id] ?? host
        noteRequest(to: last)
        guard case .failed(let failure) = outcome, failure.code == .cancelled else { return outcome }
        if isResting(request) { return nil }
        cut.insert(last)
        return outcome
    }

    /// Makes a request, and has the page that it brings rendered where its source wants that.
    ///
    /// The program asks by itself, as a browser would: so it is started only for an address that was asked just before, and
    /// answered well, in the turn of its host and after its pause.
    func capture(_ request: FetchRequest, for walker: Walker) async -> FetchOutcome? {
        guard let outcome = await ask(request, for: walker) else { return nil }
        guard let renderer = walker.rules?.renderer, case .body(let exchange, _) = outcome else { return outcome }
        // A browser takes a few hundred megabytes.
        while rendering >= SourcePoller.mostRendering, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(50))
        }
        rendering += 1
        defer { rendering -= 1 }
        if let failure = await wait(for: exchange.finalURL, walker) {
            return isResting(request) ? nil : .failed(failure)
        }
        let host = Settings.Source.host(of: exchange.finalURL)
        noteRequest(to: host)
        let rendered = await renderer.render(exchange, over: request.spoolPath, settings: request.settings)
        noteRequest(to: host)
        return rendered
    }

    private static let mostRendering = 2

    private func isResting(_ request: FetchRequest) -> Bool {
        wishes.end(Settings.Source.host(of: request.url), request.url) > now()
    }

    // Why a redirect is not followed; waits for its turn.
    private func follow(_ url: String, of request: FetchRequest, _ walker: Walker) async -> FetchFailure? {
        if let former = places[walker.id] { noteRequest(to: former) }
        if let home = walker.keepsTo, !Addresses.isSameServer(url, as: home) {
            var failure = FetchFailure(.unexpectedStatus, "it is a redirect, to \(url)")
            failure.isMemento = true
            return failure
        }
        if let source = walker.rules {
            let isFirst = robots.isOld(Robots.origin(of: url), now()) && source.respectsRobots
            if let failure = await move(walker.id, to: Settings.Source.host(of: url), alone: isFirst) { return failure }
            do throws(Problem) {
                if let failure = try await barrier(before: url, for: source, isAsked: walker.isAsked) { return failure }
            } catch { return FetchFailure(.spoolFailed, error.what) }
        }
        if let failure = await wait(for: url, walker) {
            // The way there need not be gone again before.
            wishes.rest(request.url, until: wishes.end(Settings.Source.host(of: url), url))
            return failure
        }
        noteRequest(to: Settings.Source.host(of: url))
        return nil
    }

    // Waits for a place at a host, and until it has rested from the request before.
    private func wait(for url: String, _ walker: Walker) async -> FetchFailure? {
        let host = Settings.Source.host(of: url)
        if let failure = await move(walker.id, to: host) { return failure }
        while !Task.isCancelled {
            let now = now()
            if wishes.end(host, url) > now { return FetchFailure(.cancelled, "\(host) asked to be left alone") }
            let left = pauses.rest(of: host).milliseconds - now.milliseconds
            if left <= 0 { return nil }
            try? await Task.sleep(for: .milliseconds(min(500, max(1, left))))
        }
        return FetchFailure(.cancelled, "the request was not made")
    }

    /// Takes a walker's place along to another host, before others that have not begun. The former place is free meanwhile: two
    /// that wait for each other's would wait for ever.
    private func move(_ walker: String, to host: String, alone: Bool = false) async -> FetchFailure? {
        if places[walker] == host { return nil }
        leave(walker)
        pauses.addGuest(1, at: host)
        defer {
            pauses.addGuest(-1, at: host)
            setTurn(of: host)
        }
        while pauses.hasNoPlace(host) {
            if Task.isCancelled { return FetchFailure(.cancelled, "the request was not made") }
            try? await Task.sleep(for: .milliseconds(20))
        }
        take(walker, host, alone: alone)
        return nil
    }

    private func noteRequest(to host: String) {
        let now = now()
        pauses.asked(host, at: now)
        asked.note(host, isOpen: true, at: now)
    }

    /// Notes what a failed answer asks for; gives what is to be kept of it.
    func rests(after failure: FetchFailure, _ url: String) -> [Rest] {
        wishes.take(failure, Settings.Source.host(of: failure.url ?? url), url, now: now())
    }
}

extension FetchOutcome {
    /// How long the server wants to be left alone.
    var wish: Duration? { if case .failed(let failure) = self { failure.retryAfter } else { nil } }
}
