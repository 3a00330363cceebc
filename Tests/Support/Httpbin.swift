import Foundation

/// A real httpbin on 127.0.0.1, at a port that the system chooses. Stops with its last reference, and with the program.
package final class Httpbin: Sendable {
    private let child: Spawned
    // It goes on until this ends.
    private let life = Pipe()
    private let port: Int

    private static let python = Validators.python(with: "httpbin")

    /// Whether it is installed here.
    package static let isInstalled = python != nil

    /// The one that a whole run shares: it keeps nothing between two requests.
    package static let shared = Task { try await Httpbin() }

    /// It would not start.
    package struct CannotServe: Error {}

    private static let program = """
        import os, sys, threading
        from httpbin import app
        from werkzeug.serving import make_server
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.port, flush=True)
        sys.stdin.read()
        os._exit(0)
        """

    /// Starts it; it listens when this returns.
    package init() async throws {
        guard let python = Httpbin.python else { throw CannotServe() }
        let output = Pipe()
        child = try Spawned(
            python, ["-c", Httpbin.program], input: life.fileHandleForReading, output: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
        let line = try await Tool.aside { output.fileHandleForReading.readLine() }
        guard let port = Int(line) else { throw CannotServe() }
        self.port = port
    }

    deinit { try? life.fileHandleForWriting.close() }

    /// The address of a path on this server.
    package func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }
}
