import Catalogue
import Intake
import Model

extension Settings.Source {
    /// What is known of the answer before: the server's own words, sent back byte for byte.
    struct Conditions: Hashable, Sendable {
        var etag: String?
        var lastModified: String?
        var answeredBy: String?
    }

    /// Makes the request for this source, or for one of the pages of a listing: headers and credentials of the settings for the
    /// host that they were written for, the proxy for all.
    ///
    /// - Throws: `settings-invalid` for a secret that is not there any more.
    func request(
        for page: String? = nil, _ known: Conditions, http: Settings.HTTP, spool: String, exchange: String? = nil
    ) throws(Problem) -> FetchRequest {
        let url = page ?? url
        var settings = http.fetching
        settings.proxy = try access.requestProxy(of: id)
        // What scripts make of a page changes without it.
        let known = renderer == nil ? known : Conditions()
        var request = FetchRequest(
            url: url, etag: known.etag, lastModified: known.lastModified, answeredBy: known.answeredBy,
            spoolPath: spool, exchangePath: exchange, settings: settings)
        // What a listing names may stand on any host.
        if access.isPersonal, Addresses.isSameServer(url, as: home ?? self.url) {
            request.headers = try access.requestHeaders(of: id)
        }
        return request
    }
}

extension Settings {
    /// The source as which an address is asked that somebody wants once: the one of this address, or else the first one on its
    /// server, whose road and headers it has then; or else one of no settings.
    func source(for url: String) -> Source {
        let known = sources.first { $0.url == url } ?? sources.first { Addresses.isSameServer(url, as: $0.url) }
        return Source(
            id: known?.id ?? "ingest", url: url, schedule: Schedule(), respectsRobots: false,
            access: known?.access ?? Access(), home: known?.home ?? known?.url)
    }
}

extension SourceState {
    /// Now and then the whole answer is wanted, whatever the server says of changes: some never say that there are any.
    static let longestTrust = Duration.seconds(7 * 86_400)

    /// What the next request is bound to: a body that is in the archive, and that was had whole not too long ago.
    func conditions(now: Timestamp) -> Settings.Source.Conditions {
        guard bodyDigest != nil, let wholeAt, wholeAt.advanced(by: SourceState.longestTrust) > now else {
            return .init()
        }
        return .init(etag: etag, lastModified: lastModified, answeredBy: answeredBy)
    }
}
