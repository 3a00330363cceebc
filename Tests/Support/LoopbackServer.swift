import Foundation
import Glibc
import Synchronization

/// A small HTTP server on 127.0.0.1 for tests: says what it is told to say, misbehaves on demand, and remembers what it
/// was asked. Plain sockets; one thread that accepts, one for each connection. Stops with its last reference.
package final class LoopbackServer: Sendable {
    /// What came in.
    package struct Request: Hashable, Sendable {
        /// Upper case, as sent.
        package let method: String
        /// With its query, as sent.
        package let path: String
        /// Names in lower case.
        package let headers: [String: String]
        /// All of it, by Content-Length.
        package let body: [UInt8]
    }

    /// What goes out.
    package struct Response: Sendable {
        /// How well it behaves.
        package enum Manner: Sendable {
            case proper
            /// The head promises so many bytes more than come, then the connection is closed.
            case shortBy(Int)
            /// No Content-Length; the end of the body is the end of the connection.
            case untilClose
            /// In chunks; false leaves the last chunk out and closes.
            case chunked(complete: Bool)
            /// The connection is closed without a word.
            case hangUp
            /// Nothing is said until the client or the server goes away.
            case silence
            /// A byte of the body, a pause, and again.
            case drip(Duration)
            /// These bytes and nothing else.
            case raw([UInt8])
        }

        /// The number in the status line.
        package var status: Int
        /// Sent in the order of their names; Content-Length is added.
        package var headers: [String: String]
        /// Sent as it is.
        package var body: [UInt8]
        /// Waited for before the first byte.
        package var delay: Duration
        /// How it is sent.
        package var manner: Manner

        /// Takes the answer; by default an empty, proper 200.
        package init(
            _ status: Int = 200, headers: [String: String] = [:], body: [UInt8] = [], delay: Duration = .zero,
            manner: Manner = .proper
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.delay = delay
            self.manner = manner
        }

        /// An answer with text as its body.
        package init(_ status: Int = 200, headers: [String: String] = [:], text: String) {
            self.init(status, headers: headers, body: Array(text.utf8))
        }
    }

    /// No port could be had, with the `errno` value that says why.
    package struct CannotListen: Error { package let code: Int32 }

    private final class Shared: Sendable {
        let requests = Mutex<[Request]>([])
        let isStopped = Atomic(false)
        let accepted = Atomic(0)
        let handler: Mutex<@Sendable (Request) -> Response>

        init(_ handler: @escaping @Sendable (Request) -> Response) { self.handler = Mutex(handler) }
    }

    private let shared: Shared
    /// The port it listens on.
    package let port: UInt16

    private let host: String

    /// Gives a port for another program to listen on. Outside the range that the system hands out by itself: between this look and
    /// that program's start nobody else's listener gets it.
    package static func portForAnother() throws -> UInt16 {
        for _ in 1...100 {
            let port = UInt16.random(in: 20_000..<30_000)
            if let server = try? LoopbackServer(port: port, { _ in .init() }) {
                server.stop()
                return port
            }
        }
        throw CannotListen(code: EADDRINUSE)
    }

    /// Listens on a free port, or on the given one; throws if there is none.
    ///
    /// - Parameter version: of the Internet protocol: 4 for 127.0.0.1, 6 for ::1.
    package init(port: UInt16 = 0, version: Int = 4, _ handler: @escaping @Sendable (Request) -> Response) throws {
        let listener = socket(version == 6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var bytes =
            version == 6
            ? LoopbackServer.bytes(
                of: sockaddr_in6(
                    sin6_family: sa_family_t(AF_INET6), sin6_port: port.bigEndian, sin6_flowinfo: 0,
                    sin6_addr: in6addr_loopback, sin6_scope_id: 0))
            : LoopbackServer.bytes(
                of: sockaddr_in(
                    sin_family: sa_family_t(AF_INET), sin_port: port.bigEndian,
                    sin_addr: in_addr(s_addr: UInt32(0x7F00_0001).bigEndian), sin_zero: (0, 0, 0, 0, 0, 0, 0, 0)))
        var size = socklen_t(bytes.count)
        let bound = bytes.withUnsafeMutableBytes {
            guard let address = $0.bindMemory(to: sockaddr.self).baseAddress else { return false }
            return bind(listener, address, size) == 0 && listen(listener, 128) == 0
                && getsockname(listener, address, &size) == 0
        }
        guard bound else {
            close(listener)
            throw CannotListen(code: errno)
        }
        // In both families the port stands behind the family.
        self.port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        host = version == 6 ? "[::1]" : "127.0.0.1"
        let shared = Shared(handler)
        self.shared = shared
        Thread { LoopbackServer.accept(on: listener, shared) }.start()
    }

    deinit { stop() }

    /// The address of a path on this server.
    package func url(_ path: String = "/") -> String { "http://\(host):\(port)\(path)" }

    private static func bytes(of address: some Any) -> [UInt8] { withUnsafeBytes(of: address) { Array($0) } }

    /// Everything that was asked so far, in order.
    package var requests: [Request] { shared.requests.withLock { $0 } }

    /// How many connections were made, also those over which nothing was asked.
    package var connections: Int { shared.accepted.load(ordering: .relaxed) }

    /// Answers otherwise from now on.
    package func answer(_ handler: @escaping @Sendable (Request) -> Response) {
        shared.handler.withLock { $0 = handler }
    }

    /// Stops listening; within a moment the port refuses connections.
    package func stop() { shared.isStopped.store(true, ordering: .relaxed) }

    private static func accept(on listener: Int32, _ shared: Shared) {
        while !shared.isStopped.load(ordering: .relaxed) {
            guard isReadable(listener, milliseconds: 20) else { continue }
            let connection = Glibc.accept(listener, nil, nil)
            if connection >= 0 {
                shared.accepted.add(1, ordering: .relaxed)
                Thread { Connection(connection, shared).serve() }.start()
            }
        }
        close(listener)
    }

    private static func isReadable(_ descriptor: Int32, milliseconds: Int32) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, milliseconds) > 0
    }

    /// One connection, kept alive between proper answers; lives on its own thread.
    private final class Connection {
        private let descriptor: Int32
        private let shared: Shared
        private var buffer: [UInt8] = []

        init(_ descriptor: Int32, _ shared: Shared) {
            self.descriptor = descriptor
            self.shared = shared
        }

        deinit { close(descriptor) }

        func serve() {
            while let request = readRequest() {
                shared.requests.withLock { $0.append(request) }
                let handler = shared.handler.withLock { $0 }
                let response = handler(request)
                pause(response.delay)
                guard answer(response, to: request) else { return }
            }
        }

        private func readRequest() -> Request? {
            let end = Array("\r\n\r\n".utf8)
            var headEnd = buffer.firstRange(of: end)
            while headEnd == nil {
                guard receive() else { return nil }
                headEnd = buffer.firstRange(of: end)
            }
            guard let headEnd else { return nil }
            let lines = String(decoding: buffer[..<headEnd.lowerBound], as: UTF8.self)
                .split(separator: "\r\n", omittingEmptySubsequences: true)
            let words = (lines.first ?? "").split(separator: " ")
            guard words.count >= 2 else { return nil }
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].drop { $0 == " " }.description
            }
            let length = headers["content-length"].flatMap(Int.init) ?? 0
            while buffer.count < headEnd.upperBound + length {
                guard receive() else { return nil }
            }
            let body = Array(buffer[headEnd.upperBound..<(headEnd.upperBound + length)])
            buffer.removeFirst(headEnd.upperBound + length)
            return Request(method: String(words[0]), path: String(words[1]), headers: headers, body: body)
        }

        /// Sends an answer; false if the connection is of no more use.
        private func answer(_ response: Response, to request: Request) -> Bool {
            var headers = response.headers
            let body = request.method == "HEAD" || response.status == 304 ? [] : response.body
            switch response.manner {
            case .proper:
                if response.status != 304 { headers["Content-Length"] = "\(response.body.count)" }
                return send(head(response.status, headers) + body)
            case .shortBy(let missing):
                headers["Content-Length"] = "\(body.count + missing)"
                _ = send(head(response.status, headers) + body)
            case .untilClose:
                headers["Connection"] = "close"
                _ = send(head(response.status, headers) + body)
            case .chunked(let complete):
                headers["Transfer-Encoding"] = "chunked"
                let chunk = Array("\(String(body.count, radix: 16))\r\n".utf8) + body + Array("\r\n".utf8)
                return send(head(response.status, headers) + chunk + Array((complete ? "0\r\n\r\n" : "").utf8))
                    && complete
            case .drip(let interval):
                headers["Content-Length"] = "\(body.count)"
                guard send(head(response.status, headers)) else { return false }
                for byte in body where !shared.isStopped.load(ordering: .relaxed) {
                    pause(interval)
                    guard send([byte]) else { return false }
                }
            case .hangUp: break
            case .silence:
                while !shared.isStopped.load(ordering: .relaxed) {
                    if LoopbackServer.isReadable(descriptor, milliseconds: 20), !receive() { break }
                }
            case .raw(let bytes): _ = send(bytes)
            }
            return false
        }

        private func head(_ status: Int, _ headers: [String: String]) -> [UInt8] {
            let lines = headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
            return Array("HTTP/1.1 \(status) Answer\r\n\(lines)\r\n".utf8)
        }

        private func receive() -> Bool {
            while !LoopbackServer.isReadable(descriptor, milliseconds: 20) {
                if shared.isStopped.load(ordering: .relaxed) { return false }
            }
            var piece = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { return false }
            buffer += piece[..<count]
            return true
        }

        private func send(_ bytes: [UInt8]) -> Bool {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }

        private func pause(_ delay: Duration) {
            var left = delay
            while left > .zero, !shared.isStopped.load(ordering: .relaxed) {
                usleep(10_000)
                left -= .milliseconds(10)
            }
        }
    }
}
