/// The order in which the segments of a page are read: columns one after another, the rows of a table across.
enum PDFReadingOrder {
    // Columns inside columns; honest pages stay below four.
    private static let deepest = 20

    /// Gives the rows of a page in order; a row of several segments is one of a table.
    static func rows(of segments: [PDFLine], depth: Int = 0) -> [[PDFLine]] {
        guard depth < deepest, let gutter = PDFGutter(in: segments) else { return across(segments) }
        return gutter.parts(of: segments).flatMap { part in
            switch part {
            case .columns(let left, let right): rows(of: left, depth: depth + 1) + rows(of: right, depth: depth + 1)
            case .other(let segments): rows(of: segments, depth: depth + 1)
            }
        }
    }

    // Segments of one height are a row.
    private static func across(_ segments: [PDFLine]) -> [[PDFLine]] {
        var rows: [[PDFLine]] = []
        for segment in segments.sorted(by: { $0.baseline > $1.baseline }) {
            if let last = rows.last?.first, abs(last.baseline - segment.baseline) < max(last.size, segment.size) * 0.5 {
                rows[rows.count - 1].append(segment)
            } else {
                rows.append([segment])
            }
        }
        return aligned(rows.map { $0.sorted { $0.start < $1.start } })
    }

    // Cells that nearly touch look like one segment: beside a row of a table they are cut where its cells begin.
    private static func aligned(_ rows: [[PDFLine]]) -> [[PDFLine]] {
        var rows = rows
        for index in rows.indices {
            let neighbours = [index - 1, index + 1].filter { rows.indices.contains($0) && rows[$0].count > 1 }
            guard let starts = neighbours.map({ rows[$0].map(\.start) }).max(by: { $0.count < $1.count }),
                rows[index].count < starts.count
            else { continue }
            rows[index] = rows[index].flatMap { cut($0, at: starts) }
        }
        return rows
    }

    private static func cut(_ line: PDFLine, at starts: [Double]) -> [PDFLine] {
        var pieces: [PDFLine] = []
        var next = starts[...]
        for span in line.spans {
            // Both go from left to right.
            next = next.drop { $0 <= span.start - 2 }
            let begins = next.first.map { $0 < span.start + 2 } == true
            if let last = pieces.indices.last, !begins || span.start - pieces[last].end < span.size * 0.4 {
                pieces[last].append(span)
            } else {
                pieces.append(PDFLine(span, line.page))
            }
        }
        return pieces
    }
}

/// A strip that divides two columns of running text, somewhere on a page: what reaches across it stands before, between
/// or after them.
struct PDFGutter {
    enum Part {
        case columns([PDFLine], [PDFLine])
        case other([PDFLine])
    }

    // Where the right column begins.
    private let start: Double
    // How many more columns the right one may be divided into.
    private let more: Int
    // Columns begin where many lines do. A page with more such places is a table, or a trap.
    private static let mostPlaces = 32

    /// Finds the first strip from the left.
    init?(in segments: [PDFLine]) { self.init(in: segments, more: 2) }

    private init?(in segments: [PDFLine], more: Int) {
        guard segments.count >= 8 else { return nil }
        let sorted = segments.sorted { $0.baseline > $1.baseline }
        for start in PDFGutter.places(segments) {
            let gutter = PDFGutter(start: start, more: more)
            guard gutter.parts(sorted: sorted).contains(where: { if case .columns = $0 { true } else { false } }) else {
                continue
            }
            self = gutter
            return
        }
        return nil
    }

    private init(start: Double, more: Int) { (self.start, self.more) = (start, more) }

    private static func places(_ segments: [PDFLine]) -> [Double] {
        var places: [(start: Double, count: Int)] = []
        for start in segments.map(\.start).sorted() {
            if let last = places.last, start - last.start < 4 {
                places[places.count - 1].count += 1
            } else {
                places.append((start, 1))
            }
        }
        let often = places.dropFirst().filter { $0.count >= 4 }.sorted { $0.count > $1.count }
        return often.prefix(mostPlaces).map(\.start).sorted()
    }

    /// Gives the parts of the page from its top to its foot: the columns, and what is none.
    func parts(of segments: [PDFLine]) -> [Part] { parts(sorted: segments.sorted { $0.baseline > $1.baseline }) }

    private func parts(sorted segments: [PDFLine]) -> [Part] {
        var parts: [Part] = []
        var (others, left, right): ([PDFLine], [PDFLine], [PDFLine]) = ([], [], [])
        func endBand() {
            if PDFGutter.isColumn(left), isColumnOrColumns(right), PDFGutter.overlap(left, right) {
                if !others.isEmpty { parts.append(.other(others)) }
                others = []
                parts.append(.columns(left, right))
            } else {
                others += left + right
            }
            (left, right) = ([], [])
        }
        for segment in segments {
            if segment.start >= start - 0.1 {
                right.append(segment)
            } else if segment.end < start - max(6, segment.size * 0.8) {
                left.append(segment)
            } else {
                endBand()
                others.append(segment)
            }
        }
        endBand()
        if !others.isEmpty { parts.append(.other(others)) }
        return parts
    }

    private func isColumnOrColumns(_ segments: [PDFLine]) -> Bool {
        PDFGutter.isColumn(segments) || more > 0 && PDFGutter(in: segments, more: more - 1) != nil
    }

    // Running text fills its column, and many of its lines begin inside a sentence; the cells of a table do neither.
    private static func isColumn(_ segments: [PDFLine]) -> Bool {
        guard segments.count >= 4, let left = segments.map(\.start).min(), let right = segments.map(\.end).max() else {
            return false
        }
        let filled = segments.count { $0.end - $0.start > (right - left) * 0.6 }
        let words = segments.reduce(0) { $0 + $1.letters }
        let goOn = segments.count { $0.spans[0].text.first { !$0.isWhitespace }?.isLowercase == true }
        return filled * 2 >= segments.count && words / segments.count >= 18 && goOn * 4 >= segments.count
    }

    private static func overlap(_ left: [PDFLine], _ right: [PDFLine]) -> Bool {
        guard let top = right.map(\.baseline).max(), let bottom = right.map(\.baseline).min() else { return false }
        return left.count { $0.baseline <= top && $0.baseline >= bottom } * 2 >= min(left.count, right.count)
    }
}
