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
                for block in result.details?.blocks ?? [] {
                    let page = block.page.map { "\tp. \($0)" } ?? ""
                    Output.print(
                        "\(block.start)–\(block.end)\t\(block.word)\t\(result.text[block.start..<block.end])\(page)")
                }
            } else {
                try Output.print(json: result.record)
            }
        }
    }
}

/// Reading a file with the built-in profiles, for the commands that are pure; in a reader process, as the daemon does.
enum PureReading {
    static func read(_ file: String, url: String?, wantsDetails: Bool = false) async throws(Refusal) -> ReadResult {
        let (document, size) = try open(file)
        let name = file == "-" ? "standard input" : URL(fileURLWithPath: file).lastPathComponent
        var request = ReadRequest(name: name, url: url)
        request.wantsDetails = wantsDetails
        let pool: ReaderPool
        do throws(Problem) {
            pool = try ReaderPool(.init(profiles: [], memory: 2 << 30), rules: .init(processes: 1))
        } catch { throw Refusal(.crashed, error.what, remedy: error.remedy) }
        defer { pool.close() }
        switch await pool.read(request, document, size: size).outcome() {
        case .read(let result): return result
        case .refused(let refusal): throw refusal
        case .deferred(let problem): throw Refusal(.crashed, problem.what, remedy: problem.remedy)
        }
    }

    // A pipe has no size and cannot be read twice: it is copied to a file without a name.
    private static func open(_ file: String) throws(Refusal) -> (OpenFile, size: Int) {
        let descriptor = file == "-" ? dup(0) : Glibc.open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(String(cString: strerror(errno)).lowercased(), file) }
        var facts = stat()
        fstat(descriptor, &facts)
        if facts.st_mode & S_IFMT == S_IFREG, lseek(descriptor, 0, SEEK_CUR) == 0 {
            return (OpenFile(descriptor), Int(facts.st_size))
        }
        do {
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            // One byte more than is read, so that a larger file is refused without being held.
            let bytes = try handle.read(upToCount: DocumentReader.largestDocument + 1) ?? Data()
            let copy = FileHandle(fileDescriptor: fileno(tmpfile()))
            try copy.write(contentsOf: bytes)
            return (OpenFile(dup(copy.fileDescriptor)), bytes.count)
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
            throw unreadable(
                cause.domain == NSPOSIXErrorDomain
                    ? String(cString: strerror(Int32(cause.code))).lowercased() : cause.localizedDescription, file)
        }
    }

    private static func unreadable(_ reason: String, _ file: String) -> Refusal {
        Refusal(
            .unsupported, "the file cannot be opened: \(reason)",
            remedy: "Check its path and your right to read it.")
    }
}

/// `reportwatch reader`: what the daemon starts to read documents in; of no use by hand.
struct ReaderCommandLine: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "reader", shouldDisplay: false)

    @Option var memory: Int
    @Option var profile: [String] = []

    func run() throws {
        do throws(Problem) { try ReaderLoop.run(profiles: profile, memory: memory) } catch {
            Output.say("\(error)")
            throw ExitCode(2)
        }
    }
}
