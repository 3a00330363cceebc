/// Tables as RFC 4180 has them.
enum CSV {
    /// Gives a table: lines end in CR LF; what holds a comma, a quote or a line break stands in quotes. An unknown value is empty.
    static func text(_ rows: [[String?]]) -> String {
        rows.map { $0.map { field($0 ?? "") }.joined(separator: ",") + "\r\n" }.joined()
    }

    private static func field(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { [",", "\"", "\r", "\n"].contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
