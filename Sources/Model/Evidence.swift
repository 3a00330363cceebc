/// A place in a canonical text that shows a value: a W3C Web Annotation quote and position selector in one.
///
/// Offsets are Unicode code points of `text.txt`, start inclusive, end exclusive. Anyone can check it: the code points
/// from `start` to `end` are `exact`, those before end with `prefix`, those after begin with `suffix`.
package struct Evidence: Hashable, Sendable, Codable {
    package let exact: String
    package let prefix: String
    package let suffix: String
    package let start: Int
    package let end: Int
    /// The page it begins on, from 1, where the document has pages.
    package var page: Int?

    package var range: Range<Int> { start..<max(start, end) }

    /// Gives the evidence for the first code points of the quotation; it is found again like any other.
    package func beginning(_ length: Int) -> Evidence {
        let scalars = Array(exact.unicodeScalars.prefix(length + 32))
        guard scalars.count > length else { return self }
        let next = scalars[length...] + Array(suffix.unicodeScalars.prefix(length + 32 - scalars.count))
        return Evidence(
            exact: String(scalars: scalars[..<length]), prefix: prefix, suffix: String(scalars: next), start: start,
            end: start + length, page: page)
    }
}

/// The text of a document without its furniture (UTF-8, NFC, LF; the rules are in `docs/canonical-text.md`), addressed by code point.
package struct CanonicalText: Hashable, Sendable {
    /// The code points; every range of the project counts these.
    package let scalars: [Unicode.Scalar]
    /// Where each page begins, in order, where the document has pages; a page without text begins where the next one does.
    package var pageStarts: [Int] = []

    /// Takes a text as it is.
    package init(_ string: String) { scalars = Array(string.unicodeScalars) }
    /// Takes the code points of a text as it is.
    package init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    package var string: String { self[0..<scalars.count] }

    /// Takes the bytes of a text in UTF-8; `nil` for what is no UTF-8. As fast as it can be for plain letters, of which texts
    /// mostly consist.
    package init?(utf8 bytes: [UInt8]) {
        guard bytes.contains(where: { $0 >= 0x80 }) else {
            scalars = bytes.map { Unicode.Scalar($0) }
            return
        }
        guard let string = String(validating: bytes, as: UTF8.self) else { return nil }
        scalars = Array(string.unicodeScalars)
    }

    /// The text in UTF-8.
    package var utf8: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.count + scalars.count / 16)
        for scalar in scalars {
            if scalar.value < 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
            }
        }
        return bytes
    }

    /// Gives the characters of a range; what lies outside the text is left out.
    package subscript(range: Range<Int>) -> String {
        String(scalars: scalars[range.clamped(to: 0..<scalars.count)])
    }

    /// Gives the evidence for a range, with up to 32 code points before and after it.
    package func evidence(_ range: Range<Int>) -> Evidence {
        let inside = range.clamped(to: 0..<scalars.count)
        return Evidence(
            exact: self[inside], prefix: self[max(0, inside.lowerBound - 32)..<inside.lowerBound],
            suffix: self[inside.upperBound..<min(scalars.count, inside.upperBound + 32)],
            start: inside.lowerBound, end: inside.upperBound, page: page(at: inside.lowerBound))
    }

    private func page(at offset: Int) -> Int? {
        guard let first = pageStarts.first, first <= offset else { return nil }
        // Binary search for the last page that begins at or before the offset.
        var (low, high) = (0, pageStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if pageStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// Whether a piece of evidence is found again at its offsets, with its surroundings.
    package func shows(_ evidence: Evidence) -> Bool {
        guard evidence.start >= 0, evidence.end >= evidence.start, evidence.end <= scalars.count else { return false }
        var found = self.evidence(evidence.start..<evidence.end)
        // The text alone does not know its pages.
        found.page = evidence.page
        return found == evidence
    }

    /// The lines of the text as ranges without their line feed: one line is one block.
    package var lines: [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for (offset, scalar) in scalars.enumerated() where scalar == "\n" {
            lines.append(start..<offset)
            start = offset + 1
        }
        if start < scalars.count { lines.append(start..<scalars.count) }
        return lines
    }
}
