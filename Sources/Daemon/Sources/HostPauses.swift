import Model

/// Which hosts may be asked: how many requests each has under way, and how long it is left alone between two. Pure.
///
/// The pause counts from the beginning of a request and from its end, so that none comes sooner whoever measures.
struct HostPauses {
    private struct Host {
        /// Taken for checks, whether their requests have begun or not.
        var taken = 0
        var isAlone = false
        /// Checks that a redirect has led here and that wait for a place.
        var guests = 0
        var asked: Timestamp?
        /// What its robots.txt asks for, by origin: one host may have several ports.
        var wished: [String: Duration] = [:]
    }

    private let delay: Duration
    private let most: Int
    private var hosts: [String: Host] = [:]

    /// Takes the settings, and when hosts were asked last, as far as an earlier run has left that.
    init(delay: Duration, most: Int, asked: [String: Timestamp] = [:]) {
        (self.delay, self.most) = (delay, most)
        hosts = asked.mapValues { Host(asked: $0) }
    }

    /// Until when a host is left alone between two requests.
    func rest(of host: String) -> Timestamp {
        guard let known = hosts[host], let asked = known.asked else { return Timestamp(milliseconds: 0) }
        // Times are cut to milliseconds: one more, and the pause is never a little too short.
        let pause = known.wished.values.reduce(delay) { max($0, $1) }
        return asked.advanced(by: pause > .zero ? pause + .milliseconds(1) : .zero)
    }

    /// Whether no check may begin at a host: as many are under way as it may have, or one that is on its way waits for a place.
    func isFull(_ host: String) -> Bool { hosts[host].map { $0.guests > 0 } ?? false || hasNoPlace(host) }

    /// Whether there is no place even for a check that is on its way.
    func hasNoPlace(_ host: String) -> Bool { hosts[host].map { $0.isAlone || $0.taken >= most } ?? false }

    /// Notes that a check on its way waits for a place at a host (1), or waits no more (-1).
    mutating func addGuest(_ step: Int, at host: String) { hosts[host, default: Host()].guests += step }

    /// Whether checks are under way there.
    func isTaken(_ host: String) -> Bool { hosts[host].map { $0.taken > 0 } ?? false }

    /// When a request to it last began or ended.
    func lastAsked(_ host: String) -> Timestamp? { hosts[host]?.asked }

    /// Takes a place at a host.
    ///
    /// - Parameter alone: nobody else gets one before this has said that others may.
    mutating func take(_ host: String, alone: Bool) {
        hosts[host, default: Host()].taken += 1
        if alone { hosts[host]?.isAlone = true }
    }

    /// Whether somebody has the host for himself.
    func isAlone(_ host: String) -> Bool { hosts[host]?.isAlone ?? false }

    /// Lets others to the host too.
    mutating func share(_ host: String) { hosts[host]?.isAlone = false }

    /// Gives a place back.
    mutating func leave(_ host: String) {
        hosts[host]?.taken -= 1
        if !isTaken(host) { share(host) }
    }

    /// Notes that a request begins, or has ended.
    mutating func asked(_ host: String, at time: Timestamp) { hosts[host, default: Host()].asked = time }

    /// Notes what pause an origin of a host asks for.
    mutating func wish(_ pause: Duration?, of origin: String, at host: String) {
        hosts[host, default: Host()].wished[origin] = pause
    }

    /// Goes along with a clock that was set.
    mutating func shift(by step: Duration) {
        hosts = hosts.mapValues { host in
            var host = host
            host.asked = host.asked?.advanced(by: step)
            return host
        }
    }
}
