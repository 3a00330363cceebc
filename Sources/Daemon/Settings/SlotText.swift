import Intake
import Model

/// Times of days as settings write them: `weekdays 00:01 Europe/London`, `mon,wed-fri 09:00,17:30 UTC`, `1st,last 06:00 UTC`.
enum SlotText {
    /// What is wrong with a text, and what would be right.
    struct Fault: Error, Hashable, Sendable {
        let what: String
        let remedy: String
    }

    static let example = "weekdays 00:01 Europe/London"

    /// Reads days, times and a zone, with spaces between; without days every day is meant.
    static func slots(_ text: String) throws(Fault) -> Slots {
        var words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        guard words.contains(where: isTime) else {
            throw Fault(
                what: "“\(text.prefix(80))” names no time of day", remedy: "Write it as in “\(example)”.")
        }
        guard words.count <= 40, let last = words.popLast(), !isTime(last) else {
            throw Fault(
                what: "“\(text.prefix(80))” names no time zone",
                remedy: "Add one at the end, such as Europe/London or UTC.")
        }
        let zone = try zone(last)
        var minutes: [Int] = []
        var days = Slots.Days()
        for word in words.flatMap({ $0.split(separator: ",").map(String.init) }) {
            if isTime(word) { minutes.append(try minute(word)) } else { try add(word, to: &days) }
        }
        guard !minutes.isEmpty else {
            throw Fault(
                what: "“\(text.prefix(80))” names no time of day", remedy: "Write it as in “\(example)”.")
        }
        if days == Slots.Days() { days.ofWeek = Set(0...6) }
        return Slots(text: (words + [last]).joined(separator: " "), days: days, minutes: minutes, zone: zone)
    }

    private static func isTime(_ word: some StringProtocol) -> Bool { word.contains(":") }

    private static func zone(_ word: String) throws(Fault) -> Zone {
        if let zone = Zone(word) { return zone }
        let nearest = Spelling.nearest(to: word, among: Zone.names).flatMap { name in
            Spelling.distance(name, word) <= 3 ? "Did you mean \(name)? " : nil
        }
        throw Fault(
            what: "“\(word.prefix(80))” is no time zone",
            remedy: (nearest ?? "") + "Write UTC or a name such as Europe/London, not an abbreviation.")
    }

    // 0:01 and 00:01 up to 23:59.
    private static func minute(_ word: String) throws(Fault) -> Int {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        let isWritten = parts.count == 2 && (1...2).contains(parts[0].count) && parts[1].count == 2
        if isWritten, let hour = number(parts[0]), let minute = number(parts[1]), hour < 24, minute < 60 {
            return hour * 60 + minute
        }
        throw Fault(what: "“\(word.prefix(80))” is no time of day", remedy: "Write it as 00:00 to 23:59.")
    }

    private static func add(_ word: String, to days: inout Slots.Days) throws(Fault) {
        let word = word.lowercased()
        switch word {
        case "daily": days.ofWeek.formUnion(0...6)
        case "weekdays": days.ofWeek.formUnion(0...4)
        case "weekends": days.ofWeek.formUnion(5...6)
        case "last": days.ofMonth.insert(0)
        default:
            if let day = dayOfMonth(word) {
                days.ofMonth.insert(day)
            } else {
                days.ofWeek.formUnion(try daysOfWeek(word))
            }
        }
    }

    // A range may go over the end of the week: fri-mon.
    private static func daysOfWeek(_ word: String) throws(Fault) -> [Int] {
        let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { end in
            names.firstIndex { $0 == end || $0.prefix(3) == end }
        }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else {
            let nearest = Spelling.nearest(to: word, among: ["daily", "weekdays", "weekends", "last"] + names)
            let guess = nearest.flatMap { Spelling.distance($0, word) <= 3 ? "Did you mean \($0)? " : nil } ?? ""
            throw Fault(
                what: "“\(word.prefix(80))” is no day",
                remedy: guess + "Write daily, weekdays, weekends, mon to sun, tue-thu, 1st to 31st or last.")
        }
        return (0...(last - first + 7) % 7).map { (first + $0) % 7 }
    }

    private static func dayOfMonth(_ word: String) -> Int? {
        guard ["st", "nd", "rd", "th"].contains(word.suffix(2)), let day = number(word.dropLast(2)),
            (1...31).contains(day)
        else { return nil }
        return day
    }

    // Digits alone, and few.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.count <= 2 && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }

    private static let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
}
