import Catalogue
import Intake
import Model

/// Until when servers asked to be left alone, a whole host or one address. Pure.
struct ServerWishes {
    /// By host or address.
    private var ends: [String: Timestamp] = [:]

    /// Takes what an earlier run has left.
    init(_ rests: [Rest] = [], now: Timestamp) {
        // A clock that was wrong when it was written must not silence a source for years.
        let latest = now.advanced(by: Schedule.longestFloor)
        for rest in rests { ends[rest.place] = min(rest.until, latest) }
    }

    /// Until when a host is left alone as a whole.
    func end(_ host: String) -> Timestamp { ends[host] ?? Timestamp(milliseconds: 0) }

    /// Until when an address of a host is left alone.
    func end(_ host: String, _ url: String) -> Timestamp { max(end(host), end(url)) }

    /// Notes what an answer asks for; gives what is to be kept of it.
    ///
    /// Who has too many requests, or no strength for any, speaks for the host; any other wish is of its address.
    mutating func take(_ failure: FetchFailure, _ host: String, _ url: String, now: Timestamp) -> [Rest] {
        guard let wait = failure.retryAfter, wait > .zero else { return [] }
        let place = [429, 503].contains(failure.status) ? host : url
        // Of two answers that came together the longer wish counts.
        let end = max(now.advanced(by: min(wait, Schedule.longestFloor)), end(place))
        ends[place] = end
        return [Rest(place: place, until: end)]
    }

    /// Leaves an address alone until a time, because what it leads to wants to be.
    mutating func rest(_ url: String, until end: Timestamp) { ends[url] = max(end, ends[url] ?? end) }

    /// Goes along with a clock that was set.
    mutating func shift(by step: Duration) { ends = ends.mapValues { $0.advanced(by: step) } }
}
