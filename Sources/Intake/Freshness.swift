import Model

/// How long a server calls its answer good for: RFC 9111 section 4.2, as a private cache reads it.
struct Freshness: Hashable, Sendable {
    var cacheControl: String?
    var expires: String?
    var date: String?
    var age: String?

    /// Gives the seconds that are left of it, at most a year; `nil` where the server says nothing, or that nothing is.
    func seconds(now: Timestamp) -> Int? {
        let rules = directives
        guard rules["no-store"] == nil, rules["no-cache"] == nil else { return nil }
        // A number that is none is as good as a past date.
        let lifetime = rules["max-age"].map { Freshness.number($0) ?? 0 } ?? untilExpiry(now)
        guard let lifetime else { return nil }
        let left = lifetime - (age.flatMap { Freshness.number($0) } ?? 0)
        return left > 0 ? min(left, 366 * 86_400) : nil
    }

    // By the server's own clock where it shows it.
    private func untilExpiry(_ now: Timestamp) -> Int? {
        guard let end = expires.flatMap({ HTTPDate.parse($0) }) else { return nil }
        let start = date.flatMap { HTTPDate.parse($0) } ?? now
        return Int((end.milliseconds - start.milliseconds) / 1000)
    }

    // The first of a name counts, as RFC 9111 section 4.2.1 says of a name that stands twice.
    private var directives: [String: String] {
        let parts = (cacheControl ?? "").split(separator: ",").map { $0.split(separator: "=", maxSplits: 1) }
        let named = parts.filter { !$0.isEmpty }.map { part in
            (part[0].trimmingASCIISpace.lowercased(), part.count > 1 ? part[1].trimmingASCIISpace : "")
        }
        return Dictionary(named) { first, _ in first }
    }

    private static func number(_ text: String) -> Int? {
        let digits = text.filter { $0 != "\"" }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(digits.prefix(9))
    }
}
