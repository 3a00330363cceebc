import Dispatch
import Glibc
import Model
import Synchronization

/// The addresses of a host, as the machine's own resolver knows them.
enum HostLookup {
    /// What came of a look-up.
    enum Answer: Hashable, Sendable {
        case found([[UInt8]])
        /// The name servers say that there is no such name, or none with an address.
        case absent
        /// No name server has answered, or none of them could.
        case silent

        /// The addresses; none where none were found.
        var addresses: [[UInt8]] { if case .found(let addresses) = self { addresses } else { [] } }
    }

    /// Looks a name up; `silent` where that takes too long, or where the task is cancelled meanwhile.
    static func answer(of host: String, within limit: Duration = .seconds(15)) async -> Answer {
        let promise = Promise()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                promise.wait(with: continuation)
                // The resolver holds its thread until a name server answers or its own time is up.
                DispatchQueue.global().async { promise.give(resolve(host)) }
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(limit.milliseconds))) {
                    promise.give(.silent)
                }
            }
        } onCancel: {
            promise.give(.silent)
        }
    }

    // Whoever comes first gives the answer.
    private final class Promise: Sendable {
        private enum State {
            case open
            case waiting(CheckedContinuation<Answer, Never>)
            case given(Answer)
        }

        private let state = Mutex(State.open)

        func wait(with continuation: CheckedContinuation<Answer, Never>) {
            let given: Answer? = state.withLock { state in
                if case .given(let answer) = state { return answer }
                state = .waiting(continuation)
                return nil
            }
            if let given { continuation.resume(returning: given) }
        }

        func give(_ answer: Answer) {
            let waiting: CheckedContinuation<Answer, Never>? = state.withLock { state in
                defer {
                    if case .given = state {} else { state = .given(answer) }
                }
                if case .waiting(let continuation) = state { return continuation }
                return nil
            }
            waiting?.resume(returning: answer)
        }
    }

    private static func resolve(_ host: String) -> Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { return failure(code) }
        defer { freeaddrinfo(list) }
        var found: [[UInt8]] = []
        var next = list
        while let entry = next?.pointee {
            let address = UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen))
            if let bytes = AddressGuard.bytes(of: address, family: entry.ai_family) { found.append(bytes) }
            next = entry.ai_next
        }
        return .found(found)
    }

    /// What a code of `getaddrinfo` says of the name.
    static func failure(_ code: Int32) -> Answer {
        // glibc's EAI_ADDRFAMILY and EAI_NODATA, which its headers show to GNU programs alone: the name is there, without an address.
        code == EAI_NONAME || code == -9 || code == -5 ? .absent : .silent
    }
}
