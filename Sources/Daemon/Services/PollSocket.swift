import Archive
import Glibc
import Model
import Synchronization

/// The Unix socket in the state folder over which a command asks the running daemon. Its file is for its owner alone.
enum PollSocket {
    static let name = "poll.socket"

    /// Listens; gives the descriptor, which does not block. What a killed daemon left there is replaced.
    static func listen(in state: String) throws(Problem) -> Int32 {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw .system("cannot make a socket", state) }
        unlink(state + "/" + name)
        // Before the name is given: the kernel makes the file with the socket's own mode.
        let code = fchmod(descriptor, 0o600) == 0 ? withAddress(state) { bind(descriptor, $0, $1) } : -1
        guard code == 0, Glibc.listen(descriptor, 64) == 0 else {
            let problem = Problem.system("cannot listen", state + "/" + name)
            close(descriptor)
            throw problem
        }
        return descriptor
    }

    /// Connects to the daemon of a state folder; `nil` where nobody listens.
    static func connect(in state: String) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        if withAddress(state, { Glibc.connect(descriptor, $0, $1) }) == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    // The path of a socket has 107 bytes at most, a state folder may lie deeper: it is named by its descriptor.
    private static func withAddress(_ state: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        let folder = open(state, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return -1 }
        defer { close(folder) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array("/proc/self/fd/\(folder)/\(name)".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}

/// A connection that carries lines of JSON, both ways; closed with its last reference.
final class PollConnection: Sendable {
    private let descriptor: Int32
    // Who does not take one line in time gets no more.
    private let isBroken = Atomic(false)

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Waits no longer than a second for the other side to say or take something.
    func limitPatience() {
        var time = timeval(tv_sec: 1, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    /// Sends one line; gives whether the other side took it.
    @discardableResult
    func send(_ message: some Encodable) -> Bool { send([message]) }

    /// Sends lines; gives whether the other side took them.
    @discardableResult
    func send(_ messages: [some Encodable]) -> Bool {
        guard !isBroken.load(ordering: .relaxed),
            let bytes = try? messages.flatMap({ try JSON.bytes(of: $0, pretty: false) })
        else { return false }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                isBroken.store(true, ordering: .relaxed)
                return false
            }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Takes lines until one is handled as the last; gives whether there was such a one before the time was over and the other
    /// side went away, said something that is no message, or more than `most` bytes in one line.
    func receive<Message: Decodable>(
        _ type: Message.Type, most: Int, within limit: Duration? = nil, isLast: (Message) -> Bool
    ) -> Bool {
        let deadline = limit.map { SuspendingClock.now.advanced(by: $0) }
        var buffer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while buffer.count <= most, deadline.map({ SuspendingClock.now < $0 }) ?? true {
            let count = recv(descriptor, &piece, piece.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            buffer += piece[..<count]
            while let end = buffer.firstIndex(of: 0x0A) {
                guard let message = try? JSON.decoded(type, from: Array(buffer[..<end])) else { return false }
                if isLast(message) { return true }
                buffer.removeSubrange(...end)
            }
        }
        return false
    }
}
