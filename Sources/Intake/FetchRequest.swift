/// The limits and manners of every request, as `config.json` gives them under `http`.
package struct HTTPSettings: Hashable, Sendable {
    /// What the program calls itself, with a way to reach its owner.
    package var userAgent: String
    /// The whole transfer, from the look-up of the name to the last byte.
    package var timeout: Duration
    /// The largest body, counted after decoding.
    package var maxBytes: Int
    /// How many redirects are followed in a row.
    package var maxRedirects: Int
    /// Whether addresses of this machine and of private networks may be asked at all.
    package var allowPrivateAddresses: Bool
    /// The one proxy that is used; what the environment names is not looked at.
    package var proxy: Proxy?

    /// Takes the settings; what is left out has the default of the shipped `config.json`.
    package init(
        userAgent: String, timeout: Duration = .seconds(30), maxBytes: Int = 52_428_800, maxRedirects: Int = 5,
        allowPrivateAddresses: Bool = false
    ) {
        self.userAgent = userAgent
        self.timeout = timeout
        self.maxBytes = maxBytes
        self.maxRedirects = maxRedirects
        self.allowPrivateAddresses = allowPrivateAddresses
    }
}

/// One conditional GET: what to ask for, what is known of it already, and where its body goes.
package struct FetchRequest: Hashable, Sendable {
    /// An http or https address without user name and password.
    package var url: String
    /// The server's own words of the last answer, sent back byte for byte; `nil` asks without a condition.
    package var etag: String?
    /// Likewise the `Last-Modified` text of the last answer.
    package var lastModified: String?
    /// The address whose answer had these words, after redirects; `nil` for `url`. They are said to its host alone.
    package var answeredBy: String?
    /// Headers beside the usual ones, for the host of `url` alone: none goes along to where a redirect leads.
    package var headers: [RequestHeader] = []
    /// A path that does not exist yet; it exists afterwards only if a body came whole.
    package var spoolPath: String
    /// A path that does not exist yet, where the exchange is kept as a web archive if a body came whole; `nil` keeps none.
    package var exchangePath: String?
    /// The limits of this request.
    package var settings: HTTPSettings

    /// Takes what to ask for and where the body goes; without conditions it asks for everything.
    package init(
        url: String, etag: String? = nil, lastModified: String? = nil, answeredBy: String? = nil, spoolPath: String,
        exchangePath: String? = nil, settings: HTTPSettings
    ) {
        self.url = url
        self.etag = etag
        self.lastModified = lastModified
        self.answeredBy = answeredBy
        self.spoolPath = spoolPath
        self.exchangePath = exchangePath
        self.settings = settings
    }
}
