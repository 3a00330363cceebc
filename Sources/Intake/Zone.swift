import Foundation
package import Model

/// A time zone of the IANA database, with the rules that the program was built with: what its clocks show, and when.
package struct Zone: Hashable, Sendable {
    /// Such as `Europe/London`.
    package let name: String
    private let rules: TimeZone

    /// Takes `UTC` or a name with a continent. Abbreviations are no names: to the database BST is Bangladesh's, and EST has
    /// no summer.
    package init?(_ name: String) {
        guard name == "UTC" || name.contains("/"), name.utf8.count <= 60, let rules = TimeZone(identifier: name) else {
            return nil
        }
        (self.name, self.rules) = (name, rules)
    }

    /// Every name that is usual.
    package static var names: [String] { ["UTC"] + TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") } }

    /// What clocks show at an instant: the day, and the milliseconds since its start as the hands have them.
    package func reading(at time: Timestamp) -> (day: CalendarDate, milliseconds: Int64) {
        let shown = Timestamp(milliseconds: time.milliseconds + offset(at: time.milliseconds))
        return (shown.day, shown.milliseconds - Int64(shown.day.daysSince1970) * Zone.day)
    }

    /// Gives the first instant at which clocks show a time of a day or a later one: of an hour that comes twice the first,
    /// of one that is left out the moment after it.
    package func instant(of day: CalendarDate, minute: Int) -> Timestamp {
        let shown = Int64(day.daysSince1970) * Zone.day + Int64(minute) * 60_000
        // No zone is more than a day from UTC, and none changes twice in two days.
        let (before, after) = (offset(at: shown - Zone.day), offset(at: shown + Zone.day))
        for offset in [before, after] where self.offset(at: shown - offset) == offset {
            return Timestamp(milliseconds: shown - offset)
        }
        return change(from: shown - max(before, after), to: shown - min(before, after))
    }

    // The first whole second whose offset is another than that of the start.
    private func change(from start: Int64, to end: Int64) -> Timestamp {
        let old = offset(at: start)
        var (low, high) = (start, end)
        while high - low > 1000 {
            let middle = low + (high - low) / 2000 * 1000
            if offset(at: middle) == old { low = middle } else { high = middle }
        }
        return Timestamp(milliseconds: high)
    }

    private func offset(at milliseconds: Int64) -> Int64 {
        Int64(rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1000))) * 1000
    }

    private static let day: Int64 = 86_400_000
}
