import Catalogue
import Foundation
import Intake
import Model

/// How a web archive is asked: as any host is, in its turn, by its robots.txt, with none of the source's credentials.
extension SourcePoller {
    /// Asks a web archive for something, when it is its host's turn.
    ///
    /// - Parameters:
    ///   - place: the archive as a request sees it; its id is by which its place at the host is known.
    ///   - patience: how long a rest that it asked for is waited for.
    /// - Throws: `host-resting` where that would take longer.
    func askArchive(
        _ place: Settings.Source, _ request: FetchRequest, patience: Duration
    ) async throws(Problem) -> FetchOutcome {
        let walker = Walker(id: place.id, rules: place, isAsked: true, keepsTo: request.url)
        while true {
            let until = wishes.end(place.host, request.url)
            guard until <= now().advanced(by: patience) else {
                throw Problem(
                    .hostResting, "the web archive asked to be left alone until \(until)", at: request.url,
                    remedy: "Run it again then: it goes on where it stopped.", retry: .later)
            }
            if let failure = try await barrier(before: request.url, for: place, isAsked: true) {
                return .failed(failure)
            }
            guard let outcome = await ask(request, for: walker) else {
                try? await Task.sleep(for: .milliseconds(100))
                continue
            }
            // What a captured answer asked for then is over.
            if case .failed(let failure) = outcome, !failure.isMemento {
                var batch = RecordedBatch()
                batch.rests = rests(after: failure, request.url)
                if !batch.rests.isEmpty { try stages.catalogue.record(batch) }
            }
            return outcome
        }
    }
}
