package import Model

/// What came of one conditional GET.
package enum FetchOutcome: Hashable, Sendable {
    /// 304: the server says nothing changed.
    case unchanged(Exchange)
    /// Any 2xx; the body is whole, synced, at the spool path, `size` bytes after decoding.
    case body(Exchange, size: Int)
    case failed(FetchFailure)

    /// How long it took, as far as servers were asked.
    package var milliseconds: Int? {
        switch self {
        case .unchanged(let exchange), .body(let exchange, _): exchange.milliseconds
        case .failed(let failure): failure.milliseconds
        }
    }

    /// Gives the outcome with so much more time that it took; none where nothing was asked.
    func lasting(_ duration: Duration) -> FetchOutcome {
        guard duration > .zero else { return self }
        let sum = (milliseconds ?? 0) + Int(duration.milliseconds)
        switch self {
        case .unchanged(var exchange):
            exchange.milliseconds = sum
            return .unchanged(exchange)
        case .body(var exchange, let size):
            exchange.milliseconds = sum
            return .body(exchange, size: size)
        case .failed(var failure):
            failure.milliseconds = sum
            return .failed(failure)
        }
    }
}

/// What came of one POST.
package enum PostOutcome: Hashable, Sendable {
    /// The other side answered, with whatever status; redirects are answers too.
    case answered(status: Int, retryAfter: Duration?)
    case failed(FetchFailure)
}

/// Why a request brought nothing.
package struct FetchFailure: Error, Hashable, Sendable {
    /// The closed list of reasons; the raw values stand in logs, in `sources --json` and in notices.
    package enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        case notFound = "not-found"
        case gone
        case forbidden
        case unauthorized
        case tooManyRequests = "too-many-requests"
        /// A firewall or content network answered with a test or a block of its own.
        case botWall = "bot-wall"
        /// The host's robots.txt bars programs from the address, which was not asked.
        case robotsDisallowed = "robots-disallowed"
        case maintenance
        case serverError = "server-error"
        case unexpectedStatus = "unexpected-status"
        case timedOut = "timed-out"
        case refused
        /// No name server said where the host is, or that there is none.
        case nameNotResolved = "name-not-resolved"
        /// By the name servers there is no such host.
        case nameUnknown = "name-unknown"
        case tlsFailed = "tls-failed"
        case tooLarge = "too-large"
        case headTooLarge = "head-too-large"
        /// A small body that unpacks to a huge one.
        case decompressionBomb = "decompression-bomb"
        case tooManyRedirects = "too-many-redirects"
        /// A redirect leads to an address that led there.
        case redirectLoop = "redirect-loop"
        /// A redirect leads from https to http.
        case insecureRedirect = "insecure-redirect"
        case privateAddress = "private-address"
        case badURL = "bad-url"
        case truncated
        case connectionFailed = "connection-failed"
        /// The program that was to render the page ended in failure, or had nothing to say.
        case renderFailed = "render-failed"
        /// Our own side: the body could not be kept, because the disk is full or the like.
        case spoolFailed = "spool-failed"
        /// The task that asked was cancelled; nothing is known about the source.
        case cancelled
    }

    /// Which of the reasons it is.
    package private(set) var code: Code
    /// The HTTP status, where an answer came, be it in part.
    package internal(set) var status: Int?
    /// One sentence with the actual values, lower-case start, no full stop.
    package private(set) var message: String
    /// A sentence that begins with a verb.
    package private(set) var remedy: String
    /// How long the server asked to be left alone.
    package let retryAfter: Duration?
    /// The address that failed, where redirects led there; absent where it is the one of the request.
    package var url: String?
    /// The digest of the page that came with an error status or a redirect, if all of it was taken.
    package var page: Digest?
    /// How long the requests took, redirects included; absent where none was made.
    package var milliseconds: Int?
    /// Whether the answer is a capture that a web archive holds, so that the status is that of the original then.
    package var isMemento = false
    /// Whether a connection that stood was cut: more often the line's fault than the server's word.
    package var isCut = false

    /// Takes the reason and the sentence; the remedy goes with the reason.
    ///
    /// - Parameter remedy: where another one helps in this case.
    package init(
        _ code: Code, _ message: String, status: Int? = nil, retryAfter: Duration? = nil, remedy: String? = nil
    ) {
        self.code = code
        self.status = status
        self.message = message
        self.remedy = remedy ?? code.remedy
        self.retryAfter = retryAfter
    }

    /// Gives the failure of an address that the first one led to.
    func after(_ first: String, at url: String) -> FetchFailure {
        var failure = self
        failure.message += " (redirected from \(first))"
        failure.url = failure.url ?? url
        return failure
    }

    /// The failure to resolve a name that does not exist.
    var asUnknownName: FetchFailure {
        var failure = self
        (failure.code, failure.remedy) = (.nameUnknown, Code.nameUnknown.remedy)
        return failure
    }

    /// The failure in the one shape of trouble; its code is `fetch-` and this code.
    package func problem(at url: String) -> Problem {
        Problem(
            Problem.Code("fetch-" + code.rawValue), message, at: url, remedy: remedy,
            retry: code.retry)
    }
}

extension FetchFailure.Code {
    /// When another try can help.
    package var retry: Problem.Retry {
        [.badURL, .privateAddress, .nameUnknown].contains(self) ? .afterRepair : .later
    }

    /// What somebody can do about it.
    package var remedy: String {
        switch self {
        case .notFound: "Check the address in a browser; the report may have moved."
        case .gone: "Take the source out of the settings, or give its new address."
        case .forbidden: AdmissionRefusal.Code.botWall.remedy
        case .unauthorized: AdmissionRefusal.Code.loginPage.remedy
        case .tooManyRequests: "Check less often: raise \"every\" of this source or \"perHostDelay\"."
        case .botWall: AdmissionRefusal.Code.botWall.remedy
        case .robotsDisallowed:
            "Ask the site's owner for permission, save the page into the inbox, or read it in a web archive. Where the host is your own, set \"respectRobots\" of the source to false."
        case .maintenance: AdmissionRefusal.Code.maintenance.remedy
        case .serverError: "Wait: the server has a fault, and the check is repeated by itself."
        case .unexpectedStatus: "Open the address in a browser and see what it answers."
        case .timedOut: "Check the server and the line, or raise http.timeout."
        case .refused: "Check host and port of the address; nothing listens there."
        case .nameNotResolved: "Check the line and the name server of this machine; the check is repeated by itself."
        case .nameUnknown:
            "Check the host name of the address: by the name servers there is no such host, or it has no address."
        case .tlsFailed:
            "Check the server's certificate and the clock and certificates (ca-certificates) of this machine."
        case .tooLarge: "Raise http.maxBytes if the document really is this large."
        case .headTooLarge: "Look with another program at what the server sends; no honest head is that large."
        case .decompressionBomb: "Leave the address alone, or save the page into the inbox if it really is a report."
        case .tooManyRedirects: "Give the address where the redirects end, or raise http.maxRedirects."
        case .redirectLoop:
            "Open the address in a browser; if it shows the report there, give the address that it ends at."
        case .insecureRedirect:
            "Give the http address itself if it is meant: what comes from there can be changed on its way."
        case .privateAddress: "Set http.allowPrivateAddresses to true if this machine or network is meant."
        case .badURL: "Give an http or https address without user name and password."
        case .truncated: "Wait: the answer broke off, and the check is repeated by itself."
        case .connectionFailed: "Check the line and the server; the check is repeated by itself."
        case .renderFailed: "Run the command of \"renderer\" by hand with the address, and see what it says."
        case .spoolFailed: "Make room on the disk and check the permissions of the state folder."
        case .cancelled: "Start it again; it was stopped before it ended."
        }
    }
}
