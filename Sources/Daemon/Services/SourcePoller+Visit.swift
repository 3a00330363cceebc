import Catalogue
import Foundation
import Intake
import Model

extension SourcePoller {
    /// Makes a request that somebody wants once and now, in its host's turn. What the host's robots.txt says to programs that come
    /// by themselves is not asked; that it wants to be left alone is.
    ///
    /// - Throws: `host-resting` where that would take long.
    func visit(_ request: FetchRequest) async throws(Problem) -> FetchOutcome {
        let host = Settings.Source.host(of: request.url)
        let walker = Walker(id: "visit-" + UUID().uuidString)
        defer { leave(walker.id) }
        while true {
            let until = wishes.end(host, request.url)
            guard until <= now().advanced(by: SourcePoller.patience) else {
                throw Problem(
                    .hostResting, "the server asked to be left alone until \(until)", at: request.url,
                    remedy: "Try again then, or open the address in a browser and drop the page into the inbox.",
                    retry: .later)
            }
            guard let outcome = await ask(request, for: walker) else {
                try? await Task.sleep(for: .milliseconds(100))
                continue
            }
            if case .failed(let failure) = outcome {
                var batch = RecordedBatch()
                batch.rests = rests(after: failure, request.url)
                if !batch.rests.isEmpty { try stages.catalogue.record(batch) }
            }
            return outcome
        }
    }
}

extension Problem.Code {
    /// A server has asked to be left alone for longer than anybody waits.
    static let hostResting = Problem.Code("host-resting")
}
