import ArgumentParser
import Daemon
import Foundation
import Logging
import Model

/// Printing, and how a command ends.
enum Output {
    /// Writes a result to stdout. A reader that has gone away (a closed pipe) is no fault.
    static func print(_ text: String) { write(text + "\n") }

    /// Writes a result that has the ends of its lines in it.
    static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    /// Writes JSON to stdout, as this project writes it everywhere.
    static func print(json value: some Encodable, pretty: Bool = true) throws {
        FileHandle.standardOutput.write(Data(try JSON.bytes(of: value, pretty: pretty)))
    }

    /// How wide a line may be: what COLUMNS says, else the width of the terminal; `nil` where there is neither.
    static var width: Int? {
        if let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 {
            return columns
        }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes talk to stderr.
    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// Refuses a name that the settings do not have, with the nearest that they have.
    static func check(_ what: String, _ name: String, among known: [String]) throws {
        guard !known.contains(name) else { return }
        let nearest = Spelling.nearest(to: name, among: known).map { "; the nearest one is “\($0)”" } ?? ""
        say("reportwatch: the settings name no \(what) “\(name)”\(nearest)")
        throw ExitCode(64)
    }

    /// Says what is wrong and ends the command: it could not.
    static func fail(_ error: any Error) -> ExitCode {
        if let code = error as? ExitCode { return code }
        if let settings = error as? SettingsProblems {
            for problem in settings.problems { say("reportwatch: \(problem)") }
            return ExitCode(78)
        }
        say("reportwatch: \(Problem.wrapping(error))")
        return (error as? Problem)?.code == .settingsInvalid ? ExitCode(78) : ExitCode(2)
    }
}

/// Runs the body of a command and turns what it throws into a message and an exit code.
func reporting<Result>(_ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch { throw Output.fail(error) }
}

/// `--config FILE`, for every command that needs settings.
struct ConfigOption: ParsableArguments {
    @Option(help: "The settings file.")
    var config = "config.json"

    /// Reads the settings.
    func settings() throws -> Settings { try SettingsFile.load(config) }
}

/// `--known DATE`, for every command that says what reports said.
struct KnownOption: ParsableArguments {
    @Option(
        help:
            "By what was archived then (2017-03-05: until the end of that day); later arrivals and readings are left out.",
        transform: Shelf.moment)
    var known: Timestamp?
}

/// `--json`, for every command that looks.
struct JSONFlag: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = false
}

extension Settings {
    /// The log of a command: lines on stderr at the level and in the format of the settings.
    var logger: Logger {
        var logger = Logger(label: "reportwatch") { _ in LineLogHandler(format: self.log.format) }
        logger.logLevel = Logger.Level(rawValue: log.level) ?? .info
        return logger
    }
}
