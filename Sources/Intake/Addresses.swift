/// Addresses as two checks of one source compare them.
package enum Addresses {
    /// Whether two addresses name one place: scheme, `www.`, a slash at the end and what follows `#` aside.
    package static func areAlike(_ left: String, _ right: String) -> Bool { place(left) == place(right) }

    /// Whether an address is the front page of its site: no path, or one step that says so.
    package static func isFrontPage(_ url: String) -> Bool {
        let steps = path(of: url)
        guard let step = steps.first else { return true }
        let name = step.prefix { $0 != "." }.filter { $0.isLetter || $0.isNumber }
        return steps.count == 1 && ["home", "homepage", "index", "default", "start", "welcome", "main"].contains(name)
    }

    /// Whether an address is one of a server: its host, scheme and port, or its host over TLS where that is without.
    package static func isSameServer(_ url: String, as known: String) -> Bool {
        guard let now = WebAddress(url), let known = WebAddress(known), known.host == now.host else { return false }
        if known.scheme == now.scheme, known.port == now.port { return true }
        return known.scheme == "http" && known.port == 80 && now.scheme == "https" && now.port == 443
    }

    /// The host of an address, in lower case and with its port where it is an unusual one.
    package static func host(of url: String) -> String {
        let rest = url.split(separator: "/", omittingEmptySubsequences: true)
        guard url.contains("://"), rest.count > 1 else { return url }
        return rest[1].lowercased()
    }

    private static func path(of url: String) -> [String] {
        url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").dropFirst(2).map { $0.lowercased() }
    }

    /// The place that an address names, the same for all that are alike.
    package static func place(_ url: String) -> String {
        let place = url.prefix { $0 != "#" }
        var rest = place.firstRange(of: "://").map { place[$0.upperBound...] } ?? place
        let host = rest.prefix { $0 != "/" && $0 != "?" }
        rest = rest.dropFirst(host.count)
        if rest.last == "/" { rest.removeLast() }
        let name = host.lowercased()
        return (name.hasPrefix("www.") ? String(name.dropFirst(4)) : name) + rest
    }
}
