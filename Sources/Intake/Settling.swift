/// Decides when a file in the inbox is ready. Pure: observations with times in, candidates and the next time to look out.
///
/// `seen → settling → ready` of the architecture: a file that came by rename is ready at once, a closed one after 200 ms
/// of stillness, any other after `settle` without change; and never while a writer has it open. Times are durations
/// since any fixed start.
struct Settling {
    /// What brought a file to notice.
    enum Sign: Hashable, Sendable {
        /// A scan, or an event that says nothing about writers.
        case seen
        /// Somebody made it and has not been seen to close it.
        case created
        case closed
        case arrived
    }

    private struct Entry {
        var facts: FileFacts
        var sign: Sign
        var stillSince: Duration
        var firstSeen: Duration
        /// Which item of the heap is the valid one.
        var serial = 0
    }

    /// How long a closed file must hold still: some programs open and close a file several times.
    static let stillAfterClose = Duration.milliseconds(200)
    /// How long a file must hold still whose maker has not been seen to close it, where nobody can say who has it open.
    static let stillUnclosed = Duration.seconds(60)

    private let settle: Duration
    private var waiting: [[UInt8]: Entry] = [:]
    private var offered: [[UInt8]: Entry] = [:]
    private var heap = Heap<DueItem>()
    private var candidates: [DueItem] = []
    private var serial = 0

    init(settle: Duration) { self.settle = settle }

    /// Takes note of a file as it is now.
    mutating func observe(_ path: [UInt8], _ facts: FileFacts, _ sign: Sign, at now: Duration) {
        // Offered and unchanged: it rests until the next rescan.
        if let resting = offered[path] {
            if resting.facts == facts { return }
            offered[path] = nil
        }
        guard let old = waiting[path] else {
            return wait(Entry(facts: facts, sign: sign, stillSince: now, firstSeen: now), path)
        }
        let isChanged = old.facts != facts
        guard isChanged || sign != .seen else { return }
        var entry = old
        entry.facts = facts
        entry.stillSince = now
        if sign != .seen {
            entry.sign = sign
        } else if old.sign == .arrived || old.sign == .closed {
            // It grew after it was complete: somebody writes again. New times alone come from copying programs.
            entry.sign = old.facts.size == facts.size ? .closed : .seen
        }
        wait(entry, path)
    }

    /// Forgets a file that is no longer there.
    mutating func gone(_ path: [UInt8]) {
        waiting[path] = nil
        offered[path] = nil
    }

    /// Forgets everything under a folder that is no longer there.
    mutating func gone(under folder: [UInt8]) {
        let prefix = folder + [UInt8(ascii: "/")]
        waiting = waiting.filter { !$0.key.starts(with: prefix) }
        offered = offered.filter { !$0.key.starts(with: prefix) }
    }

    /// Before a full scan: what was offered and is still there will be offered again.
    mutating func reconsider() {
        for (path, entry) in offered { wait(entry, path) }
        offered = [:]
    }

    /// After a full scan: what it did not find is gone.
    mutating func keep(only found: Set<[UInt8]>) {
        waiting = waiting.filter { found.contains($0.key) }
        offered = offered.filter { found.contains($0.key) }
    }

    /// After lost events: a close may be among them, so "not closed yet" is not known any more.
    mutating func distrustSigns() {
        for (path, entry) in waiting where entry.sign == .created {
            var doubted = entry
            doubted.sign = .seen
            wait(doubted, path)
        }
    }

    /// Moves everything that is due into the line of candidates and says how long that line is at most.
    mutating func collect(at now: Duration) -> Int {
        while let item = heap.first, item.due <= now {
            heap.popFirst()
            if isValid(item) { candidates.append(item) }
        }
        return candidates.count
    }

    /// Gives up to `limit` due files, longest due first; each must then be probed and `judge`d.
    mutating func take(_ limit: Int) -> [[UInt8]] {
        var taken: [[UInt8]] = []
        var passed = 0
        while taken.count < limit, passed < candidates.count {
            if isValid(candidates[passed]) { taken.append(candidates[passed].path) }
            passed += 1
        }
        candidates.removeFirst(passed)
        return taken
    }

    /// Judges a candidate by a fresh look at it: true if it is ready, and then it counts as offered. Otherwise it waits on.
    mutating func judge(_ path: [UInt8], _ facts: FileFacts, _ writer: Writer, at now: Duration) -> Bool {
        guard let entry = waiting[path] else { return false }
        guard entry.facts == facts else {
            observe(path, facts, .seen, at: now)
            return false
        }
        switch writer {
        case .open:
            // Its close will be an event; where events are missing, this is when to ask again.
            wait(entry, path, notBefore: now + max(settle, Settling.stillAfterClose))
            return false
        case .unknown where entry.sign == .created && now - entry.stillSince < Settling.stillUnclosed:
            wait(entry, path, notBefore: entry.stillSince + Settling.stillUnclosed)
            return false
        case .none, .unknown:
            rest(path)
            return true
        }
    }

    /// Leaves a file alone until it changes or the next rescan; for those that cannot be read now.
    mutating func rest(_ path: [UInt8]) {
        offered[path] = waiting.removeValue(forKey: path)
    }

    /// How long a file has been waiting; `nil` if it is not.
    func age(of path: [UInt8], at now: Duration) -> Duration? { waiting[path].map { now - $0.firstSeen } }

    /// The next time at which something becomes due; now or earlier if something is due already.
    mutating func nextLook() -> Duration? {
        while let item = heap.first, !isValid(item) { heap.popFirst() }
        return heap.first?.due
    }

    private mutating func wait(_ entry: Entry, _ path: [UInt8], notBefore: Duration = .zero) {
        serial += 1
        var entry = entry
        entry.serial = serial
        waiting[path] = entry
        let stillness: Duration =
            switch entry.sign {
            case .arrived: .zero
            case .closed: Settling.stillAfterClose
            case .seen, .created: settle
            }
        heap.insert(DueItem(due: max(notBefore, entry.stillSince + stillness), serial: serial, path: path))
    }

    private func isValid(_ item: DueItem) -> Bool { waiting[item.path]?.serial == item.serial }
}
