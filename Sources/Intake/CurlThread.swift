import CCurl
import Foundation
import Synchronization

/// The one thread that owns libcurl's multi handle; every transfer of the process runs on it.
///
/// Orders reach it through a mailbox, and only `curl_multi_wakeup` is called from elsewhere, as libcurl allows. Who begins one
/// transfer after the other may live on it too: between two of them no other thread has to wake up then.
final class CurlThread: TaskExecutor {
    private let mailbox = CurlMailbox()
    // `nil` once it was joined, or when none could be made.
    private let thread: Mutex<pthread_t?>

    init() {
        var started = pthread_t()
        let hanging = Unmanaged.passRetained(mailbox)
        let code = pthread_create(&started, nil, { CurlThread.main($0) }, hanging.toOpaque())
        thread = Mutex(code == 0 ? started : nil)
        if code != 0 {
            hanging.release()
            mailbox.close()
        }
    }

    deinit { close() }

    /// Ends the thread and waits until it is gone: a process must not exit before, since libcurl's own libraries take
    /// themselves down at the exit, whoever still uses them.
    func close() {
        mailbox.post(.stop)
        thread.withLock { thread in
            guard let running = thread else { return }
            // The last reference may be let go by an answer, which is given on the thread itself.
            if pthread_equal(running, pthread_self()) != 0 {
                pthread_detach(running)
            } else {
                pthread_join(running, nil)
            }
            thread = nil
        }
    }

    private static func main(_ hanging: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let hanging else { return nil }
        let mailbox = Unmanaged<CurlMailbox>.fromOpaque(hanging).takeRetainedValue()
        CurlLoop(mailbox)?.run()
        mailbox.close()
        return nil
    }

    func enqueue(_ job: consuming ExecutorJob) {
        mailbox.post(.run(UnownedJob(job), asUnownedTaskExecutor()))
    }

    /// Runs one transfer and gives its facts. Cancelling the task breaks the transfer off at once.
    nonisolated(nonsending) func perform(_ plan: TransferPlan) async -> TransferResult {
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
        case run(UnownedJob, UnownedTaskExecutor)
        case stop
    }

    private struct State {
        var orders: [Order] = []
        var lastID = 0
        /// Transfers asked for and not ended; true once cancelled, which may come before the order to start.
        var live: [Int: Bool] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    /// The multi handle as a number: it is used here only to wake its owner, and only under this lock. It is not the lock of the
    /// orders, which the owner takes as soon as it is awake.
    private let multi = Mutex<UInt>(0)
    /// The thread that takes the orders, which sees to its own before it sleeps.
    private let owner = Atomic<pthread_t>(0)

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
            return state.isClosed
        }
        if isClosed { return refuse(order) }
        guard owner.load(ordering: .relaxed) != pthread_self() else { return }
        multi.withLock { if let multi = UnsafeMutableRawPointer(bitPattern: $0) { curl_multi_wakeup(multi) } }
    }

    // What is to be run is no matter of transfers: it must go on, whoever is there to do it.
    private func refuse(_ order: Order) {
        switch order {
        case .start(_, _, let done): done(TransferResult(verdict: .notStarted))
        case .run(let job, let executor): DispatchQueue.global().async { job.runSynchronously(on: executor) }
        case .cancel, .stop: break
        }
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

    /// Whether no order has come since the last were taken.
    var isEmpty: Bool { state.withLock { $0.orders.isEmpty } }

    func isCancelled(_ id: Int) -> Bool { state.withLock { $0.live[id] ?? true } }

    func ended(_ id: Int) { state.withLock { $0.live[id] = nil } }

    /// Names the multi handle to wake; 0 before it is freed.
    func setMulti(_ address: UInt) { multi.withLock { $0 = address } }

    /// Makes the calling thread the one that takes the orders.
    func own() { owner.store(pthread_self(), ordering: .relaxed) }

    /// Ends the mailbox and answers what nobody will take any more.
    func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.orders = [] }
            return state.orders
        }
        left.forEach(refuse)
    }
}
