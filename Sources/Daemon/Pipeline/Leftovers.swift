import Synchronization

/// Inputs that have reached their place but could not be removed from the work area, because the disk failed just then.
final class Leftovers: Sendable {
    private let ids = Mutex<Set<String>>([])

    var count: Int { ids.withLock(\.count) }

    func add(_ id: String) { ids.withLock { _ = $0.insert(id) } }

    /// Gives all of them and forgets them: what still cannot be removed is added again.
    func takeAll() -> Set<String> {
        ids.withLock { ids in
            defer { ids = [] }
            return ids
        }
    }
}
