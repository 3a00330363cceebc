import Foundation

/// An address taken apart: what it says about who published a document.
struct Address: Hashable, Sendable {
    let host: String
    let parts: [String]
    /// The address in one spelling: lower-case scheme and host, no fragment, no doubled slashes, no empty query.
    let canonical: String

    init?(_ text: String) {
        guard let components = URLComponents(string: text), let scheme = components.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = components.host?.lowercased()
        else { return nil }
        self.host = host
        parts = components.path.lowercased().split(separator: "/").map(String.init)
        let port = components.port.map { ":\($0)" } ?? ""
        let slash = components.path.hasSuffix("/") && !parts.isEmpty ? "/" : ""
        let path = "/" + components.path.split(separator: "/").joined(separator: "/") + slash
        let query = components.percentEncodedQuery.flatMap { $0.isEmpty ? nil : "?" + $0 } ?? ""
        canonical = "\(scheme)://\(host)\(port)\(path)\(query)"
    }

    /// Whether the host is somebody's on the Internet; a loopback or bare address says nothing about the publisher.
    var isPublic: Bool {
        guard host.contains("."), !host.hasSuffix(".localhost"), !host.hasSuffix(".local"), !host.hasSuffix(".test")
        else { return false }
        return host.contains { !$0.isNumber && $0 != "." && $0 != ":" && $0 != "[" }
    }

    /// The parts of the path without leading ones that come and go with the publisher's moves.
    func path(without prefixes: [String]) -> [String] {
        guard let first = parts.first, prefixes.contains(first) else { return parts }
        return Array(parts.dropFirst())
    }
}
