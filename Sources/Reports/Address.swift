import Foundation

/// An address taken apart: what it says about who published a document.
struct Address: Hashable, Sendable {
    let host: String
    let parts: [String]
    /// The address in one spelling: lower-case scheme and host, no fragment, no doubled slashes, no empty query, and
    /// without the parameters by which newsletters and advertisers follow their readers.
    let canonical: String

    private let query: [String]
    private let port: String

    /// Takes an address as it was seen; one that a mail gateway or a web archive has wrapped is unwrapped first.
    init?(_ text: String) {
        let plain = WrappedAddress.unwrapped(text.trimmingCharacters(in: .whitespaces))
        guard let components = URLComponents(string: plain), let scheme = components.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = components.host?.lowercased(), !host.isEmpty
        else { return nil }
        self.host = host
        parts = components.path.lowercased().split(separator: "/").map(String.init)
        let isUsual = components.port == nil || components.port == (scheme == "http" ? 80 : 443)
        port = isUsual ? "" : components.port.map { ":\($0)" } ?? ""
        query = (components.percentEncodedQuery ?? "").split(separator: "&").map(String.init)
            .filter { !Address.isTracking($0) }
        let slash = components.path.hasSuffix("/") && !parts.isEmpty ? "/" : ""
        let path = "/" + components.percentEncodedPath.split(separator: "/").joined(separator: "/") + slash
        canonical = "\(scheme)://\(host)\(port)\(path)" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    /// Whether the host is somebody's on the Internet; a loopback or bare address says nothing about the publisher.
    var isPublic: Bool {
        guard host.contains("."), !host.hasSuffix(".localhost"), !host.hasSuffix(".local"), !host.hasSuffix(".test")
        else { return false }
        return host.contains { !$0.isNumber && $0 != "." && $0 != ":" && $0 != "[" }
    }

    /// The parts of the path without leading ones that come and go with the publisher's moves.
    func path(without prefixes: [String]) -> [String] {
        Array(parts.drop { prefixes.contains($0) })
    }

    /// The one address of a document that its publisher has moved about: on the host it lives on now, without the
    /// parts of the path that came and went, and without the parameters that only change how it is shown.
    func canonical(at hosts: Profile.Hosts) -> String {
        guard hosts.own.contains(host), let home = hosts.home else { return canonical }
        let path = path(without: hosts.prefixes ?? []).joined(separator: "/")
        let isFile = parts.last?.contains(".") ?? false
        let kept = query.filter { parameter in
            !(hosts.parameters ?? []).contains { parameter == $0 || parameter.hasPrefix($0 + "=") }
        }
        return "https://\(home)/\(path)" + (path.isEmpty || isFile ? "" : "/")
            + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    }

    private static func isTracking(_ parameter: String) -> Bool {
        let name = parameter.prefix { $0 != "=" }.lowercased()
        return name.isEmpty || name.hasPrefix("utm_") || ["fbclid", "gclid", "mc_cid", "mc_eid", "_ga"].contains(name)
    }
}

/// Addresses inside addresses: what mail gateways, web archives and search engines make of a link.
enum WrappedAddress {
    /// Gives the innermost address; the text itself where nothing is wrapped in it.
    static func unwrapped(_ text: String) -> String {
        var text = text
        for _ in 0..<4 {
            guard let inner = inner(of: text) else { break }
            text = inner
        }
        return text
    }

    private static func inner(of text: String) -> String? {
        guard let components = URLComponents(string: text), let host = components.host?.lowercased() else { return nil }
        func parameter(_ name: String) -> String? {
            components.queryItems?.first { $0.name == name }?.value.flatMap { $0.contains("://") ? $0 : nil }
        }
        if host.hasSuffix("safelinks.protection.outlook.com") { return parameter("url") }
        if host.hasPrefix("www.google."), components.path == "/url" { return parameter("q") ?? parameter("url") }
        if host.hasSuffix("urldefense.proofpoint.com") || host == "urldefense.com" { return defended(text, components) }
        if host == "web.archive.org" || host.hasPrefix("webarchive.nationalarchives.gov.uk") { return archived(text) }
        return nil
    }

    // Proofpoint writes `-` for `%` and `_` for `/` in its second form, and the plain address between `__` in its third.
    private static func defended(_ text: String, _ components: URLComponents) -> String? {
        if let start = text.range(of: "/v3/__"),
            let end = text.range(of: "__;", range: start.upperBound..<text.endIndex)
        {
            let inner = String(text[start.upperBound..<end.lowerBound])
            // A doubled slash may have become one on the way.
            return inner.contains("://") ? inner : inner.replacing(":/", with: "://", maxReplacements: 1)
        }
        let coded = components.percentEncodedQueryItems?.first { $0.name == "u" }?.value
        return coded.flatMap { $0.replacing("-", with: "%").replacing("_", with: "/").removingPercentEncoding }
    }

    // `/web/20170301120000id_/http://…`: the address begins behind the time of capture.
    private static func archived(_ text: String) -> String? {
        guard let host = text.range(of: "://") else { return nil }
        let rest = text[host.upperBound...]
        for scheme in ["http:/", "https:/"] {
            guard let start = rest.range(of: "/" + scheme) else { continue }
            let inner = rest[rest.index(after: start.lowerBound)...]
            let name = inner.drop { $0 != "/" }.drop { $0 == "/" }
            return scheme.dropLast(1) + "//" + name
        }
        return nil
    }
}
