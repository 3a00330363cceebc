import Glibc
import Synchronization

/// What the watcher's thread is told from outside, with a pipe that wakes it.
final class InboxMailbox: Sendable {
    struct Mail {
        var isStopped = false
        var isDelivered = false
        var wantsRescan = false
    }

    private struct State {
        var mail = Mail()
        var hasEnded = false
        var whenEnded: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    /// To wait on; -1 if the system had no pipe for us, and then the thread must look from time to time.
    let descriptor: Int32
    private let writing: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) != 0 { ends = [-1, -1] }
        for end in ends where end >= 0 {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (descriptor, writing) = (ends[0], ends[1])
    }

    deinit {
        close(descriptor)
        close(writing)
    }

    /// Forgets what was said to an earlier run.
    func begin() {
        state.withLock { $0 = State(mail: Mail(wantsRescan: $0.mail.wantsRescan)) }
    }

    func post(_ change: (inout Mail) -> Void) {
        state.withLock { change(&$0.mail) }
        var byte: UInt8 = 1
        // A full pipe wakes as well as one more byte would.
        _ = write(writing, &byte, 1)
    }

    /// Gives what has been said since the last call; a stop stays said.
    func take() -> Mail {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &bytes, bytes.count) > 0 {}
        return state.withLock { state in
            defer { state.mail = Mail(isStopped: state.mail.isStopped) }
            return state.mail
        }
    }

    func ended() {
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.whenEnded = nil }
            return state.whenEnded
        }
        waiting?.resume()
    }

    /// Waits until the thread is done, cancelled or not: its descriptors are closed then.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.whenEnded = continuation }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }
}
