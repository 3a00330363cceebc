import Dispatch
import Synchronization

/// A document in the queue.
struct ReaderOrder: Sendable {
    let request: ReadRequest
    let document: OpenFile
    let size: Int
    let members: OpenFile?
    let job = ReadJob()
}

/// Who reads what, and when: documents in the order of arrival, always by the lane of the lowest number that is free, so
/// that few processes are kept busy. At most `width` documents are read at once, those not counted that have become slow.
final class ReaderQueue: Sendable {
    private struct State {
        var orders: [ReaderOrder] = []
        var handed: [Int: ReaderOrder] = [:]
        var free: Set<Int>
        var width: Int
        var slow: Set<ObjectIdentifier> = []
        var isClosed = false
    }

    private let state: Mutex<State>
    private let bells: [DispatchSemaphore]

    init(width: Int, lanes: Int) {
        state = Mutex(State(free: Set(0..<lanes), width: width))
        bells = (0..<lanes).map { _ in DispatchSemaphore(value: 0) }
    }

    /// Adds an order; false when the queue is closed.
    func add(_ order: ReaderOrder) -> Bool {
        change { state in
            if !state.isClosed { state.orders.append(order) }
            return !state.isClosed
        }
    }

    /// Waits for the next order of a lane; `nil` when the queue is closed.
    func next(lane: Int, idle: Duration, whenIdle: () -> Void) -> ReaderOrder? {
        while true {
            let (order, isClosed) = state.withLock { ($0.handed.removeValue(forKey: lane), $0.isClosed) }
            if let order { return order }
            if isClosed { return nil }
            let limit = DispatchTime.now() + .milliseconds(Int(idle / .milliseconds(1)))
            if bells[lane].wait(timeout: limit) == .timedOut { whenIdle() }
        }
    }

    /// Lets others go on beside a document that has become slow.
    func passBy(_ order: ReaderOrder) {
        change { state in
            state.slow.insert(ObjectIdentifier(order.job))
            state.width += 1
        }
        order.job.markSlow()
    }

    /// Frees the lane of an order.
    func finish(_ order: ReaderOrder, lane: Int) {
        change { state in
            if state.slow.remove(ObjectIdentifier(order.job)) != nil { state.width -= 1 }
            state.width += 1
            state.free.insert(lane)
        }
    }

    /// Closes the queue; gives what was left in it.
    func close() -> [ReaderOrder] {
        let left = state.withLock { state in
            state.isClosed = true
            defer { (state.orders, state.handed) = ([], [:]) }
            return state.orders + state.handed.values
        }
        for bell in bells { bell.signal() }
        return left
    }

    // Changes the state, then hands orders to free lanes as far as there is width.
    @discardableResult
    private func change<Result>(_ body: (inout sending State) -> sending Result) -> Result {
        let (result, woken) = state.withLock { state in
            let result = body(&state)
            var woken: [Int] = []
            while state.width > 0, !state.isClosed, !state.orders.isEmpty, let lane = state.free.min() {
                state.free.remove(lane)
                state.width -= 1
                state.handed[lane] = state.orders.removeFirst()
                woken.append(lane)
            }
            return (result, woken)
        }
        for lane in woken { bells[lane].signal() }
        return result
    }
}
