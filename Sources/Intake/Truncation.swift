import Model

/// Tells an answer that broke off although nobody said so: no length was promised, or a proxy sent on what it had.
package enum Truncation {
    /// What is known of the version before.
    package struct Before: Sendable {
        /// Whether its mark-up had an end.
        package let hadEnd: Bool
        /// What its mark-up called it.
        package let title: String
        /// Its canonical text.
        package let text: String

        /// Takes what the properties describe.
        package init(hadEnd: Bool, title: String = "", text: String) {
            self.hadEnd = hadEnd
            self.title = title
            self.text = text
        }
    }

    /// Judges by the bytes alone: a document that shows that its end is missing.
    package static func judge(head: [UInt8], tail: [UInt8], signs: PageSigns) -> AdmissionRefusal? {
        if head.starts(with: "%PDF-".utf8) {
            let end = tail.suffix(8192)
            guard !holds(end, "%%EOF"), !holds(end, "startxref") else { return nil }
            return AdmissionRefusal(.truncated, "the PDF is incomplete: it ends without its trailer")
        }
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]), !holds(tail, "PK\u{05}\u{06}") {
            return AdmissionRefusal(.truncated, "the file is incomplete: it ends without its directory")
        }
        return signs.endsInside.map { AdmissionRefusal(.truncated, "the page is incomplete: it ends inside \($0)") }
    }

    /// Judges by the version before: mark-up without the end that it had, and a text that is its beginning, or under its
    /// title not even that.
    ///
    /// A page that was edited shorter keeps its end; one whose template lost the end tags keeps its last words.
    package static func judge(_ signs: PageSigns, text: String, before: Before) -> AdmissionRefusal? {
        guard signs.isHypertext, !signs.hasEnd, before.hadEnd else { return nil }
        let isSamePage = !signs.title.isEmpty && signs.title == before.title
        let isLost = isSamePage && text.count * 10 < before.text.count && lines(text).count <= 3
        guard let share = shareOfBeginning(text, of: before.text) ?? (isLost ? 0 : nil) else { return nil }
        return AdmissionRefusal(
            .truncated,
            "the page is incomplete: it has no end, and is cut after about \(share) % of the text of the version before"
        )
    }

    /// How much of a text another one is the beginning of, in percent; `nil` where it is none, or all of it is there.
    ///
    /// A few lines may differ: what is cut may have been edited as well, and the last line is a piece of one.
    static func shareOfBeginning(_ text: String, of whole: String) -> Int? {
        let (short, long) = (lines(text), lines(whole))
        guard short.count > 1, long.count > 1 else { return nil }
        var places: [Substring: Int] = [:]
        for (place, line) in long.enumerated() { places[line] = place }
        var (common, last) = (0, -1)
        for line in short.dropLast() {
            guard let place = places[line] else { continue }
            common += 1
            last = max(last, place)
        }
        let end = long.count - 1
        guard common * 10 >= (short.count - 1) * 7, last < end, short.last != long.last else { return nil }
        let kept = long[...max(last, 0)].reduce(0) { $0 + $1.count }
        let all = long.reduce(0) { $0 + $1.count }
        let share = all == 0 ? 100 : kept * 100 / all
        return share < 98 ? max(share, 1) : nil
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(whereSeparator: \.isNewline).filter { $0.contains { !$0.isWhitespace } }
    }

    private static func holds(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard bytes.count >= wanted.count, let first = wanted.first else { return false }
        return (bytes.startIndex...(bytes.endIndex - wanted.count)).contains {
            bytes[$0] == first && bytes[$0..<($0 + wanted.count)].elementsEqual(wanted)
        }
    }

    private static func holds(_ bytes: [UInt8], _ text: String) -> Bool { holds(bytes[...], text) }
}
