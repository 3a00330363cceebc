import Catalogue
import Foundation
import Intake
import Model

extension SourcePoller {
    /// Gives why an address may not be asked, by the robots.txt of its host; `nil` where it may. The file is asked for first where
    /// none is known, or the one that is known is a day old.
    ///
    /// - Parameters:
    ///   - source: for which it is asked, and which has a place at the host.
    ///   - isAsked: whether somebody wants to know it now.
    func barrier(
        before url: String, for source: Settings.Source, isAsked: Bool
    ) async throws(Problem) -> FetchFailure? {
        let host = Settings.Source.host(of: url)
        defer { share(host) }
        let origin = Robots.origin(of: url)
        // An address with a user name in it is refused elsewhere, and its secret is kept nowhere.
        guard source.respectsRobots, !origin.contains("@") else { return nil }
        var page = try page(of: origin)
        if page.map({ isOld($0, url, isAsked: isAsked) }) ?? true {
            switch try await file(of: origin, page?.file, source, isAsked: isAsked) {
            case .file(let file): page = robots.take(file, userAgent: stages.settings.http.userAgent)
            // RFC 9309 section 2.4: as long as it cannot be had, the one from before counts. But who asked for patience has it.
            case .failure(let failure) where page == nil || failure.retryAfter != nil || failure.code == .cancelled:
                return failure
            case .failure: break
            }
        }
        guard let page else { return nil }
        pauses.wish(page.robots.crawlDelay, of: origin, at: host)
        return page.robots.rule(barring: url).map { rule in
            FetchFailure(
                .robotsDisallowed,
                "\(origin)/robots.txt, read at \(page.file.read), bars this program from it: line \(rule.line), “Disallow: \(rule.text)”"
            )
        }
    }

    // Who wants to know now whether it is still barred gets no answer from yesterday.
    private func isOld(_ page: RobotsBook.Page, _ url: String, isAsked: Bool) -> Bool {
        if !RobotsBook.isValid(page.file, now()) { return true }
        return isAsked && page.robots.rule(barring: url) != nil
            && page.file.read.advanced(by: .seconds(60)) <= now()
    }

    private enum Answer {
        case file(RobotsFile)
        case failure(FetchFailure)
    }

    private func page(of origin: String) throws(Problem) -> RobotsBook.Page? {
        if let page = robots[origin] { return page }
        return try stages.catalogue.robots(of: origin).map {
            robots.take($0, userAgent: stages.settings.http.userAgent)
        }
    }

    private func file(
        of origin: String, _ known: RobotsFile?, _ source: Settings.Source, isAsked: Bool
    ) async throws(Problem) -> Answer {
        if !isAsked, let failure = robots.trouble(of: origin, source.schedule, now()) { return .failure(failure) }
        let id = SourcePoller.fetchPrefix + UUID().uuidString.lowercased()
        defer { stages.work.remove(id) }
        let path = stages.work.input(of: id)
        var settings = stages.settings.http.fetching
        // RFC 9309 section 2.3.1.2 and 2.5: five redirects at least, and half a megabyte.
        settings.maxRedirects = 5
        settings.maxBytes = max(settings.maxBytes, 8 * Robots.mostBytes)
        settings.proxy = try source.access.requestProxy(of: source.id)
        let request = FetchRequest(
            url: origin + "/robots.txt", etag: known?.etag, lastModified: known?.lastModified, spoolPath: path,
            settings: settings)
        guard let outcome = await ask(request, for: Walker(id: source.id)) else {
            return .failure(FetchFailure(.cancelled, "its server asked to be left alone"))
        }
        var file = RobotsFile(origin: origin, read: now())
        switch outcome {
        case .unchanged:
            file = known ?? file
            file.read = now()
        case .body(let exchange, _):
            file.text = try InputFile.ends(of: path, head: Robots.mostBytes + 1, tail: 0).head
            (file.etag, file.lastModified) = (exchange.etag, exchange.lastModified)
        case .failed(let failure) where failure.code == .cancelled: return .failure(failure)
        case .failed(let failure) where failure.code == .spoolFailed: throw failure.problem(at: request.url)
        case .failed(let failure) where failure.isUnreachable:
            robots.take(failure, of: origin, now())
            return .failure(failure)
        // There is none: nothing is barred.
        case .failed: break
        }
        robots.forgetTrouble(of: origin)
        try stages.catalogue.save(file)
        if let known, known.text != file.text { askAgain(of: origin, but: source) }
        return .file(file)
    }

    // What was barred may be open now.
    private func askAgain(of origin: String, but asking: Settings.Source) {
        let known = states(of: stages.roster.all)
        for source in stages.roster.all where source.id != asking.id {
            guard var barred = source.valid(known[source.id]),
                barred.code == FetchFailure.Code.robotsDisallowed.rawValue,
                // By the file of another host it was barred where a redirect leads there.
                Robots.origin(of: source.url) == origin || barred.lastProblem?.contains(origin + "/robots.txt") == true
            else { continue }
            barred.nextCheck = now()
            try? stages.catalogue.save(barred)
            replan(source.id)
        }
    }
}

extension FetchFailure {
    /// Whether a server, or the way to it, has a fault, so that what it lets be asked is not known (RFC 9309 section 2.3.1.4). Too
    /// many requests are such a fault too. Any other status means that there is no such file, unless it is there and did not come whole.
    fileprivate var isUnreachable: Bool {
        if let status, !(200..<300).contains(status) { return status >= 500 || status == 429 }
        switch code {
        case .privateAddress, .badURL, .tooManyRedirects: return false
        default: return true
        }
    }
}
