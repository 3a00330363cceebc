import Foundation
package import Model

/// Posts each event as a structured CloudEvent, signed as Standard Webhooks 1.0 says.
///
/// 2xx is acceptance; 410 silences the channel; everything else, also a redirect, is tried again later.
package struct WebhookChannel: Channel {
    /// One header of a request.
    package typealias Header = (name: String, value: String)

    /// What came back from one request.
    package struct PostAnswer: Hashable, Sendable {
        package let status: Int?
        package let retryAfter: Duration?
        package let problem: Problem?

        /// Takes an HTTP status, or the reason why there is none.
        package init(status: Int?, retryAfter: Duration? = nil, problem: Problem? = nil) {
            self.status = status
            self.retryAfter = retryAfter
            self.problem = problem
        }
    }

    /// Sends one POST without following redirects; gives up by itself after some seconds and when its task is cancelled.
    package typealias Post = @Sendable (_ url: String, _ headers: [Header], _ body: [UInt8]) async -> PostAnswer

    package let id: String
    private let url: String
    private let secret: [UInt8]?
    private let now: @Sendable () -> Timestamp
    private let post: Post

    /// Takes the address, the key (see ``WebhookSignature/key(from:)``; unsigned without one) and what sends a request.
    package init(
        id: String, url: String, secret: [UInt8]?, now: @escaping @Sendable () -> Timestamp, post: @escaping Post
    ) {
        self.id = id
        self.url = url
        self.secret = secret
        self.now = now
        self.post = post
    }

    /// Posts one event after the other and stops at the first that is not accepted.
    package func deliver(_ batch: [Outgoing]) async -> DeliveryResult {
        var said: String?
        for (index, outgoing) in batch.enumerated() {
            if Task.isCancelled { return DeliveryResult(accepted: index, said: said) }
            let body = Array(outgoing.json.utf8)
            let answer = await post(url, headers(for: outgoing.event, body: body), body)
            if let failure = failure(in: answer) {
                return DeliveryResult(accepted: index, failure: failure, said: said)
            }
            said = answer.status.map { "answered \($0)" }
        }
        return DeliveryResult(accepted: batch.count, said: said)
    }

    private func headers(for event: Event, body: [UInt8]) -> [Header] {
        let seconds = now().milliseconds / 1000
        var headers: [Header] = [
            ("content-type", "application/cloudevents+json"), ("webhook-id", event.id),
            ("webhook-timestamp", "\(seconds)"),
        ]
        if let secret {
            let signature = WebhookSignature.header(id: event.id, seconds: seconds, body: body, key: secret)
            headers.append(("webhook-signature", signature))
        }
        return headers
    }

    private func failure(in answer: PostAnswer) -> DeliveryFailure? {
        guard let status = answer.status else {
            let problem =
                answer.problem
                ?? Problem(
                    .deliveryFailed, "no answer from the receiver of channel \(id)", at: shownURL,
                    remedy: "See whether the receiver runs; delivery is tried again.", retry: .later)
            return DeliveryFailure(problem, retryAfter: answer.retryAfter)
        }
        let what = "the receiver of channel \(id) answered \(status)"
        switch status {
        case 200...299: return nil
        case 410:
            let remedy = "Take the channel out of the settings, or give its new address and restart."
            return DeliveryFailure(
                Problem(.channelGone, what, at: shownURL, remedy: remedy, retry: .afterRepair), permanent: true)
        case 300...399:
            let remedy = "Put the receiver's final address into the settings; redirects are not followed."
            return DeliveryFailure(
                Problem(.deliveryRefused, what, at: shownURL, remedy: remedy, retry: .later),
                retryAfter: answer.retryAfter)
        default:
            let remedy = "Look at the receiver's log; delivery is tried again."
            return DeliveryFailure(
                Problem(.deliveryRefused, what, at: shownURL, remedy: remedy, retry: .later),
                retryAfter: answer.retryAfter)
        }
    }

    // Many receivers put their token into the path: only scheme and host are shown.
    private var shownURL: String {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host else {
            return id
        }
        return "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
    }
}

/// Signatures of Standard Webhooks 1.0, symmetric kind.
package enum WebhookSignature {
    /// Gives the value of `webhook-signature` for exactly these bytes: HMAC-SHA256 over `id.timestamp.body`.
    package static func header(id: String, seconds: Int64, body: [UInt8], key: [UInt8]) -> String {
        let signed = Array("\(id).\(seconds).".utf8) + body
        return "v1," + Data(hmacSHA256(key: key, message: signed)).base64EncodedString()
    }

    /// Gives the key for a secret as people write it: `whsec_` and base64, or any other text as its bytes.
    ///
    /// - Throws: `webhook-secret-invalid`, never with the secret in its text.
    package static func key(from secret: String) throws(Problem) -> [UInt8] {
        let text = secret.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.hasPrefix("whsec_") else {
            guard !text.isEmpty else { throw invalid("the secret of a webhook is empty") }
            return Array(text.utf8)
        }
        guard let key = Data(base64Encoded: String(text.dropFirst("whsec_".count))), !key.isEmpty else {
            throw invalid("what follows whsec_ in the secret of a webhook is not base64")
        }
        return Array(key)
    }

    private static func invalid(_ what: String) -> Problem {
        Problem(.webhookSecret, what, remedy: "Copy the secret again from the receiver.", retry: .afterRepair)
    }
}
