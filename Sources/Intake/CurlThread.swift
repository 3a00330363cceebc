import CCurl
import Foundation
import Synchronization

/// The one thread that owns libcurl's multi handle; every transfer of the process runs on it.
///
/// Orders reach it through a mailbox, and only `curl_multi_wakeup` is called from elsewhere, as libcurl allows.
final class CurlThread: Sendable {
    private let mailbox: CurlMailbox

    init() {
        let mailbox = CurlMailbox()
        self.mailbox = mailbox
        let thread = Thread {
            CurlLoop(mailbox)?.run()
            mailbox.close()
        }
        thread.name = "curl"
        thread.start()
    }

    deinit { mailbox.post(.stop) }

    /// Runs one transfer and gives its facts. Cancelling the task breaks the transfer off at once.
    func perform(_ plan: TransferPlan) async -> TransferResult {
        let id = mailbox.register()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                mailbox.post(.start(id, plan, { continuation.resume(returning: $0) }))
            }
        } onCancel: {
            mailbox.cancel(id)
        }
    }
}

/// What the curl thread is told, and by whom it is woken.
final class CurlMailbox: Sendable {
    enum Order: Sendable {
        case start(Int, TransferPlan, @Sendable (TransferResult) -> Void)
        case cancel(Int)
        case stop
    }

    private struct State {
        var orders: [Order] = []
        var lastID = 0
        /// Transfers asked for and not ended; true once cancelled, which may come before the order to start.
        var live: [Int: Bool] = [:]
        /// The multi handle as a number: it is used here only to wake its owner, and only under this lock.
        var multi: UInt = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Gives a new transfer its number.
    func register() -> Int {
        state.withLock { state in
            state.lastID += 1
            state.live[state.lastID] = false
            return state.lastID
        }
    }

    /// Leaves an order and wakes the thread; after the thread has ended a start is answered at once.
    func post(_ order: Order) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.orders.append(order) }
            if let multi = UnsafeMutableRawPointer(bitPattern: state.multi) { curl_multi_wakeup(multi) }
            return state.isClosed
        }
        if isClosed, case .start(_, _, let done) = order { done(TransferResult(verdict: .notStarted)) }
    }

    /// Marks a transfer as cancelled, whether it has begun or not.
    func cancel(_ id: Int) {
        let isLive = state.withLock { state in
            guard state.live[id] != nil else { return false }
            state.live[id] = true
            return true
        }
        if isLive { post(.cancel(id)) }
    }

    /// Gives the orders that have come since the last call.
    func take() -> [Order] {
        state.withLock { state in
            defer { state.orders = [] }
            return state.orders
        }
    }

    func isCancelled(_ id: Int) -> Bool { state.withLock { $0.live[id] ?? true } }

    func ended(_ id: Int) { state.withLock { $0.live[id] = nil } }

    /// Names the multi handle to wake; 0 before it is freed.
    func setMulti(_ address: UInt) { state.withLock { $0.multi = address } }

    /// Ends the mailbox and answers what nobody will take any more.
    func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.orders = [] }
            return state.orders
        }
        for case .start(_, _, let done) in left { done(TransferResult(verdict: .notStarted)) }
    }
}
