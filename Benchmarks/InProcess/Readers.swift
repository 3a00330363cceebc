import Daemon
import Documents
import Foundation
import Glibc
import Model
import Synchronization

// What it costs that documents are read in processes of their own, and what PDFs cost.

extension InProcess {
    /// A reader from its start until it is in its cage, and a document of 1 MB handed over and back, without reading it.
    static func measureReaders(_ program: String) async throws {
        let command = ReaderCommand(program: program, arguments: ["reader", "--memory", String(2 << 30)])
        var starts: [Double] = []
        for _ in 0..<20 {
            let begun = ContinuousClock.now
            let (stream, continuation) = AsyncStream.makeStream(of: Duration.self)
            let pool = try ReaderPool(command, rules: .init(processes: 1)) { _ in
                continuation.yield(ContinuousClock.now - begun)
            }
            for await duration in stream {
                starts.append(duration / .milliseconds(1))
                break
            }
            pool.close()
        }
        Stopwatch.report("reader process: start until it is in its cage", starts)
        try await measureHandOver()
    }

    // The reader of `echo` parses nothing: what is left is the way there and back.
    private static func measureHandOver() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/handover-\(getpid()).txt"
        let size = 1 << 20
        try Data(repeating: 0x61, count: size).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        let pool = try ReaderPool(
            ReaderCommand(program: "/proc/self/exe", arguments: ["echo"]), rules: .init(processes: 1))
        defer { pool.close() }
        var times: [Double] = []
        for round in 0..<45 {
            let begun = ContinuousClock.now
            let file = OpenFile(open(path, O_RDONLY | O_CLOEXEC))
            guard case .read(let result) = await pool.read(ReadRequest(name: "letter.txt"), file, size: size).outcome(),
                result.text.scalars.count == size
            else { throw Unsound("not handed over") }
            if round >= 5 { times.append((ContinuousClock.now - begun) / .milliseconds(1)) }
        }
        Stopwatch.report("hand-over of a document of 1 MB, there and back", times)
    }

    /// A reader that gives back what it is given.
    static func echo() throws {
        var result = try ReportReader.builtIn().read(Array("A letter.".utf8), ReadRequest(name: "letter.txt"))
        ReaderLoop.serve(memory: 2 << 30) { job in
            result.text = CanonicalText(utf8: job.bytes) ?? result.text
            job.reply.finish(result)
        }
    }

    /// The processor time of PDFs to blocks and text, all of them together, warm.
    static func measurePDFs(_ paths: [String]) throws {
        let files = try paths.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }
        var rounds: [Double] = []
        for round in 0..<6 {
            let begun = clock()
            for bytes in files { _ = try DocumentReader.read(bytes) }
            if round > 0 { rounds.append(Double(clock() - begun) / 1000) }
        }
        Stopwatch.report("\(files.count) PDFs to blocks and text (processor time)", rounds)
    }

    /// How many pages a second become blocks and text, on one core, warm, and how much of what they say is in the text.
    static func measurePages(_ paths: [String]) throws {
        let files = try paths.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }
        // As in a reader process.
        ReaderLoop.keepMemory()
        var rates: [Double] = []
        for round in 0..<8 {
            let begun = clock()
            for bytes in files { _ = try DocumentReader.read(bytes) }
            let seconds = Double(clock() - begun) / Double(CLOCKS_PER_SEC)
            if round > 2 { rates.append(Double(files.count) / seconds) }
        }
        var (kept, wanted) = (0, 0)
        for (path, bytes) in zip(paths, files) {
            let text = try DocumentReader.read(bytes).text.string
            let strings = try JSONDecoder().decode(
                [String].self, from: Data(contentsOf: URL(fileURLWithPath: path + ".json")))
            wanted += strings.count
            kept += strings.count { text.contains($0) }
        }
        Stopwatch.report("HTML reports to blocks and text, one core", unit: "/s", rates)
        Stopwatch.report("  of what they say, kept", unit: "%", [100 * Double(kept) / Double(max(wanted, 1))])
    }
}
