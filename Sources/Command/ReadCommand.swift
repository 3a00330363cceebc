import ArgumentParser
import Daemon
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
            let result: ReadResult
            do throws(Refusal) {
                result = try await PureReading.read(file, url: url, wantsDetails: blocks || all)
            } catch {
                if json { try Output.print(json: error) }
                Output.say(
                    "reportwatch: \(file) cannot be read (\(error.outcome.rawValue)): \(error.message). \(error.remedy)"
                )
                throw ExitCode(2)
            }
            if text {
                FileHandle.standardOutput.write(Data(result.text.string.utf8))
                if all { for piece in result.details?.furniture ?? [] { Output.print("[furniture] \(piece)") } }
            } else if blocks {
                let text = result.text
                for block in result.details?.blocks ?? [] {
                    let page = block.page.map { "\tp. \($0)" } ?? ""
                    Output.print(
                        "\(block.start)–\(block.end)\t\(block.word)\t\(text[block.start..<block.end])\(page)")
                }
            } else {
                try Output.print(json: result.record)
            }
        }
    }
}

/// `reportwatch reader`: what the daemon starts to read documents in; of no use by hand.
struct ReaderCommandLine: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "reader", shouldDisplay: false)

    @Option var memory: Int
    @Option var profile: [String] = []
    @Flag var alone = false
    @Flag var compares = false

    func run() throws {
        if compares { return ReaderLoop.compare(memory: memory) }
        do throws(Problem) { try ReaderLoop.run(profiles: profile, isAlone: alone, memory: memory) } catch {
            Output.say("\(error)")
            throw ExitCode(2)
        }
    }
}
