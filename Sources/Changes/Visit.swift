/// What a site adds to the addresses of its links for one visitor or one visit: sessions, campaigns, stamps against caches.
enum Visit {
    private static let names: Set<String> = [
        "sid", "session", "sessionid", "session_id", "phpsessid", "jsessionid", "aspsessionid", "cfid", "cftoken",
        "fbclid",
        "gclid", "msclkid", "dclid", "mc_cid", "mc_eid", "_ga", "_gl", "nonce", "csrf", "csrf_token", "cb",
        "cachebuster",
        "cache", "timestamp", "rnd", "rand", "random", "visitor", "visitor_id",
    ]

    /// Gives an address without them.
    static func without(_ url: String) -> String {
        guard url.utf8.contains(0x3F) || url.utf8.contains(0x3B) else { return url }
        let parts = url.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let address = parts[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var kept = String(withoutPathSession(address[0]))
        if address.count > 1 {
            let fields = address[1].split(separator: "&").filter { !isOfVisit($0) }
            if !fields.isEmpty { kept += "?" + fields.joined(separator: "&") }
        }
        return parts.count > 1 ? kept + "#" + parts[1] : kept
    }

    // `/report;jsessionid=0A1B`, as servers of the older kind write it.
    private static func withoutPathSession(_ path: Substring) -> Substring {
        guard let mark = path.lastIndex(of: ";"), isOfVisit(path[path.index(after: mark)...]) else { return path }
        return path[..<mark]
    }

    private static func isOfVisit(_ field: Substring) -> Bool {
        let halves = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = halves[0].lowercased()
        return names.contains(name) || name.hasPrefix("utm_")
    }
}
