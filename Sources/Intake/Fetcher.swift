import Dispatch
import Model

/// Asks published addresses, politely and within limits, over one libcurl thread.
///
/// Each request ends in a value: nothing here throws, and a failure is one of a closed list.
package final class Fetcher: Sendable {
    private let thread = CurlThread()
    private let software: String
    let surroundings: Surroundings

    /// Starts the curl thread, which ends with the last reference.
    ///
    /// - Parameter software: what web archives name as their writer.
    package convenience init(software: String = "reportwatch") { self.init(software: software, Surroundings()) }

    /// Stands in other surroundings than the system's, for tests.
    init(software: String = "reportwatch", _ surroundings: Surroundings) {
        (self.software, self.surroundings) = (software, surroundings)
    }

    /// What a fetcher finds around itself.
    struct Surroundings: Sendable {
        /// A file with the authorities that are believed, instead of the system's.
        var authorities: String?
        /// What a name server would say of a name; `nil` leaves it to the system's own.
        var lookUp: (@Sendable (String) -> HostLookup.Answer?)?
        /// Whether an address is on the public internet.
        var isPublic: @Sendable ([UInt8]) -> Bool = { AddressGuard.isPublic($0) }
    }

    /// Runs tasks on the curl thread, for those that ask for one address after the other: no other thread has to wake up between two
    /// of them. Whatever runs there holds up all transfers. Jobs are run also when the fetcher was closed.
    package var executor: any TaskExecutor { thread }

    /// Breaks off what is under way and waits for the curl thread to end; requests from then on are answered at once, as failed.
    package func close() { thread.close() }

    /// Makes one conditional GET, and follows where it leads. A body is whole and synced at the spool path when this returns
    /// `.body`; in every other case nothing of it is left. Cancelling the task breaks the transfer off.
    ///
    /// - Parameter mayAsk: asked before each redirect is followed, with the address it leads to; a failure ends it there.
    package nonisolated(nonsending) func fetch(
        _ request: FetchRequest, mayAsk: (@Sendable (String) async -> FetchFailure?)? = nil
    ) async -> FetchOutcome {
        let allowsPrivate = request.settings.allowPrivateAddresses
        if let failure = AddressRules.failure(of: request.url, allowsPrivate: allowsPrivate) { return .failed(failure) }
        var chain = RedirectChain(request)
        // One time limit for the whole way; what we wait for between two steps is not the servers' doing.
        var took = Duration.zero
        while true {
            var plan = TransferPlan(request, chain)
            plan.authorities = surroundings.authorities
            plan.isPublic = surroundings.isPublic
            plan.settings.timeout = request.settings.timeout - took
            switch await pinned(plan) {
            case .failure(let failure):
                let failed = chain.redirects.isEmpty ? failure : failure.after(request.url, at: chain.url)
                return FetchOutcome.failed(failed).lasting(took)
            case .success(let pinned): plan = pinned
            }
            let result = await thread.perform(plan)
            took += result.took
            switch chain.take(result) {
            case .stay:
                let outcome = await outcome(of: result, for: request, chain)
                guard case .failed(let failure) = outcome else { return outcome.lasting(took) }
                return FetchOutcome.failed(await explained(failure, chain.url)).lasting(took)
            case .refuse(let failure): return FetchOutcome.failed(failure).lasting(took)
            case .go: break
            }
            if let failure = await mayAsk?(chain.url) {
                return FetchOutcome.failed(failure.after(request.url, at: chain.url)).lasting(took)
            }
        }
    }

    // libcurl says of a name only that it has no address for it. Whether that is so, or nobody could say, is worth a question.
    private nonisolated(nonsending) func explained(_ failure: FetchFailure, _ url: String) async -> FetchFailure {
        guard failure.code == .nameNotResolved, let host = WebAddress(url)?.host,
            await lookUp(host, within: .seconds(5)) == .absent
        else { return failure }
        return failure.asUnknownName
    }

    private nonisolated(nonsending) func outcome(
        of result: TransferResult, for request: FetchRequest, _ chain: RedirectChain
    ) async -> FetchOutcome {
        let judged = FetchJudgment.outcome(of: result, for: request, chain, now: .now)
        defer { result.passage?.file?.discard() }
        guard let spool = result.spool else { return judged }
        guard case .body = judged else {
            spool.discard()
            return judged
        }
        let archive = ExchangeArchive(
            passages: chain.passages + [result.passage].compactMap { $0 }, decoded: spool,
            userAgent: request.settings.userAgent, software: software)
        if let fault = await Fetcher.keep(spool, archive, at: request.exchangePath) {
            spool.discard()
            return .failed(FetchFailure(.spoolFailed, fault.message))
        }
        return judged
    }

    /// Makes one POST and gives the status it was answered with. Redirects are not followed. The address guard is off
    /// unless asked for, because the address of a webhook is written by the owner of the settings.
    package func post(
        url: String, headers: [String: String] = [:], body: [UInt8], timeout: Duration,
        userAgent: String = "reportwatch",
        allowPrivateAddresses: Bool = true
    ) async -> PostOutcome {
        if let failure = AddressRules.failure(of: url, allowsPrivate: allowPrivateAddresses) { return .failed(failure) }
        let settings = HTTPSettings(
            userAgent: userAgent, timeout: timeout, allowPrivateAddresses: allowPrivateAddresses)
        let plan = TransferPlan(post: url, headers: headers, body: body, settings: settings)
        let outcome = FetchJudgment.outcome(ofPost: await thread.perform(plan), plan: plan, now: .now)
        guard case .failed(let failure) = outcome else { return outcome }
        return .failed(await explained(failure, url))
    }

    /// Makes the body durable, and beside it the exchange; away from the curl thread, where it would hold up the others, and from
    /// Swift's few task threads.
    private static func keep(
        _ spool: SpoolFile, _ archive: ExchangeArchive, at path: String?
    ) async -> SpoolFile.Fault? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(SpoolFile.Fault) {
                    try spool.sync()
                    if let path { try archive.write(to: path) }
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error)
                }
            }
        }
    }
}
