/// The path of an address with named slots: `/peel-assessments/peel-{year}/{subject}`.
struct PathTemplate: Hashable, Sendable {
    private let parts: [String]

    init(_ template: String) { parts = template.split(separator: "/").map(String.init) }

    /// Gives what the slots hold where the path is made of exactly these parts; `nil` elsewhere.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == parts.count else { return nil }
        var slots: [String: String] = [:]
        for (part, actual) in zip(parts, path) {
            guard PathTemplate.fill(part[...], actual[...], &slots) else { return nil }
        }
        return slots
    }

    // One slot ends where the text after it begins; two slots in one part are divided at the last place that fits.
    private static func fill(_ part: Substring, _ actual: Substring, _ slots: inout [String: String]) -> Bool {
        guard let open = part.firstIndex(of: "{"), let close = part.firstIndex(of: "}") else { return part == actual }
        guard actual.hasPrefix(part[..<open]) else { return false }
        let name = String(part[part.index(after: open)..<close])
        let rest = part[part.index(after: close)...]
        let value = actual.dropFirst(part[..<open].count)
        var end = value.endIndex
        while end > value.startIndex {
            var trial = slots
            if fill(rest, value[end...], &trial), name != "cycle" || value[..<end].first.map(\.isNumber) == true {
                slots = trial
                slots[name] = String(value[..<end])
                return true
            }
            end = value.index(before: end)
        }
        return false
    }
}
