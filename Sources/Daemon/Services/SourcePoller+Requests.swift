import Catalogue
import Intake
import Model

/// How a request is made, whatever it is for.
extension SourcePoller {
    /// Makes a request when its host has rested; `nil` where it asked to be left alone meanwhile.
    func ask(_ request: FetchRequest, at host: String) async -> FetchOutcome? {
        while !Task.isCancelled {
            if wishes.end(host, request.url) > now() { return nil }
            let left = pauses.rest(of: host).milliseconds - now().milliseconds
            if left <= 0 { break }
            try? await Task.sleep(for: .milliseconds(min(500, max(1, left))))
        }
        if Task.isCancelled { return .failed(FetchFailure(.cancelled, "the request was not made")) }
        noteRequest(to: host)
        let outcome = await fetcher.fetch(request)
        if case .failed(let failure) = outcome, failure.code == .cancelled { cut.insert(host) }
        noteRequest(to: host)
        // A host that redirects led to was asked too.
        if let last = outcome.lastHost, last != host {
            pauses.asked(last, at: now())
            asked.note(last, isOpen: pauses.isTaken(last), at: now())
        }
        return outcome
    }

    private func noteRequest(to host: String) {
        let now = now()
        pauses.asked(host, at: now)
        asked.note(host, isOpen: true, at: now)
    }

    /// Notes what a failed answer asks for; gives what is to be kept of it.
    func rests(after failure: FetchFailure, _ host: String, _ url: String) -> [Rest] {
        wishes.take(failure, host, url, now: now())
    }
}

extension FetchOutcome {
    fileprivate var lastHost: String? {
        switch self {
        case .body(let exchange, _), .unchanged(let exchange): Settings.Source.host(of: exchange.finalURL)
        case .failed: nil
        }
    }

    /// How long the server wants to be left alone.
    var wish: Duration? { if case .failed(let failure) = self { failure.retryAfter } else { nil } }
}
