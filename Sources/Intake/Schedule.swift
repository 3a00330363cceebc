package import Model

/// When an address is asked next. Pure: times, counts and a seed in, a time out; never *never*.
package struct Schedule: Hashable, Sendable {
    /// What is known of the last check.
    package struct LastCheck: Hashable, Sendable {
        /// When it was made.
        package var time: Timestamp
        /// Failures in a row, this check included; 0 after an answer.
        package var failures: Int
        /// How long the server asked to be left alone.
        package var retryAfter: Duration?

        /// Takes the time of the check and how it went.
        package init(time: Timestamp, failures: Int = 0, retryAfter: Duration? = nil) {
            self.time = time
            self.failures = failures
            self.retryAfter = retryAfter
        }
    }

    /// The regular interval.
    package let every: Duration

    /// An interval under a second counts as a second.
    package init(every: Duration) { self.every = max(every, .seconds(1)) }

    /// Gives the time of the next check. It counts from the time of the last one, so slots missed while the daemon was
    /// down are made up by one check. `seed` (source id and a running count) decides the jitter, so that the same
    /// question has the same answer.
    package func next(after last: LastCheck, seed: String) -> Timestamp {
        let spread = Schedule.fraction(of: seed)
        guard last.failures > 0 else {
            // A little early or late, so that many sources with one interval do not stay in step.
            let jitter = Double(min(every, .seconds(6000)).milliseconds) * 0.1 * (spread - 0.5)
            let regular = Schedule.milliseconds(every) + Int64(jitter)
            return last.time.advanced(by: .milliseconds(max(regular, floor(last.retryAfter))))
        }
        let delay = Double(backOff(failures: last.failures).milliseconds)
        // Only later, never sooner: the server's own wish is a floor.
        let wait = max(Int64(delay), floor(last.retryAfter))
        return last.time.advanced(by: .milliseconds(wait + Int64(delay * 0.2 * spread)))
    }

    /// Gives the time a source is due: its stored time, now if it was never checked, and the longest wait there is for a
    /// stored time beyond it, which a wrong clock has left behind.
    package func due(stored: Timestamp?, now: Timestamp) -> Timestamp {
        guard let stored else { return now }
        let longest = max(Schedule.milliseconds(every) * 2, Schedule.longestFloor.milliseconds * 2)
        return min(stored, now.advanced(by: .milliseconds(longest)))
    }

    /// The wait after so many failures in a row: soon at first (a sixtieth of the interval, between 30 seconds and 5
    /// minutes, at most the interval), doubling, at most four intervals and at most a day.
    func backOff(failures: Int) -> Duration {
        let first = min(every, max(.seconds(30), min(every / 60, .seconds(300))))
        let cap = max(first, min(Schedule.milliseconds(every) * 4, Duration.seconds(86_400).milliseconds).duration)
        // 2^20 times any first wait is beyond every cap.
        let doubled = first.milliseconds << Int64(min(max(failures, 1) - 1, 20))
        return min(cap, doubled.duration)
    }

    /// A server may ask for a week of quiet, not for eternity.
    package static let longestFloor = Duration.seconds(7 * 86_400)

    private func floor(_ retryAfter: Duration?) -> Int64 {
        min(max(retryAfter ?? .zero, .zero), Schedule.longestFloor).milliseconds
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        // A hundred years bound the arithmetic.
        min(duration, .seconds(100 * 366 * 86_400)).milliseconds
    }

    /// A number from 0 up to 1, the same for the same seed everywhere.
    private static func fraction(of seed: String) -> Double {
        let bits = sha256(seed.utf8).prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Double(bits) / Double(UInt64(1) << 48)
    }
}

extension Int64 {
    fileprivate var duration: Duration { .milliseconds(self) }
}
