import Foundation
import Model
import Support
import Testing

@testable import Daemon

/// Real files that other people wrote, good and bad, through real reader processes.
@Suite("Real files", .enabled(if: SharedData.isThere, "the folder of real files is not beside the project"))
struct SharedFilesTests {
    private static let folders = [
        "pdf", "docs", "mail", "mhtml", "zip", "fuzz", "strings", "inspection-reports", "page-series",
    ]

    @Test func `every file has an outcome of the closed list, and none stops its reader`() async throws {
        let pool = try ReaderPool(
            .init(program: BuiltProgram.path(), arguments: ["reader", "--memory", String(2 << 30)]),
            rules: .init(processes: 2, clocks: .init(silence: .seconds(120), total: .seconds(300))))
        defer { pool.close() }
        // All of them take a minute; every fourth is enough where nothing else is asked.
        let step = ProcessInfo.processInfo.environment["REPORTWATCH_TORTURE"] == nil ? 4 : 1
        let files = Self.folders.flatMap { SharedData.files(below: "data/" + $0) }
        var jobs: [(String, ReadJob)] = []
        for path in stride(from: 0, to: files.count, by: step).map({ files[$0] }) {
            let (descriptor, size) = try InputFile.open(path)
            let name = URL(fileURLWithPath: path).lastPathComponent
            jobs.append((path, pool.read(ReadRequest(name: name), OpenFile(descriptor), size: size)))
        }
        #expect(jobs.count > 80)
        for (path, job) in jobs {
            switch await job.outcome() {
            case .read(let result):
                let text = result.text
                #expect(result.record.judgments.flatMap(\.evidence).allSatisfy(text.shows), "\(path)")
            case .refused(let refusal):
                #expect(![.crashed, .timedOut, .outOfMemory].contains(refusal.outcome), "\(path): \(refusal.message)")
                #expect(!refusal.remedy.isEmpty)
            case .listing: Issue.record("\(path): read as a listing")
            case .deferred(let problem): Issue.record("\(path): \(problem)")
            }
        }
    }
}
