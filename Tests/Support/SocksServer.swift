import Foundation
import Glibc
import Synchronization

/// A SOCKS 5 server (RFC 1928, 1929) on 127.0.0.1 that notes what it is told to connect to, and connects to one port of this
/// machine whatever that is. Stops with its last reference.
package final class SocksServer: Sendable {
    /// One request: the kind of address (1 IPv4, 3 a name, 4 IPv6), the address as text, the port, and who asked.
    package struct Target: Hashable, Sendable {
        package let kind: UInt8
        package let address: String
        package let port: Int
        package let user: String?

        /// Takes the values that the properties describe.
        package init(kind: UInt8, address: String, port: Int, user: String? = nil) {
            (self.kind, self.address, self.port, self.user) = (kind, address, port, user)
        }
    }

    private final class Shared: Sendable {
        let targets = Mutex<[Target]>([])
        let isStopped = Atomic(false)
    }

    private let shared = Shared()
    /// The port it listens on.
    package let port: Int

    /// There is no port to be had.
    package struct CannotListen: Error {}

    /// Listens on a free port; what is asked of it goes to another port of this machine.
    ///
    /// - Parameter wantsUser: whether it lets in only who says a name and a password.
    package init(to target: UInt16, wantsUser: Bool = false) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = SocksServer.loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isBound else {
            close(listener)
            throw CannotListen()
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        let shared = shared
        Thread {
            while !shared.isStopped.load(ordering: .relaxed) {
                var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
                guard poll(&waiting, 1, 20) > 0 else { continue }
                let client = accept(listener, nil, nil)
                if client >= 0 {
                    Thread {
                        SocksServer.serve(client, to: target, wantsUser, shared)
                        close(client)
                    }.start()
                }
            }
            close(listener)
        }.start()
    }

    deinit { shared.isStopped.store(true, ordering: .relaxed) }

    /// What it was told to connect to, in order.
    package var targets: [Target] { shared.targets.withLock { $0 } }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        sockaddr_in(
            sin_family: sa_family_t(AF_INET), sin_port: port.bigEndian,
            sin_addr: in_addr(s_addr: UInt32(0x7F00_0001).bigEndian), sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
    }

    private static func serve(_ client: Int32, to port: UInt16, _ wantsUser: Bool, _ shared: Shared) {
        guard let greeting = take(2, client), let methods = take(Int(greeting[1]), client) else { return }
        var user: String?
        if wantsUser {
            guard methods.contains(2) else { return give([5, 0xFF], client) }
            give([5, 2], client)
            guard let head = take(2, client), let name = take(Int(head[1]), client), let size = take(1, client),
                let password = take(Int(size[0]), client)
            else { return }
            user = String(decoding: name, as: UTF8.self) + ":" + String(decoding: password, as: UTF8.self)
            give([1, 0], client)
        } else {
            give([5, 0], client)
        }
        guard let request = take(4, client) else { return }
        let size: Int? =
            switch request[3] {
            case 1: 4
            case 3: take(1, client).map { Int($0[0]) }
            default: 16
            }
        guard let size, let bytes = take(size, client), let number = take(2, client) else { return }
        let address =
            request[3] == 3
            ? String(decoding: bytes, as: UTF8.self) : bytes.map(String.init).joined(separator: ".")
        let target = Target(
            kind: request[3], address: address, port: Int(number[0]) << 8 | Int(number[1]), user: user)
        shared.targets.withLock { $0.append(target) }
        relay(client, to: port, shared)
    }

    private static func relay(_ client: Int32, to port: UInt16, _ shared: Shared) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(server) }
        var address = loopback(port)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        give([5, code == 0 ? 0 : 5, 0, 1, 0, 0, 0, 0, 0, 0], client)
        while code == 0, !shared.isStopped.load(ordering: .relaxed) {
            var watched = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&watched, 2, 50) > 0 else { continue }
            for (from, to) in [(0, server), (1, client)] where watched[from].revents != 0 {
                var piece = [UInt8](repeating: 0, count: 65_536)
                let count = recv(watched[from].fd, &piece, piece.count, 0)
                guard count > 0 else { return }
                give(Array(piece[..<count]), to)
            }
        }
    }

    private static func take(_ count: Int, _ descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        guard count > 0 else { return [] }
        return recv(descriptor, &bytes, count, Int32(MSG_WAITALL)) == count ? bytes : nil
    }

    private static func give(_ bytes: [UInt8], _ descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
