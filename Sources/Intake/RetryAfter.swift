import Model

/// `Retry-After` of RFC 9110 section 10.2.3: seconds, or a date in any of HTTP's three forms.
enum RetryAfter {
    /// Gives the time to wait from `now`; zero for a date that has passed, `nil` for what is neither number nor date.
    static func parse(_ text: String, now: Timestamp) -> Duration? {
        let value = text.trimmingASCIISpace
        guard !value.isEmpty else { return nil }
        if value.utf8.allSatisfy({ (48...57).contains($0) }) {
            // More digits than any sane wait has: the schedule has its own limit, so "very long" is enough.
            return .seconds(Int(value.prefix(9)) ?? 0)
        }
        return HTTPDate.parse(value).map { .milliseconds(max(0, $0.milliseconds - now.milliseconds)) }
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at its ends: the optional white space of HTTP.
    var trimmingASCIISpace: String {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
        let head = self.drop(while: blank)
        guard let last = head.lastIndex(where: { !blank($0) }) else { return "" }
        return String(head[...last])
    }
}
