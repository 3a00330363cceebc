import Archive
package import Logging
package import Model

/// The way of a command to what only one process may do: through the running daemon where there is one, else in this process, which
/// then is the one that holds the archive.
package struct Door: Sendable {
    let settings: Settings
    private let log: Logger

    /// Takes the settings, whose state folder says which daemon is meant.
    package init(settings: Settings, log: Logger) {
        self.settings = settings
        self.log = log
    }

    /// Asks the daemon, or does the same alone.
    ///
    /// - Throws: what keeps this process from the archive; what is thrown on either way.
    func pass<Value>(
        asking ask: (PollConnection) throws(Problem) -> Value, alone: (Runtime) async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        // Between its lock and its socket a daemon that starts, or takes new settings, is deaf for a moment.
        let deadline = Timestamp.now.advanced(by: .seconds(15))
        while true {
            if let descriptor = PollSocket.connect(in: settings.state) { return try ask(PollConnection(descriptor)) }
            do throws(Problem) { return try await inThisProcess(alone) } catch {
                guard error.code == .archiveInUse, Timestamp.now < deadline else { throw error }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private func inThisProcess<Value>(
        _ body: (Runtime) async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let runtime = try Runtime(settings: settings, log: log)
        // What an earlier run received comes before what is received now.
        await runtime.worker.take(runtime.leftOver, waits: true)
        let value = try await body(runtime)
        await runtime.flush(within: .seconds(10))
        runtime.indexWords(within: .seconds(30))
        try runtime.close()
        return value
    }
}

extension Problem.Code {
    /// The daemon that was asked ended before it had answered.
    package static let pollInterrupted = Problem.Code("poll-interrupted")
}
