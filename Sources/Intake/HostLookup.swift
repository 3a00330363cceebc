import Dispatch
import Glibc
import Synchronization

/// The addresses of a host, as the machine's own resolver knows them.
enum HostLookup {
    /// Gives the addresses of a name; none where there are none, or where the task is cancelled meanwhile.
    static func addresses(of host: String) async -> [[UInt8]] {
        let answer = Answer()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                answer.wait(with: continuation)
                // The resolver holds its thread until a name server answers or the time is up.
                DispatchQueue.global().async { answer.give(resolve(host)) }
            }
        } onCancel: {
            answer.give([])
        }
    }

    // Whoever comes first gives the answer.
    private final class Answer: Sendable {
        private enum State {
            case open
            case waiting(CheckedContinuation<[[UInt8]], Never>)
            case given([[UInt8]])
        }

        private let state = Mutex(State.open)

        func wait(with continuation: CheckedContinuation<[[UInt8]], Never>) {
            let given: [[UInt8]]? = state.withLock { state in
                if case .given(let addresses) = state { return addresses }
                state = .waiting(continuation)
                return nil
            }
            if let given { continuation.resume(returning: given) }
        }

        func give(_ addresses: [[UInt8]]) {
            let waiting: CheckedContinuation<[[UInt8]], Never>? = state.withLock { state in
                defer {
                    if case .given = state {} else { state = .given(addresses) }
                }
                if case .waiting(let continuation) = state { return continuation }
                return nil
            }
            waiting?.resume(returning: addresses)
        }
    }

    private static func resolve(_ host: String) -> [[UInt8]] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [[UInt8]] = []
        var next = list
        while let entry = next?.pointee {
            let address = UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen))
            if let bytes = AddressGuard.bytes(of: address, family: entry.ai_family) { found.append(bytes) }
            next = entry.ai_next
        }
        return found
    }
}
