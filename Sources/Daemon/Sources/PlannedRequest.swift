import Intake
package import Model

/// A request that is to come, as far as is known now.
package struct PlannedRequest: Hashable, Sendable, Encodable {
    /// Why a request is made at its time.
    package enum Why: String, Hashable, Sendable, Codable {
        case neverChecked = "never-checked"
        /// Its time has passed: it is made as soon as the daemon can.
        case overdue
        case every, at
        /// Again after a failure.
        case retry
        /// When the time is over for which its server asked to be left alone.
        case retryAfter = "retry-after"
        /// Put off, because its server calls the last answer good for so long.
        case fresh
    }

    package let source: String
    package let url: String
    package let time: Timestamp
    package let why: Why
    /// The entry of `at` that it is for.
    package let at: String?
    /// The time zone of the source's slots, and what its clocks show then.
    package let zone: String?
    package let localTime: String?
    private let every: String?

    init(_ source: Settings.Source, at time: Timestamp, _ why: Why, _ slots: Slots?) {
        (self.source, url, self.time, self.why) = (source.id, source.asked, time, why)
        at = slots?.text
        every = source.schedule.every.map { "every " + DurationText.spoken($0) }
        let zone = (slots ?? source.schedule.slots.first)?.zone
        self.zone = zone?.name
        localTime = zone.map { zone in
            let (day, milliseconds) = zone.reading(at: time)
            let midnight = Timestamp(milliseconds: Int64(day.daysSince1970) * 86_400_000)
            return String(midnight.advanced(by: .milliseconds(milliseconds)).description.prefix(19))
        }
    }

    private enum CodingKeys: CodingKey {
        case source, url, time, why, at, zone, localTime
    }

    /// The request as a line of text.
    package var spoken: String {
        let reason =
            switch why {
            case .neverChecked: "it was never checked"
            case .overdue: "overdue"
            case .every: every ?? "by schedule"
            case .at: at.map { "at " + $0 } ?? "by schedule"
            case .retry: "again after a failure"
            case .retryAfter: "its server asked to be left alone until then"
            case .fresh: "put off: its server calls the last answer good for longer"
            }
        let local = zone.flatMap { zone in localTime.map { "\($0) \(zone)" } }
        return ([time.description, source, reason] + [local].compactMap { $0 }).joined(separator: "\t")
    }
}
