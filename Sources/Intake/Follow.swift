/// Which addresses of a listing are reports, and how they are followed.
package struct Follow: Hashable, Sendable {
    /// An address must fit one of these; none: every address does.
    package var match: [AddressPattern] = []
    /// And none of these.
    package var exclude: [AddressPattern] = []
    /// With depth 2, the addresses of the pages whose links are looked at; none: all that are no reports themselves.
    package var via: [AddressPattern] = []
    /// Hosts beside the listing's own.
    package var hosts: [String] = []
    /// At most so many reports are followed, the newest first.
    package var limit = 200
    /// 1: the listing names the reports. 2: it names pages that name them.
    package var depth = 1
    /// How often each report is asked for by itself.
    package var every = Duration.seconds(86_400)

    /// Gives what the settings mean where they say nothing.
    package init() {}

    /// Whether an address is a report's, on one of these hosts.
    package func isReport(_ url: String, hosts own: Set<String>) -> Bool {
        isAllowed(url, hosts: own) && (match.isEmpty || match.contains { $0.matches(url) })
    }

    /// Whether an address is a page whose links are to be looked at.
    package func isPage(_ url: String, hosts own: Set<String>) -> Bool {
        guard depth > 1, isAllowed(url, hosts: own) else { return false }
        return via.isEmpty || via.contains { $0.matches(url) }
    }

    /// Whether an address may be asked at all.
    package func isAllowed(_ url: String, hosts own: Set<String>) -> Bool {
        let host = Follow.name(ofHost: Addresses.host(of: url))
        return (own.contains(host) || hosts.contains(host)) && !exclude.contains { $0.matches(url) }
    }

    /// A host without the `www.` that comes and goes.
    package static func name(ofHost host: String) -> String {
        host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
    }

    /// A text that differs when another set of addresses is meant.
    package var rules: String {
        let lists =
            [match, exclude, via].map { $0.map(\.text).joined(separator: " ") } + [hosts.joined(separator: " ")]
        return (lists + ["\(depth)"]).joined(separator: "\n")
    }
}
