import Model

/// The way from the address of a source to the answer: what was asked, what led on, and how far it may go. Pure.
struct RedirectChain {
    /// What to do after an answer.
    enum Step {
        /// It is the answer.
        case stay
        /// Ask the address that is now ``url``.
        case go
        case refuse(FetchFailure)
    }

    private let request: FetchRequest
    /// What is asked now.
    private(set) var url: String
    private(set) var redirects: [Exchange.Redirect] = []
    /// What passed the line on the way, where it is kept.
    private(set) var passages: [Passage] = []
    // Without what follows `#`, which no server sees.
    private var asked: Set<Substring> = []

    init(_ request: FetchRequest) {
        self.request = request
        url = request.url
    }

    /// Whether the conditions are meant for the host that is asked now: what one server said is no other's business, and
    /// another's "unchanged" would be of another page.
    var carriesConditions: Bool {
        let former = request.answeredBy ?? request.url
        return url == former || RedirectChain.host(url) == RedirectChain.host(former)
    }

    /// Whether the host that is asked now is the one that the headers of the settings are for; the same host over TLS is.
    var isAtHome: Bool { Addresses.isSameServer(url, as: request.url) }

    /// The last address, if each redirect on the way said that it is for good.
    var movedTo: String? {
        redirects.isEmpty || redirects.contains { $0.status != 301 && $0.status != 308 } ? nil : url
    }

    /// Takes an answer: notes where it leads, and says what that means.
    mutating func take(_ result: TransferResult) -> Step {
        let head = result.head
        guard result.verdict == nil || result.verdict == .enough, head.isComplete, let location = head.location,
            RedirectChain.leadsOn(head.status)
        else { return .stay }
        asked.insert(RedirectChain.place(url))
        let former = url
        let refused = { (failure: FetchFailure) in
            var failure = failure
            (failure.status, failure.page) = (head.status, result.pageDigest)
            return Step.refuse(failure)
        }
        guard redirects.count < request.settings.maxRedirects else {
            return refused(
                FetchFailure(
                    .tooManyRedirects, "more than \(request.settings.maxRedirects) redirects, the last from \(former)"))
        }
        redirects.append(
            .init(
                url: former, status: head.status, location: location, asked: result.asked,
                connection: result.connection))
        if let passage = result.passage { passages.append(passage) }
        switch target(of: location) {
        case .success(let target):
            url = target
            return .go
        case .failure(let failure): return refused(failure)
        }
    }

    // 304 is no redirect, 305 and 306 are out of use (RFC 9110, 15.4).
    private static func leadsOn(_ status: Int) -> Bool { [300, 301, 302, 303, 307, 308].contains(status) }

    private func target(of location: String) -> Result<String, FetchFailure> {
        guard let address = WebAddress(url), address.follow(location) else {
            return .failure(FetchFailure(.badURL, "\(url) redirects to \"\(location)\", which is no address"))
        }
        let wasSecure = url.lowercased().hasPrefix("https:")
        if let failure = AddressRules.failure(of: address.text, allowsPrivate: request.settings.allowPrivateAddresses) {
            return .failure(
                FetchFailure(
                    failure.code, "\(url) redirects to what is not asked: \(failure.message)", remedy: failure.remedy))
        }
        let isDowngrade = wasSecure && address.scheme == "http"
        let plain = address.text
        // Many servers that stand behind a proxy write http where they mean themselves: asked as browsers do, over https.
        if isDowngrade, !address.secure() || asked.contains(RedirectChain.place(address.text)) {
            return .failure(
                FetchFailure(.insecureRedirect, "\(url) redirects to \(plain), from https to http"))
        }
        guard !asked.contains(RedirectChain.place(address.text)) else {
            return .failure(
                FetchFailure(
                    .redirectLoop, "\(url) redirects to \(address.text), which was asked before and led there"))
        }
        return .success(address.text)
    }

    private static func place(_ url: String) -> Substring { url.prefix { $0 != "#" } }

    private static func host(_ url: String) -> String? { WebAddress(url)?.host }
}
