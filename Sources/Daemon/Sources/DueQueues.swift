import Intake
import Model

/// Which sources are due: a queue for each host, and the hosts in order of their turns, so that nothing is looked at but what
/// can be asked. Sources are known by their ids. Pure.
struct DueQueues {
    private struct Due: Comparable {
        let time: Timestamp
        /// Of two that are due at one time, the one that was put here first.
        let number: Int
        let source: String

        static func < (left: Due, right: Due) -> Bool { (left.time, left.number) < (right.time, right.number) }
    }

    private struct Turn: Comparable {
        let time: Timestamp
        let host: String

        static func < (left: Turn, right: Turn) -> Bool { (left.time, left.host) < (right.time, right.host) }
    }

    // What is no longer valid stays in its heap until it comes to its head; these say what is.
    private var places: [String: Place] = [:]
    private var turns: [String: Timestamp] = [:]
    private var queues: [String: Heap<Due>] = [:]
    private var line = Heap<Turn>()
    private var count = 0

    private struct Place {
        let host: String
        let due: Due
    }

    /// Puts a source into the queue of its host, in place of where it was.
    mutating func insert(_ source: String, at host: String, due time: Timestamp) {
        // A listing is looked at often, and most of what it names stays where it is.
        if let place = places[source], place.host == host, place.due.time == time { return }
        count += 1
        let due = Due(time: time, number: count, source: source)
        places[source] = Place(host: host, due: due)
        queues[host, default: Heap()].insert(due)
    }

    /// Takes a source out: it is being checked, or there is no such source any more.
    mutating func remove(_ source: String) { places[source] = nil }

    /// The source of a host that is due first, and when.
    mutating func first(of host: String) -> (source: String, due: Timestamp)? {
        while let first = queues[host]?.first {
            if places[first.source]?.due.number == first.number { return (first.source, first.time) }
            queues[host]?.popFirst()
        }
        return nil
    }

    /// Says when a host is to be looked at again; `nil` for not before something happens.
    mutating func setTurn(of host: String, at time: Timestamp?) {
        guard turns[host] != time else { return }
        turns[host] = time
        if let time { line.insert(Turn(time: time, host: host)) }
    }

    /// Gives a host whose turn has come; it has none from then on.
    mutating func popHost(_ now: Timestamp) -> String? {
        guard let turn = nextTurn, turn <= now, let first = line.popFirst() else { return nil }
        turns[first.host] = nil
        return first.host
    }

    /// When the next turn is.
    var nextTurn: Timestamp? {
        mutating get {
            while let first = line.first {
                if turns[first.host] == first.time { return first.time }
                line.popFirst()
            }
            return nil
        }
    }
}
