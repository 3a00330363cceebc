import Model

/// Times of some days in one time zone, for ever: `weekdays 00:01 Europe/London`.
package struct Slots: Hashable, Sendable {
    /// Days of the week, of the month, or both: a day counts if either has it.
    package struct Days: Hashable, Sendable {
        /// 0 is Monday.
        package var ofWeek: Set<Int>
        /// 1 to 31, as far as a month goes; 0 is its last day.
        package var ofMonth: Set<Int>

        /// Takes the two sets.
        package init(ofWeek: Set<Int> = [], ofMonth: Set<Int> = []) {
            (self.ofWeek, self.ofMonth) = (ofWeek, ofMonth)
        }

        func contains(_ day: CalendarDate) -> Bool {
            // 1 January 1970 was a Thursday.
            let weekday = ((day.daysSince1970 + 3) % 7 + 7) % 7
            return ofWeek.contains(weekday) || ofMonth.contains(day.day)
                || ofMonth.contains(0) && day == day.endOfMonth
        }
    }

    /// As people wrote it.
    package let text: String
    /// The zone whose clocks are meant.
    package let zone: Zone
    let days: Days
    let minutes: [Int]

    /// Takes the days, the times in minutes since midnight, and the zone.
    package init(text: String, days: Days, minutes: [Int], zone: Zone) {
        (self.text, self.days, self.zone) = (text, days, zone)
        self.minutes = Set(minutes).sorted()
    }

    /// Gives the first planned time after another. Each slot is put off by its own part of the jitter, never brought nearer:
    /// what is published at a time is not there before it.
    func planned(after time: Timestamp, jitter: Duration, for source: String) -> Timestamp? {
        let first = zone.reading(at: time.advanced(by: .zero - jitter)).day
        var best: Timestamp?
        // No month is without its 31st for longer.
        for day in (0..<70).lazy.map({ first.adding(days: $0) }) where days.contains(day) {
            for minute in minutes {
                let slot = zone.instant(of: day, minute: minute)
                if let best, slot >= best { return best }
                let planned = slot.advanced(by: jitter.part(of: "\(source) \(slot.milliseconds)"))
                if planned > time { best = min(best ?? planned, planned) }
            }
        }
        return best
    }
}

extension Duration {
    /// Gives a part of it, from none up to all; the same for the same seed everywhere, so that a plan outlives a restart.
    func part(of seed: String) -> Duration {
        let bits = sha256(seed.utf8).prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return .milliseconds(Int64(Double(milliseconds) * Double(bits) / Double(UInt64(1) << 48)))
    }
}
