import Model

/// Everything the curl thread needs to know of one request; a value, so that it can be handed over.
struct TransferPlan: Sendable {
    enum Method: Sendable {
        /// The body goes to a file that does not exist yet.
        case get(spoolPath: String)
        /// The answer's body is of no interest; redirects are answers.
        case post(body: [UInt8])
    }

    var url: String
    var method: Method
    /// Lines of the form `Name: value`, as bytes.
    var headers: [[UInt8]]
    var settings: HTTPSettings
    /// Where the body goes as it passes the line, undecoded; `nil` keeps nothing of what passes.
    var wirePath: String?
    /// A file with the certificates of the authorities that are believed, instead of the system's.
    var authorities: String?
    /// Whether an address is on the public internet.
    var isPublic: @Sendable ([UInt8]) -> Bool = { AddressGuard.isPublic($0) }
    /// Names of headers, in lower case, whose values nobody but the server may see.
    var secrets: Set<String> = []
    /// What a proxy is told to connect to in place of the host: `host:port:address:port`.
    var pin: String?
    /// Addresses of hosts, `host:port:address`, that no name server is asked for.
    var names: [String] = []

    /// A GET of what a chain has come to, with the conditions that the last answer of its host allows.
    init(_ request: FetchRequest, _ chain: RedirectChain) {
        url = chain.url
        method = .get(spoolPath: request.spoolPath)
        settings = request.settings
        wirePath = request.exchangePath.map { $0 + ".wire" }
        let conditions = [("If-None-Match", request.etag), ("If-Modified-Since", request.lastModified)]
        headers =
            !chain.carriesConditions
            ? []
            : conditions.compactMap { name, value in
                guard let bytes = value?.headerBytes, !bytes.isEmpty else { return nil }
                return Array("\(name): ".utf8) + bytes
            }
        if chain.isAtHome {
            headers += request.headers.map(\.line)
            secrets = Set(request.headers.filter(\.isSecret).map { $0.name.lowercased() })
        }
    }

    /// A POST. Headers that would break out of their line are left out.
    init(post url: String, headers: [String: String], body: [UInt8], settings: HTTPSettings) {
        self.url = url
        method = .post(body: body)
        self.settings = settings
        // Without "Expect:" libcurl waits up to a second before it sends a large body.
        self.headers =
            [Array("Expect:".utf8)]
            + headers.sorted { $0.key < $1.key }.compactMap { name, value in
                guard let head = name.headerBytes, let bytes = value.headerBytes else { return nil }
                // "Name;" is how libcurl is told to send a header without a value.
                return bytes.isEmpty ? head + Array(";".utf8) : head + Array(": ".utf8) + bytes
            }
    }
}

/// How a transfer ended: the facts, not yet judged.
struct TransferResult: Sendable {
    /// Why our own side broke it off.
    enum Verdict: Hashable, Sendable {
        case tooLarge(declared: Int?)
        /// The head of the answer goes on and on.
        case headTooLarge
        /// What the head says of the body's length cannot be.
        case length(String)
        /// The body was unpacked to so many times its size.
        case bomb(ratio: Int)
        case privateAddress(String)
        case spool(SpoolFile.Fault)
        /// The body of an error answer went on and on; its status is all that is needed.
        case enough
        case cancelled
        /// libcurl would not even take the request.
        case notStarted
    }

    /// libcurl's code, 0 for a transfer that ended well.
    var code: UInt32 = 0
    var verdict: Verdict?
    var head = ResponseHead()
    var finalURL = ""
    /// When it was begun.
    var asked = Timestamp.now
    var took = Duration.zero
    /// Absent where none was made.
    var connection: Exchange.Connection?
    /// Bytes of the body after decoding.
    var size = 0
    /// `errno` of the failed connection.
    var systemError: Int32 = 0
    /// libcurl's own sentence.
    var detail = ""
    var spool: SpoolFile?
    /// What passed the line, where it is kept.
    var passage: Passage?
    /// The page that came with an error status, as far as it was taken.
    var page: [UInt8] = []
    /// Its digest. One that goes on and on was cut off: the digest of a part names nothing.
    var pageDigest: Digest? { verdict != .enough && code == 0 && !page.isEmpty ? Digest(of: page) : nil }
}
