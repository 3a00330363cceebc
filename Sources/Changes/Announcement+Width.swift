package import Model

extension Announcement {
    /// Gives an event as lists show it: its time and log line. Without a width that is one line, whatever its length.
    ///
    /// In a width that it does not fit, it gives the minute, and as many clauses as fit beside its head, the others counted; where
    /// not even one does, they stand in a second line, indented.
    package static func lines(for event: Event, at time: Timestamp, width: Int?) -> [String] {
        let line = line(for: event)
        let whole = "\(time) \(line)"
        guard let width, whole.count > width else { return [whole] }
        let minute = String(time.description.prefix(16)).replacing("T", with: " ")
        let summary = OneLine.of(event.data.summary)
        // What a quiet change ends with has no room here.
        let stem = line.hasSuffix(" " + quietly) ? String(line.dropLast(quietly.count + 1)) : line
        let hasSummary = !summary.isEmpty && stem.hasSuffix(summary)
        let head = minute + " " + (hasSummary ? String(stem.dropLast(summary.count)) : stem)
        guard hasSummary else { return [cut(head, to: width)] }
        let clauses = Clauses(summary)
        if let text = clauses.text(width: width - head.count) { return [head + text] }
        let indent = "    "
        let room = max(20, width - indent.count)
        return [
            cut(head.hasSuffix(" ") ? String(head.dropLast()) : head, to: width),
            indent + (clauses.text(width: room) ?? clauses.firstCut(to: room)),
        ]
    }

    fileprivate static func cut(_ text: String, to width: Int) -> String {
        guard text.count > width else { return text }
        let kept = text.prefix(max(1, width - 1))
        // A word is cut only where it would leave next to nothing.
        guard let space = kept.lastIndex(of: " "), kept[..<space].count * 2 > width else { return kept + "…" }
        return kept[..<space] + "…"
    }
}

/// The clauses of a summary.
private struct Clauses {
    private var parts: [Substring] = []
    /// How many items the summary itself only counted.
    private var rest = 0

    init(_ summary: String) {
        var start = summary.startIndex
        var depth = 0
        for index in summary.indices {
            // What is quoted may hold the mark too.
            if summary[index] == "“" { depth += 1 } else if summary[index] == "”" { depth = max(0, depth - 1) }
            if depth == 0, summary[index...].hasPrefix("; ") {
                parts.append(summary[start..<index])
                start = summary.index(index, offsetBy: 2)
            }
        }
        parts.append(summary[start...])
        if parts.count > 1, let last = parts.last?.wholeMatch(of: /and (\d+) more/), let number = Int(last.1) {
            rest = number
            parts.removeLast()
        }
    }

    /// As many clauses as fit, the others counted; `nil` where not even the first does.
    func text(width: Int) -> String? {
        for shown in stride(from: parts.count, to: 0, by: -1) {
            let text = text(of: parts.prefix(shown).map(String.init))
            if text.count <= width { return text }
        }
        return nil
    }

    func firstCut(to width: Int) -> String {
        let tail = text(of: [""])
        return text(of: [Announcement.cut(String(parts[0]), to: max(10, width - tail.count))])
    }

    private func text(of shown: [String]) -> String {
        let left = rest + parts.count - shown.count
        return (shown + (left > 0 ? ["and \(left) more"] : [])).joined(separator: "; ")
    }
}
