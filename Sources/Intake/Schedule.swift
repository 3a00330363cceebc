package import Model

/// When an address is asked next. Pure: times, counts and a name in, a time out; never *never*.
package struct Schedule: Hashable, Sendable {
    /// What is known of the last check.
    package struct LastCheck: Hashable, Sendable {
        /// When it ended.
        package var time: Timestamp
        /// When its request was made; a slot after that is still to come, however long the answer took.
        package var begun: Timestamp?
        /// Failures in a row, this check included; 0 after an answer.
        package var failures: Int
        /// How long the server asked to be left alone.
        package var retryAfter: Duration?
        /// How long the server calls its answer good for.
        package var freshFor: Duration?

        /// Takes the time of the check and how it went.
        package init(
            time: Timestamp, begun: Timestamp? = nil, failures: Int = 0, retryAfter: Duration? = nil,
            freshFor: Duration? = nil
        ) {
            (self.time, self.begun, self.failures) = (time, begun, failures)
            (self.retryAfter, self.freshFor) = (retryAfter, freshFor)
        }
    }

    /// The regular interval; absent where there are only slots.
    package let every: Duration?
    /// Times of day, each an occasion of its own.
    package let slots: [Slots]
    /// The most that a check is moved by, where the settings say it.
    package let jitter: Duration?

    /// An interval under a second counts as a second; with neither interval nor slots it is ``standard``.
    package init(every: Duration? = nil, slots: [Slots] = [], jitter: Duration? = nil) {
        self.every = every.map { min(max($0, .seconds(1)), Schedule.century) } ?? (slots.isEmpty ? .standard : nil)
        self.slots = slots
        self.jitter = jitter.map { min(max($0, .zero), .seconds(86_400)) }
    }

    /// Gives the time of the next check of a source. It counts from the last one, so slots missed while the daemon was down
    /// are made up by one check. The same question has the same answer, jitter included.
    package func next(after last: LastCheck, for source: String) -> Timestamp {
        let regular = last.failures > 0 ? retry(after: last, source) : regularCheck(after: last, source)
        let planned = [regular, nextSlot(after: last.begun ?? last.time, for: source)].compactMap { $0 }.min()
        let earliest = last.time.advanced(by: Schedule.floor(last.retryAfter))
        return max(planned ?? last.time.advanced(by: .standard), earliest)
    }

    /// Gives the time a source is due, from what was stored when it was last checked.
    ///
    /// The schedule of now bounds the plan, in case the settings have changed since. A check that lies ahead of the clock
    /// shows that the clock was set back: a little leaves the plan as it is, so that no slot is run twice; after more than
    /// that the source is due now.
    package func due(stored: Timestamp?, last: LastCheck?, now: Timestamp, for source: String) -> Timestamp {
        guard var last, let stored else { return now }
        guard last.time <= now.advanced(by: min(every ?? .day, .day)) else { return now }
        let earliest = next(after: last, for: source)
        last.freshFor = Schedule.century
        let latest = next(after: last, for: source)
        // Before its own check lies a slot that came while it was made. Why a retry is early, the state knows.
        return last.failures > 0 || stored <= last.time ? min(stored, latest) : max(earliest, min(stored, latest))
    }

    /// Gives the planned time of the next slot after another time.
    package func nextSlot(after time: Timestamp, for source: String) -> Timestamp? {
        slots.compactMap { $0.planned(after: time, jitter: jitter ?? .zero, for: source) }.min()
    }

    /// Gives the slots that a check at this time is for; `nil` where it is for none.
    package func slots(at time: Timestamp, for source: String) -> Slots? {
        let before = Timestamp(milliseconds: time.milliseconds - 1)
        return slots.first { $0.planned(after: before, jitter: jitter ?? .zero, for: source) == time }
    }

    // A little early or late, so that many sources with one interval do not stay in step. What a server says of its answer
    // may put the check off, within bounds; it never brings one nearer.
    private func regularCheck(after last: LastCheck, _ source: String) -> Timestamp? {
        guard let every else { return nil }
        let wait = min(max(every, last.freshFor ?? .zero), every * Schedule.mostIntervals)
        let spread = min(jitter ?? min(every / 10, .seconds(600)), every)
        return last.time.advanced(by: wait + spread.part(of: seed(source, last)) - spread / 2)
    }

    // Only later, never sooner: the server's own wish is a floor.
    private func retry(after last: LastCheck, _ source: String) -> Timestamp {
        let delay = backOff(failures: last.failures)
        return last.time.advanced(
            by: max(delay, Schedule.floor(last.retryAfter)) + (delay / 5).part(of: seed(source, last)))
    }

    private func seed(_ source: String, _ last: LastCheck) -> String { "\(source) \(last.time.milliseconds)" }

    /// The wait after so many failures in a row: soon at first (a sixtieth of the interval, between 30 seconds and 5
    /// minutes, at most the interval), doubling, at most four intervals and at most a day.
    package func backOff(failures: Int) -> Duration {
        let every = every ?? .day
        let first = min(every, max(.seconds(30), min(every / 60, .seconds(300))))
        let cap = max(first, min(every * 4, .day))
        // 2^20 times any first wait is beyond every cap.
        return min(cap, first * (1 << min(max(failures, 1) - 1, 20)))
    }

    /// A server may ask for a week of quiet, not for eternity.
    package static let longestFloor = Duration.seconds(7 * 86_400)

    /// No answer is so fresh that a check is put off beyond so many intervals.
    package static let mostIntervals = 2

    // It bounds the arithmetic.
    private static let century = Duration.seconds(100 * 366 * 86_400)

    private static func floor(_ retryAfter: Duration?) -> Duration {
        min(max(retryAfter ?? .zero, .zero), Schedule.longestFloor)
    }
}

extension Duration {
    /// How often a source is checked where nothing is said.
    package static let standard = Duration.seconds(21_600)
    fileprivate static let day = Duration.seconds(86_400)
}
