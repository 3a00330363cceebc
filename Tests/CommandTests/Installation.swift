import Foundation
import Glibc
import Model
import Support
import Synchronization
import Testing

/// A whole installation in a folder of its own: settings, inbox, archive, state, and the real program.
final class Installation: Sendable {
    let folder: TemporaryFolder
    // What programs say stands elsewhere, so that a test may fill, remove or mount over the folder.
    private let talk: TemporaryFolder
    private let daemon = Mutex<Child?>(nil)
    private let commands = Atomic(0)
    private let user: UInt32?

    /// Writes the settings: quick ones, with these in place of or beside their like. `user` runs the daemon as another user.
    init(_ overrides: [String: JSON] = [:], user: UInt32? = nil) throws {
        folder = try TemporaryFolder()
        talk = try TemporaryFolder()
        self.user = user
        try write(settings: overrides)
        try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
        if let user {
            for path in [folder.path, inbox] { #expect(chown(path, user, user) == 0) }
        }
    }

    deinit { daemon.withLock { $0 }?.signal(SIGKILL) }

    /// The process of the daemon.
    var identifier: Int32? { daemon.withLock { $0?.identifier } }

    var inbox: String { folder.file("Inbox") }
    var archive: String { folder.file("Archive") }

    /// The program under test: what this build made, or what REPORTWATCH_BINARY names.
    static let program = BuiltProgram.path()

    static let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// Writes `config.json` by renaming, as an editor does.
    func write(settings overrides: [String: JSON]) throws {
        var settings: [String: JSON] = [
            "inbox": ["settle": "PT0.2S", "rescan": "PT2S"],
            "http": [
                "timeout": "PT20S", "perHostDelay": "PT0S", "respectRobots": false, "allowPrivateAddresses": true,
            ],
        ]
        for (key, value) in overrides {
            if case .object(let new) = value, case .object(let old)? = settings[key] {
                settings[key] = .object(old.merging(new) { $1 })
            } else {
                settings[key] = value
            }
        }
        try write(config: String(decoding: JSON.bytes(of: JSON.object(settings)), as: UTF8.self))
    }

    func write(config text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("config.json")), options: .atomic)
    }

    // MARK: the daemon

    /// Starts the daemon and waits until it says that it is ready.
    @discardableResult
    func start(environment: [String: String] = [:]) async throws -> String {
        let before = log.filter { $0.contains("ready: ") }.count
        try launch(environment: environment)
        return try await until("the ready line", within: .seconds(60)) {
            guard self.isAlive else { throw Child.TooLate(description: "the daemon ended: \(self.log)") }
            let lines = self.log.filter { $0.contains("ready: ") }
            return lines.count > before ? lines.last : nil
        }
    }

    /// Starts the daemon and returns at once.
    func launch(environment: [String: String] = [:]) throws {
        let arguments = ["run", "--config", "config.json"]
        let command =
            user.map {
                (
                    "/usr/bin/setpriv",
                    ["--reuid=\($0)", "--regid=\($0)", "--clear-groups", Installation.program] + arguments
                )
            } ?? (Installation.program, arguments)
        let child = try Child(
            command.0, command.1, in: folder.path, output: talk.file("daemon.out"),
            errors: talk.file("daemon.log"), environment: environment)
        daemon.withLock { $0 = child }
    }

    var isAlive: Bool { daemon.withLock { $0?.isRunning ?? false } }

    func signal(_ number: Int32) { daemon.withLock { $0 }?.signal(number) }

    /// Asks the daemon to stop, or kills it, and gives its exit code.
    @discardableResult
    func stop(_ number: Int32 = SIGTERM) async throws -> Int32 {
        guard let child = daemon.withLock({ $0 }) else { return 0 }
        child.signal(number)
        return try await child.ended()
    }

    /// Starts a program that watches the running daemon, and waits until it says that it is there.
    func attach(_ program: String, _ options: [String]) async throws -> Child {
        let daemon = try #require(identifier)
        let (output, errors) = (talk.file("watch.out"), talk.file("watch.err"))
        let child = try Child(
            program, options + ["-p", String(daemon)], in: folder.path, output: output, errors: errors)
        try await until("\(program) at \(daemon)") {
            try String(contentsOfFile: errors, encoding: .utf8).contains("attached") ? true : nil
        }
        return child
    }

    /// The lines that the daemon has logged in all its runs; a line that is not whole yet is left out.
    var log: [String] {
        let text = (try? String(contentsOfFile: talk.file("daemon.log"), encoding: .utf8)) ?? ""
        // What the readers are kept from, and that a document takes long, depends on the machine and its moment; how many notices
        // share the ledger's line under them, too.
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
            .filter { line in
                !line.contains("reading in up to") && !line.hasSuffix("takes long to read; the others go on")
                    && !line.contains(#/ ledger [0-9]+ [A-Za-z0-9+/]{43}=$/#)
            }
    }

    /// Waits for a line that holds all these words; the count-th of them, and gives it.
    @discardableResult
    func line(_ words: String..., count: Int = 1, within limit: Duration = .seconds(60)) async throws -> String {
        do {
            return try await until("a line with \(words)", within: limit) {
                let found = self.log.filter { line in words.allSatisfy { line.contains($0) } }
                return found.count >= count ? found[count - 1] : nil
            }
        } catch let error as Child.TooLate {
            throw Child.TooLate(description: "\(error) in:\n" + log.joined(separator: "\n"))
        }
    }

    // MARK: files

    /// Puts a file into the inbox as a copying program does it.
    func drop(_ text: String, as name: String = "report.txt") throws { try drop(Data(text.utf8), as: name) }

    func drop(_ bytes: Data, as name: String) throws {
        try bytes.write(to: URL(fileURLWithPath: inbox + "/" + name))
        if let user { chown(inbox + "/" + name, user, user) }
    }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(path)) }

    func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: folder.file(path))))
    }

    func json(_ path: String) throws -> JSON { try JSON.decoded(JSON.self, from: bytes(path)) }

    /// The names in a folder, sorted; none if it is not there.
    func names(in path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.file(path))) ?? []).sorted()
    }

    /// What the file channel was told, one event a line.
    func events(_ path: String = "events.jsonl") throws -> [JSON] {
        guard exists(path) else { return [] }
        return try String(decoding: bytes(path), as: UTF8.self).split(separator: "\n").map {
            try JSON.decoded(JSON.self, from: Array($0.utf8))
        }
    }

    // MARK: commands

    /// What a command has said, and how it ended.
    struct Answer: Sendable {
        let output: String
        let errors: String
        let code: Int32

        var json: JSON { get throws { try JSON.decoded(JSON.self, from: Array(output.utf8)) } }
        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// Runs a command of the program in the folder of the installation.
    func run(_ arguments: String..., input: String? = nil) async throws -> Answer {
        try await run(Installation.program, arguments, input: input)
    }

    /// Runs any program there.
    func run(
        _ program: String, _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
    ) async throws -> Answer {
        let number = commands.add(1, ordering: .relaxed).newValue
        let (output, errors) = (talk.file("command-\(number).out"), talk.file("command-\(number).err"))
        let child = try Child(
            program, arguments, in: folder.path, input: input, output: output, errors: errors, environment: environment)
        let code = try await child.ended()
        return Answer(
            output: try String(contentsOfFile: output, encoding: .utf8),
            errors: try String(contentsOfFile: errors, encoding: .utf8), code: code)
    }
}
