import ArgumentParser
import Daemon
import Documents
import Foundation
import Model

/// `reportwatch read`: what a file says, stored nowhere.
struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Print the record of a file; stores nothing and needs no settings.")

    @Argument(help: "A file, or - for standard input.")
    var file: String

    @Option(help: "The address the file came from.")
    var url: String?

    @Flag(help: "Print the record as JSON (the default), and a refusal as JSON too.")
    var json = false

    @Flag(help: "Print the canonical text.")
    var text = false

    @Flag(help: "Print the blocks, one a line, with their kind and place.")
    var blocks = false

    @Flag(help: "With --text: also what surrounds the report on its page.")
    var all = false

    func run() async throws {
        try await reporting {
            let result: ReportReader.Result
            do throws(Refusal) {
                result = try PureReading.read(file, url: url)
            } catch {
                if json { try Output.print(json: error) }
                Output.say(
                    "reportwatch: \(file) cannot be read (\(error.outcome.rawValue)): \(error.message). \(error.remedy)"
                )
                throw ExitCode(2)
            }
            if text {
                FileHandle.standardOutput.write(Data(result.document.text.string.utf8))
                if all { for piece in result.document.furniture { Output.print("[furniture] \(piece)") } }
            } else if blocks {
                for block in result.document.blocks {
                    Output.print(
                        "\(block.range.lowerBound)–\(block.range.upperBound)\t\(block.kind.word)\t\(result.document.text[block.range])"
                    )
                }
            } else {
                try Output.print(json: result.record)
            }
        }
    }
}

/// Reading a file with the built-in profiles, for the commands that are pure.
enum PureReading {
    static func read(_ file: String, url: String?) throws(Refusal) -> ReportReader.Result {
        let bytes: [UInt8]
        do {
            let handle =
                file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            // One byte more than is read, so that a larger file is refused without being held.
            bytes = Array(try handle.read(upToCount: DocumentReader.largestDocument + 1) ?? Data())
        } catch {
            throw Refusal(
                .unsupported, "the file cannot be opened: \(reason(error, file))",
                remedy: "Check its path and your right to read it.")
        }
        let reader: ReportReader
        do throws(Problem) { reader = try ReportReader.builtIn() } catch {
            throw Refusal(.crashed, error.what, remedy: error.remedy)
        }
        let name = file == "-" ? "standard input" : URL(fileURLWithPath: file).lastPathComponent
        return try reader.read(bytes, name: name, url: url)
    }

    // The system's own word stands under Foundation's sentences.
    private static func reason(_ error: any Error, _ file: String) -> String {
        guard file == "-" || FileManager.default.fileExists(atPath: file) else { return "there is no such file" }
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        guard cause.domain == NSPOSIXErrorDomain else { return cause.localizedDescription }
        return String(cString: strerror(Int32(cause.code))).lowercased()
    }
}

extension Block.Kind {
    fileprivate var word: String {
        switch self {
        case .heading(let level): "h\(level)"
        case .headingLike: "h?"
        case .paragraph: "p"
        case .listItem(let depth): "li\(depth)"
        case .tableRow: "row"
        }
    }
}
