import Foundation

/// An HTTPS server on 127.0.0.1 with a certificate of its own authority, in a Python process: `/to/URL` redirects there, all
/// else is a page; and an HTTPS proxy, which connects to one port whatever it is told. Stops with its last reference.
package final class SecureServer: Sendable {
    private let child: Spawned
    /// The port it listens on.
    package let port: Int
    /// The file with the certificate of its authority.
    package let authority: String

    private let asked: String

    /// What it was told to connect to as a proxy, in order.
    package var targets: [String] {
        ((try? String(contentsOfFile: asked, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    /// Whether this machine has what it takes.
    package static var isPossible: Bool { Validators.found("openssl") != nil && Validators.found("python3") != nil }

    /// Something it needs is missing.
    package struct CannotServe: Error {}

    /// Makes the certificates in a folder and listens on a free port.
    ///
    /// - Parameters:
    ///   - names: what the certificate is for.
    ///   - target: the port that it connects to as a proxy.
    package static func started(
        in folder: String, names: String = "IP:127.0.0.1", to target: UInt16 = 0
    ) async throws -> SecureServer {
        try await Tool.aside { try SecureServer(in: folder, names: names, to: target) }
    }

    private init(in folder: String, names: String, to target: UInt16) throws {
        guard let openssl = Validators.found("openssl"), let python = Validators.found("python3") else {
            throw CannotServe()
        }
        try Data(SecureServer.certificates.utf8).write(to: URL(fileURLWithPath: folder + "/make.sh"))
        try Data(SecureServer.program.utf8).write(to: URL(fileURLWithPath: folder + "/serve.py"))
        _ = try Validators.output(of: "/bin/sh", [folder + "/make.sh", folder, openssl, names], input: Data())
        let said = Pipe()
        child = try Spawned(
            python, [folder + "/serve.py", folder + "/server.pem", String(target), folder + "/asked"],
            output: said.fileHandleForWriting)
        try said.fileHandleForWriting.close()
        let line = said.fileHandleForReading.readLine()
        guard let port = Int(line) else { throw CannotServe() }
        self.port = port
        authority = folder + "/authority.pem"
        asked = folder + "/asked"
    }

    /// The address of a path on this server.
    package func url(_ path: String = "/") -> String { "https://127.0.0.1:\(port)\(path)" }

    private static let certificates = """
        set -e; cd "$1"
        "$2" req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout authority.key -out authority.pem -days 30 \
          -subj "/CN=Test Authority" 2>/dev/null
        "$2" req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr -subj "/O=Reports/CN=reports.test" 2>/dev/null
        printf 'subjectAltName=%s\\n' "$3" > names
        "$2" x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 10 -extfile names \
          -out server.crt 2>/dev/null
        cat server.crt server.key > server.pem
        """

    private static let program = """
        import select, socket, ssl, sys
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *words): pass
            def do_GET(self):
                to = self.path[4:] if self.path.startswith("/to/") else None
                body = b"" if to else b"<h1>secure</h1>"
                self.send_response(302 if to else 200)
                if to: self.send_header("Location", to)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_CONNECT(self):
                with open(sys.argv[3], "a") as file: file.write(self.path + "\\n")
                self.send_response(200)
                self.end_headers()
                there = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
                self.connection.setblocking(False)
                while True:
                    ready = [] if self.connection.pending() else select.select([self.connection, there], [], [])[0]
                    for end, other in ((self.connection, there), (there, self.connection)):
                        if end not in ready and not (end is self.connection and not ready): continue
                        try: piece = end.recv(65536)
                        except ssl.SSLWantReadError: continue
                        except OSError: piece = b""
                        if not piece: return
                        other.sendall(piece)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1])
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
}
