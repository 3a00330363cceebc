import Dispatch
import Model

/// Asks published addresses, politely and within limits, over one libcurl thread.
///
/// Each request ends in a value: nothing here throws, and a failure is one of a closed list.
package final class Fetcher: Sendable {
    private let thread = CurlThread()

    /// Starts the curl thread, which ends with the last reference.
    package init() {}

    /// Breaks off what is under way and waits for the curl thread to end; requests from then on are answered at once, as failed.
    package func close() { thread.close() }

    /// Makes one conditional GET. A body is whole and synced at the spool path when this returns `.body`; in every other
    /// case nothing of it is left. Cancelling the task breaks the transfer off.
    package func fetch(_ request: FetchRequest) async -> FetchOutcome {
        if let failure = AddressRules.failure(of: request.url) { return .failed(failure) }
        let result = await thread.perform(TransferPlan(request))
        let judged = FetchJudgment.outcome(of: result, for: request, now: .now)
        guard let spool = result.spool else { return judged }
        guard case .body = judged else {
            spool.discard()
            return judged
        }
        if let fault = await Fetcher.sync(spool) {
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
        if let failure = AddressRules.failure(of: url) { return .failed(failure) }
        let settings = HTTPSettings(
            userAgent: userAgent, timeout: timeout, allowPrivateAddresses: allowPrivateAddresses)
        let plan = TransferPlan(post: url, headers: headers, body: body, settings: settings)
        return FetchJudgment.outcome(ofPost: await thread.perform(plan), plan: plan, now: .now)
    }

    /// Syncs away from the curl thread, where it would hold up the others, and from Swift's few task threads.
    private static func sync(_ spool: SpoolFile) async -> SpoolFile.Fault? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(SpoolFile.Fault) {
                    try spool.sync()
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error)
                }
            }
        }
    }
}
