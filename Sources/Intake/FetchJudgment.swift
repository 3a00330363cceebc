import CCurl
import Glibc
import Model

/// Names what came of a transfer. Pure: the facts in, the outcome out.
enum FetchJudgment {
    static func outcome(
        of result: TransferResult, for request: FetchRequest, _ chain: RedirectChain, now: Timestamp
    ) -> FetchOutcome {
        if var failure = failure(of: result, settings: request.settings) {
            if result.head.isComplete { failure.status = result.head.status }
            return .failed(chain.redirects.isEmpty ? failure : failure.after(request.url, at: chain.url))
        }
        let exchange = exchange(result, request, chain, now: now)
        switch result.head.status {
        case 200..<300 where result.spool != nil: return .body(exchange, size: result.size)
        // Without a condition there is nothing that could be unchanged.
        case 304 where chain.carriesConditions && (request.etag != nil || request.lastModified != nil):
            return .unchanged(exchange)
        default:
            var failure = failure(ofStatus: result, exchange, now: now)
            if !chain.redirects.isEmpty { failure.url = chain.url }
            return .failed(failure)
        }
    }

    private static func exchange(
        _ result: TransferResult, _ request: FetchRequest, _ chain: RedirectChain, now: Timestamp
    ) -> Exchange {
        let head = result.head
        var exchange = Exchange(
            url: request.url, finalURL: result.finalURL, status: head.status, mediaType: head.mediaType,
            etag: head.etag, lastModified: head.lastModified, movedTo: chain.movedTo,
            marks: head.marks.isEmpty ? nil : head.marks, freshFor: head.freshness.seconds(now: now))
        exchange.asked = result.asked
        exchange.redirects = chain.redirects.isEmpty ? nil : chain.redirects
        exchange.connection = result.connection
        return exchange
    }

    static func outcome(ofPost result: TransferResult, plan: TransferPlan, now: Timestamp) -> PostOutcome {
        if let failure = failure(of: result, settings: plan.settings) { return .failed(failure) }
        let wait = result.head.retryAfter.flatMap { RetryAfter.parse($0, now: now) }
        return .answered(status: result.head.status, retryAfter: wait)
    }

    /// Gives the failure of a transfer that brought no usable answer; `nil` where the status decides.
    private static func failure(of result: TransferResult, settings: HTTPSettings) -> FetchFailure? {
        let limit = settings.maxBytes
        switch result.verdict {
        case .tooLarge(let declared?):
            return FetchFailure(.tooLarge, "the body is \(declared) bytes by its header, the limit is \(limit)")
        case .tooLarge(nil): return FetchFailure(.tooLarge, "the body is larger than the limit of \(limit) bytes")
        case .headTooLarge: return FetchFailure(.headTooLarge, "the head of the answer goes on and on")
        case .length(let said):
            return FetchFailure(.connectionFailed, "\(host(result)) says of its answer's length \(said)")
        case .bomb(let ratio):
            return FetchFailure(
                .decompressionBomb, "the body unpacks to more than \(ratio) times what \(host(result)) sent")
        case .privateAddress(let address):
            return FetchFailure(.privateAddress, "\(host(result)) is \(address), which is not on the public internet")
        case .spool(let fault): return FetchFailure(.spoolFailed, fault.message)
        case .cancelled: return FetchFailure(.cancelled, "the request was cancelled")
        case .notStarted: return FetchFailure(.connectionFailed, "libcurl did not take the request")
        case .enough, nil: break
        }
        // An error status counts even if its page broke off.
        if result.code == 0 || result.head.isComplete && result.head.status >= 400 { return nil }
        return failure(ofCode: result, settings: settings)
    }

    private static func failure(ofStatus result: TransferResult, _ exchange: Exchange, now: Timestamp) -> FetchFailure {
        let (head, page) = (result.head, result.page)
        let wait = head.retryAfter.flatMap { RetryAfter.parse($0, now: now) }
        let answered = "\(result.finalURL) answered \(head.status)"
        let (code, seen) = code(ofStatus: head.status, wall(exchange, page))
        var failure = FetchFailure(
            code, seen.map { "\(answered): \($0)" } ?? answered, status: head.status, retryAfter: wait)
        failure.isMemento = head.marks["memento-datetime"] != nil
        failure.page = result.pageDigest
        return failure
    }

    /// The kind of an error status; where the page that came with it says more, with what it says.
    private static func code(ofStatus status: Int, _ wall: AdmissionRefusal?) -> (FetchFailure.Code, String?) {
        switch (status, wall?.code) {
        case (404, _): (.notFound, nil)
        case (410, _): (.gone, nil)
        case (_, .botWall): (.botWall, wall?.message)
        case (500..., .maintenance): (.maintenance, wall?.message)
        case (401, _), (407, _): (.unauthorized, nil)
        case (403, .loginPage): (.unauthorized, wall?.message)
        case (403, _), (451, _): (.forbidden, nil)
        case (429, _): (.tooManyRequests, nil)
        case (500..., _): (.serverError, nil)
        default: (.unexpectedStatus, nil)
        }
    }

    private static func wall(_ exchange: Exchange, _ page: [UInt8]) -> AdmissionRefusal? {
        let signs = PageSigns(head: page, tail: page, isWhole: true)
        return Admission.name(ofErrorPage: .init(exchange: exchange, size: page.count, signs: signs))
    }

    private static func failure(ofCode result: TransferResult, settings: HTTPSettings) -> FetchFailure {
        let (host, url) = (host(result), result.finalURL)
        let detail = result.detail.isEmpty ? "libcurl code \(result.code)" : result.detail
        switch CURLcode(rawValue: result.code) {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_LOGIN_DENIED:
            // libcurl also calls an answer that is no HTTP an unsupported protocol; the address was checked before.
            return FetchFailure(.connectionFailed, "\(url): \(detail)")
        case CURLE_OPERATION_TIMEDOUT where detail.hasPrefix("Resolving timed out"):
            return FetchFailure(.nameNotResolved, "no name server said where \(host) is: \(detail)")
        case CURLE_OPERATION_TIMEDOUT:
            return FetchFailure(.timedOut, "\(url) took longer than \(settings.timeout), or sent too little: \(detail)")
        case CURLE_COULDNT_RESOLVE_HOST: return FetchFailure(.nameNotResolved, "no address for \(host): \(detail)")
        case CURLE_COULDNT_CONNECT where result.systemError == ECONNREFUSED:
            return FetchFailure(.refused, "\(host) refused the connection")
        case CURLE_COULDNT_CONNECT where result.systemError == ETIMEDOUT:
            return FetchFailure(.timedOut, "\(host) did not answer: \(detail)")
        case CURLE_FILESIZE_EXCEEDED: return FetchFailure(.tooLarge, detail)
        case CURLE_PARTIAL_FILE, CURLE_BAD_CONTENT_ENCODING:
            return FetchFailure(.truncated, "\(url) broke off after \(result.size) bytes: \(detail)")
        case CURLE_RECV_ERROR where result.size > 0, CURLE_HTTP2_STREAM where result.size > 0:
            var failure = FetchFailure(.truncated, "\(url) broke off after \(result.size) bytes: \(detail)")
            failure.isCut = true
            return failure
        case let code where tlsCodes.contains(code): return FetchFailure(.tlsFailed, "\(host): \(detail)")
        default: return FetchFailure(.connectionFailed, "\(url): \(detail)")
        }
    }

    private static var tlsCodes: [CURLcode] {
        [
            CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED,
        ]
    }

    /// The host of the address that was asked last, for messages.
    private static func host(_ result: TransferResult) -> String {
        let parts = result.finalURL.split(separator: "/", omittingEmptySubsequences: true)
        return parts.count > 1 ? String(parts[1]) : result.finalURL
    }
}
