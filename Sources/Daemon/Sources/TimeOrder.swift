import Model

/// Names in the order of a time that each has; whatever their number, a change or a question costs about the same. Pure.
struct TimeOrder {
    private struct Entry: Comparable {
        let time: Timestamp
        let name: String

        static func < (left: Entry, right: Entry) -> Bool { (left.time, left.name) < (right.time, right.name) }
    }

    // Times come nearly in order, so that most go to the end, and little is moved for any.
    private var entries: [Entry] = []
    private var times: [String: Timestamp] = [:]

    var isEmpty: Bool { entries.isEmpty }
    var names: [String] { entries.map(\.name) }
    var last: Timestamp? { entries.last?.time }

    /// Puts a name at its time, in place of where it was.
    mutating func insert(_ name: String, at time: Timestamp) {
        remove(name)
        let entry = Entry(time: time, name: name)
        entries.insert(entry, at: place { $0 < entry })
        times[name] = time
    }

    mutating func remove(_ name: String) {
        guard let time = times.removeValue(forKey: name) else { return }
        let entry = Entry(time: time, name: name)
        entries.remove(at: place { $0 < entry })
    }

    mutating func removeAll() { self = TimeOrder() }

    /// The first name of a time after another one; of all where that is `nil`.
    func first(after time: Timestamp?) -> (name: String, time: Timestamp)? {
        let start = start(after: time)
        return start < entries.count ? (entries[start].name, entries[start].time) : nil
    }

    /// How many come after a time.
    func count(after time: Timestamp?) -> Int { entries.count - start(after: time) }

    /// The names that come after a time.
    func names(after time: Timestamp?) -> [String] { entries[start(after: time)...].map(\.name) }

    /// The names up to a time.
    func names(until time: Timestamp) -> [String] { entries[..<start(after: time)].map(\.name) }

    private func start(after time: Timestamp?) -> Int { time.map { time in place { $0.time <= time } } ?? 0 }

    // The first entry that does not lie before.
    private func place(_ isBefore: (Entry) -> Bool) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(entries[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
