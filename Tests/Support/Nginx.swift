import Foundation
import Glibc

/// A real nginx on 127.0.0.1, with settings, files and a log of its own in a folder; nothing of the system's. Stops with its last
/// reference.
package final class Nginx: Sendable {
    private let child: Spawned
    private let folder: String
    /// The port it listens on.
    package let port: Int

    private static let program =
        Validators.found("nginx") ?? (access("/usr/sbin/nginx", X_OK) == 0 ? "/usr/sbin/nginx" : nil)

    /// Whether this machine has one.
    package static var isPossible: Bool { program != nil }

    /// Whether it was built with HTTP/2.
    package static let speaksHTTP2 =
        program.flatMap { try? Validators.output(of: "/bin/sh", ["-c", "\($0) -V 2>&1"], input: Data()) }
        .map { String(decoding: $0, as: UTF8.self).contains("http_v2_module") } ?? false

    /// Something it needs is missing, or it would not start.
    package struct CannotServe: Error {}

    /// Serves the folder's sub-folder `root`.
    ///
    /// - Parameters:
    ///   - http: directives for all of it.
    ///   - tls: the name of a file in the folder with certificate and key; plain without.
    ///   - http2: whether it speaks HTTP/2 to who can.
    package init(in folder: String, _ http: String = "", tls: String? = nil, http2: Bool = false) throws {
        guard let program = Nginx.program else { throw CannotServe() }
        self.folder = folder
        port = Int(try LoopbackServer.portForAnother())
        try FileManager.default.createDirectory(atPath: folder + "/root", withIntermediateDirectories: true)
        let secure = tls.map { "ssl_certificate \(folder)/\($0); ssl_certificate_key \(folder)/\($0);" } ?? ""
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder)/\($0);" }
        let settings = """
            \(getuid() == 0 ? "user root;" : "")
            worker_processes 1; daemon off; pid \(folder)/nginx.pid; error_log \(folder)/errors crit;
            events { worker_connections 64; }
            http {
              types { text/html html; } default_type text/plain; charset utf-8;
              \(temporary.joined(separator: " "))
              log_format short '$status $body_bytes_sent [$http_if_none_match] [$http_if_modified_since] $uri';
              access_log \(folder)/access short;
              log_format long '$server_protocol $connection $uri'; access_log \(folder)/protocols long;
              \(http)
              server { listen 127.0.0.1:\(port)\(tls == nil ? "" : " ssl")\(http2 ? " http2" : ""); root \(folder)/root; \(secure) }
            }
            """
        try Data(settings.utf8).write(to: URL(fileURLWithPath: folder + "/nginx.conf"))
        child = try Spawned(program, ["-c", folder + "/nginx.conf", "-p", folder, "-e", folder + "/errors"])
        for _ in 1...250 where !Nginx.isListening(port) { usleep(20_000) }
        guard Nginx.isListening(port) else { throw CannotServe() }
    }

    deinit {
        // It ends its workers.
        child.signal(SIGTERM)
        child.wait()
    }

    /// The address of a path on this server.
    package func url(_ path: String, scheme: String = "http") -> String { "\(scheme)://127.0.0.1:\(port)\(path)" }

    /// Writes a file that it serves.
    package func put(_ text: String, at path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/root" + path))
    }

    /// Cuts a file short in place, while it may be on its way to somebody.
    package func cut(_ path: String, to size: Int) { truncate(folder + "/root" + path, size) }

    /// Its log, a line for each request: status, bytes of the body, both conditions, path.
    package var log: [String] {
        let text = (try? String(contentsOfFile: folder + "/access", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// Likewise, with other facts: protocol, number of the connection, path.
    package var protocols: [String] {
        let text = (try? String(contentsOfFile: folder + "/protocols", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    // Another program may take it in between, which has not been seen yet.
    private static func isListening(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in(
            sin_family: sa_family_t(AF_INET), sin_port: UInt16(port).bigEndian,
            sin_addr: in_addr(s_addr: UInt32(0x7F00_0001).bigEndian), sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

/// Certificates of an authority of our own, made with openssl.
package enum Certificates {
    /// Whether this machine can make them.
    package static var isPossible: Bool { Validators.found("openssl") != nil }

    /// Makes `authority.pem`, and of it, each with its key: `good.pem`, `expired.pem`, `elsewhere.pem` (for another host), and
    /// `alone.pem`, which nobody has signed.
    package static func make(in folder: String) throws {
        _ = try Validators.output(of: "/bin/sh", ["-c", script, "make", folder], input: Data())
    }

    private static let script = """
        set -e; cd "$1"
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout authority.key -out authority.pem -days 30 \
          -subj "/CN=Test Authority" 2>/dev/null
        make() {
          openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1.test" 2>/dev/null
          printf 'subjectAltName=%s\\n' "$3" > "$1.names"
          openssl x509 -req -in "$1.csr" -CA authority.pem -CAkey authority.key -CAcreateserial -days "$2" \
            -extfile "$1.names" -out "$1.crt" 2>/dev/null
          cat "$1.crt" "$1.key" > "$1.pem"
        }
        make good 10 IP:127.0.0.1; make expired -1 IP:127.0.0.1; make elsewhere 10 DNS:elsewhere.test
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout alone.key -out alone.crt -days 30 -subj "/CN=alone.test" \
          -addext "subjectAltName=IP:127.0.0.1" 2>/dev/null
        cat alone.crt alone.key > alone.pem
        """
}
