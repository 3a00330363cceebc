import Catalogue
import Foundation
import Intake
package import Model

/// What became of one document that somebody wanted to be taken now.
package struct IngestAnswer: Hashable, Sendable, Codable {
    /// The closed list of what can become of it.
    package enum Outcome: String, Hashable, Sendable, Codable {
        /// A new version.
        case archived
        /// Bytes that the archive holds.
        case duplicate
        /// Other bytes, and nothing that is news.
        case nothingNew = "nothing-new"
        case failed
    }

    /// The file or address as it was given.
    package var input: String
    package let outcome: Outcome
    package var report: String?
    package var version: String?
    package var message: String?

    init(_ input: String, _ verdict: Verdict) {
        self.input = input
        switch verdict {
        case .recorded(let row, let event):
            (outcome, report, version) = (.archived, row.report.rawValue, row.version.description)
            message = event.data.summary
        case .duplicate(let row):
            (outcome, report, version) = (.duplicate, row.report.rawValue, row.version.description)
        case .observed(let row, let detail):
            (outcome, report, version) = (.nothingNew, row.report.rawValue, row.version.description)
            message = detail
        case .refused(let refusal):
            (outcome, message) = (.failed, "\(refusal.outcome.rawValue): \(refusal.message). \(refusal.remedy)")
        case .reading: (outcome, message) = (.failed, "it is still being read")
        case .deferred(let problem): (outcome, message) = (.failed, problem.description)
        }
    }
}

extension Door {
    /// Takes files and addresses through the whole pipeline now; gives what became of each.
    ///
    /// - Throws: `poll-interrupted` where the daemon ended before the last answer; what keeps this process from the archive.
    package func ingest(_ inputs: [String]) async throws(Problem) -> [IngestAnswer] {
        // The daemon has a folder of its own.
        let places = inputs.map { Runtime.isAddress($0) ? $0 : URL(fileURLWithPath: $0).path }
        let given = Dictionary(zip(places, inputs)) { first, _ in first }
        let answers = try await pass { (daemon) throws(Problem) in
            var answers: [IngestAnswer] = []
            let isWhole =
                daemon.send(PollRequest(sources: [], waits: true, inputs: places))
                && daemon.receive(PollReply.self, most: PollRequest.most) { reply in
                    if let answer = reply.ingested { answers.append(answer) }
                    return reply.troubles != nil
                }
            guard isWhole else {
                throw Problem(
                    .pollInterrupted, "the daemon ended before every document had its answer", at: settings.state,
                    remedy: "Start it again: what it had taken goes on, and what is given again is a duplicate.",
                    retry: .later)
            }
            return answers
        } alone: { runtime in
            await runtime.ingest(places).map { IngestAnswer($0.path, $0.verdict) }
        }
        return answers.map { answer in
            var answer = answer
            answer.input = given[answer.input] ?? answer.input
            return answer
        }
    }
}

extension Runtime {
    static func isAddress(_ text: String) -> Bool { text.hasPrefix("https://") || text.hasPrefix("http://") }

    /// Takes files through the whole pipeline now, wherever they lie; gives each verdict under the path it was asked for.
    func ingest(_ paths: [String]) async -> [(path: String, verdict: Verdict)] {
        var asked: [String: String] = [:]
        var inputs: [Input] = []
        var verdicts: [(path: String, verdict: Verdict)] = []
        for path in paths {
            do throws(Problem) {
                let input = Runtime.isAddress(path) ? try await claim(bodyOf: path) : try claim(fileAt: path)
                asked[input.claim.id] = path
                inputs.append(input)
            } catch {
                verdicts.append((path, .deferred(error)))
            }
        }
        for (input, verdict) in await worker.take(inputs, waits: true) {
            verdicts.append((asked.removeValue(forKey: input.claim.id) ?? input.name, verdict))
        }
        let stopped = Problem(
            .unexpected, "the program is stopping", remedy: "It is read after the next start.", retry: .later)
        return verdicts + asked.values.sorted().map { ($0, .deferred(stopped)) }
    }

    /// Fetches an address once and claims what it answers.
    func claim(bodyOf url: String) async throws(Problem) -> Input {
        guard stages.watchRoom() else { throw DiskRoom.low }
        let id = UUID().uuidString.lowercased()
        let outcome: FetchOutcome
        do throws(Problem) {
            let road = settings.source(for: url)
            outcome = try await poller.visit(
                try road.request(
                    .init(), http: settings.http, spool: stages.work.input(of: id),
                    exchange: stages.work.exchange(of: id)))
        } catch {
            stages.work.remove(id)
            throw error
        }
        switch outcome {
        case .body(let exchange, let size):
            let name = URL(string: exchange.finalURL)?.lastPathComponent ?? "page"
            var claim = Claim(
                id: id, nameBytes: Array(name.utf8), shownName: name, origin: .source(id: "ingest", url: url),
                device: 0,
                inode: 0, size: size, mtime: 0, claimed: .now)
            claim.exchange = exchange
            try catalogue.claim([claim])
            return Input(claim: claim)
        case .failed(let failure):
            stages.work.remove(id)
            throw failure.problem(at: url)
        case .unchanged(let exchange):
            stages.work.remove(id)
            throw Problem(
                .unexpected, "status \(exchange.status) without a question", at: url, remedy: "Try again.",
                retry: .later)
        }
    }

    /// Claims a copy of a file that lies anywhere, so that `ingest` can take it through the pipeline.
    func claim(fileAt path: String) throws(Problem) -> Input {
        guard stages.watchRoom() else { throw DiskRoom.low }
        let id = UUID().uuidString.lowercased()
        let size: Int
        do throws(Problem) { size = try InputFile.copy(path, to: stages.work.input(of: id)) } catch {
            stages.work.removeCompanions(of: id)
            throw error
        }
        let name = URL(fileURLWithPath: path).lastPathComponent
        let claim = Claim(
            id: id, nameBytes: Array(name.utf8), shownName: name, device: 0, inode: 0, size: size, mtime: 0,
            claimed: .now)
        try catalogue.claim([claim])
        return Input(claim: claim)
    }
}
