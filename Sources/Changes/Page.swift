import Model

/// One line of a canonical text that says something.
struct Line {
    /// What a line is to the record. All but paragraphs and list items are compared by their values, not their words.
    enum Role: Hashable {
        case heading, title, date, keyFact
        case listItem(Item)
        case paragraph
    }

    /// What a list item says without its bullet, and where that stands in its line.
    struct Item: Hashable {
        let text: String
        let place: Range<Int>?
    }

    let range: Range<Int>
    /// Equal for lines that say the same, on both sides of a comparison.
    let key: Int
    /// Words, without marks of punctuation.
    let weight: Int
    /// Whether a mark ends it, or cells divide it.
    let isClosed: Bool
    /// Whether cells divide it.
    let isRow: Bool
    var role = Role.paragraph
    /// Position in the record's sections of the innermost one.
    var section: Int?
}

/// Numbers for lines, the same on both sides of a comparison.
struct LineKeys {
    // The words of one line of each key.
    private var lines: [[Word]] = []
    private var table = HashTable()
    private let hashKey = HashKey()
    private var scanner: WordScanner

    init(_ lexicon: Lexicon) { scanner = WordScanner(lexicon) }

    /// Gives the key and the words of a range; without words there is no key.
    mutating func key(of scalars: [Unicode.Scalar], in range: Range<Int>) -> (key: Int, words: [Word])? {
        let words = scanner.words(of: scalars, in: range)
        guard !words.isEmpty else { return nil }
        let hash = hashKey.hash(words.lazy.map { UInt64(truncatingIfNeeded: $0.id) })
        if let known = table.find(hash, where: { LineKeys.areEqual(lines[$0], words) }) { return (known, words) }
        lines.append(words)
        return (table.add(hash), words)
    }

    private static func areEqual(_ one: [Word], _ other: [Word]) -> Bool {
        one.count == other.count && one.indices.allSatisfy { one[$0].id == other[$0].id }
    }

    /// Gives the key of a string; `nil` for one without words.
    mutating func key(of string: String) -> Int? { words(of: string)?.key }

    /// Gives the key and the words of a string; `nil` for one without words.
    mutating func words(of string: String) -> (key: Int, words: [Word])? {
        let scalars = Array(string.unicodeScalars)
        return key(of: scalars, in: 0..<scalars.count)
    }
}

/// A reading cut into lines, each with its role and its section. An object: it is handed about for every line.
final class Page {
    let record: Record
    let text: CanonicalText
    private(set) var lines: [Line] = []
    // By line, so that none is cut into words twice.
    private var words: [[Word]] = []
    /// Keys of the headings, by position of the section.
    let headingKeys: [Int?]
    /// The words of the headings, by position of the section.
    let headingWords: [[Word]]
    /// Positions of the sections by their ids.
    let sections: [String: Int]
    private let factSections: Set<String>
    /// By line, the row of headings above it in its table.
    private(set) var tableHeads: [Int?] = []

    init(_ reading: Reading, keys: inout LineKeys) {
        record = reading.record
        text = reading.text
        let headings = record.sections.map { keys.words(of: $0.heading) }
        headingKeys = headings.map { $0?.key }
        headingWords = headings.map { $0?.words ?? [] }
        factSections = Set(record.figures.lazy.filter { $0.role == "key-fact" }.map(\.section))
        sections = Dictionary(zip(record.sections.map(\.id), 0...)) { first, _ in first }
        for range in text.lines {
            guard let found = keys.key(of: text.scalars, in: range) else { continue }
            let last = text.scalars[range].last { !Page.closes($0) }
            let isRow = text.scalars[range].contains("\t")
            lines.append(
                Line(
                    range: range, key: found.key, weight: found.words.count { !$0.isMark },
                    isClosed: isRow || last.map(Page.ends) ?? false, isRow: isRow))
            words.append(found.words)
        }
        tableHeads = Page.tableHeads(lines, text)
        placeSections()
        markFacts(&keys)
        markHeadings(&keys)
    }

    /// Gives the line that holds an offset.
    func line(at offset: Int) -> Int? {
        var (low, high) = (0, lines.count)
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low < lines.count && lines[low].range.lowerBound <= offset ? low : nil
    }

    /// Gives the lines that a piece of evidence touches.
    func lines(of evidence: Evidence) -> Range<Int> {
        guard let first = line(at: evidence.start) else { return 0..<0 }
        let last = line(at: max(evidence.start, evidence.end - 1)) ?? first
        return first..<max(first, last) + 1
    }

    /// Gives the words that a piece of evidence touches.
    func words(of evidence: Evidence) -> [Word] {
        lines(of: evidence).flatMap { line in
            let first = firstWord(from: evidence.start, of: line)
            return words[line][first..<max(first, firstWord(from: evidence.end, of: line, isWhole: true))]
        }
    }

    /// Gives the words of a part of a line where they are the same as if it stood by itself; a date may reach over the end of a
    /// cell, a quotation into it, and the number before its first word is the marker of an item.
    func ownWords(of range: Range<Int>, in line: Int) -> ArraySlice<Word>? {
        let first = firstWord(from: range.lowerBound, of: line)
        let end = firstWord(from: range.upperBound, of: line, isWhole: true)
        let own = words[line][first..<max(first, end)]
        guard let head = own.first, let last = own.last, head.range.lowerBound >= range.lowerBound,
            last.range.upperBound <= range.upperBound
        else { return nil }
        let isPlain = own.count == 1 || !own.contains { $0.isMark && "\"'.)".contains($0.text) }
        return isPlain ? own : nil
    }

    /// Gives the position of the first word of a line that ends behind an offset, or that begins at it or behind it. One line may
    /// hold the whole text and thousands of pieces of evidence.
    private func firstWord(from offset: Int, of line: Int, isWhole: Bool = false) -> Int {
        var (low, high) = (0, words[line].count)
        while low < high {
            let middle = (low + high) / 2
            let range = words[line][middle].range
            if isWhole ? range.lowerBound < offset : range.upperBound <= offset {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// Gives the words of a line as they are compared.
    func words(of line: Int) -> [Word] { words[line] }

    /// Gives what a line is called, if it is a value with a name: the label of a row, what stands before its colon, or the line
    /// before it where that ends in a colon.
    func name(of line: Int) -> Name? {
        if let label = rowLabel(line) { return Name(isRow: true, words: label.map { $0.id }) }
        guard let label = label(of: line) ?? ownLabel(of: line) else { return nil }
        return Name(isRow: false, words: label.lazy.filter { !$0.isMark }.map { $0.id })
    }

    struct Name: Hashable {
        let isRow: Bool
        let words: [Int]
    }

    /// How many words it has.
    var weight: Int { lines.reduce(0) { $0 + $1.weight } }

    /// Gives the words of the line before a short one, if that announces it.
    func label(of line: Int) -> [Word]? {
        guard line > 0, lines[line].weight <= Page.longestValue, lines[line - 1].weight <= Page.longestValue,
            text.scalars[lines[line - 1].range].last(where: { $0 != " " }) == ":"
        else { return nil }
        return words(of: line - 1)
    }

    /// Gives where somebody is named, with the label where that is all there is besides: *Cc: …*, *Copied to: …*.
    func entry(_ evidence: Evidence) -> Range<Int> {
        let range = evidence.range
        guard let line = line(at: range.lowerBound) else { return range }
        let count = firstWord(from: range.lowerBound, of: line)
        guard (1...Page.longestLabel).contains(count), words[line][count - 1].text == ":" else { return range }
        return words[line][0].range.lowerBound..<range.upperBound
    }

    /// Gives the words before the colon of a short line: *Published: 3 May 2017*.
    private func ownLabel(of line: Int) -> [Word]? {
        guard lines[line].weight <= 14 else { return nil }
        let words = words(of: line)
        guard let colon = words.firstIndex(where: { $0.text == ":" }), (1...6).contains(colon),
            words[colon].range.upperBound < text.scalars.count, text.scalars[words[colon].range.upperBound] == " "
        else { return nil }
        return Array(words[..<colon])
    }

    private static func ends(_ mark: Unicode.Scalar) -> Bool {
        switch mark {
        case ".", "!", "?", ";", ":", ",": true
        default: false
        }
    }

    private static func closes(_ mark: Unicode.Scalar) -> Bool {
        switch mark {
        case " ", "”", "’", "\"", "'": true
        default: false
        }
    }

    /// So many words may stand alone on a line without being a sentence.
    static let longestEntry = 4
    private static let longestValue = 30
    private static let longestLabel = 7

    func isBullet(_ line: Int) -> Bool {
        if case .listItem = lines[line].role { true } else { false }
    }

    /// Gives what a line says, a list item without its bullet.
    func content(of line: Int) -> String {
        if case .listItem(let item) = lines[line].role { item.text } else { text[lines[line].range] }
    }

    func heading(ofSection id: String?) -> String? {
        id.flatMap { sections[$0] }.map { record.sections[$0].heading }
    }

    /// Whether a section is that of the key facts, also where none of their values can be read.
    func holdsKeyFacts(_ section: String) -> Bool {
        section == "key-facts" || factSections.contains(section)
    }

    /// Gives what is equal for headings that differ at most in the case of their letters.
    func foldedHeading(_ section: Int) -> [Int] { headingWords[section].map { $0.foldedID } }

    private func placeSections() {
        let order = record.sections.indices.sorted {
            (record.sections[$0].start, -record.sections[$0].end, $0)
                < (record.sections[$1].start, -record.sections[$1].end, $1)
        }
        var next = 0
        var open: [Int] = []
        for index in lines.indices {
            let start = lines[index].range.lowerBound
            while next < order.count, record.sections[order[next]].start < lines[index].range.upperBound {
                open.append(order[next])
                next += 1
            }
            while let last = open.last, record.sections[last].end <= start { open.removeLast() }
            lines[index].section = open.last
        }
    }

    private func markFacts(_ keys: inout LineKeys) {
        for list in record.lists {
            for item in list.items {
                guard let line = line(at: item.evidence.start) else { continue }
                lines[line].role = .listItem(listItem(item.text, in: lines[line].range))
            }
        }
        markKeyFacts(&keys)
        for date in record.dates where date.date != nil {
            guard let line = line(at: date.evidence.start) else { continue }
            // "Last updated 02/03/2017": a line for the date's sake, not a sentence with a date in it.
            let stated = words(of: date.evidence).count { !$0.isMark }
            if lines[line].weight <= stated + 4 { lines[line].role = .date }
        }
    }

    private func listItem(_ item: String, in range: Range<Int>) -> Line.Item {
        let count = item.unicodeScalars.count
        let place = max(range.lowerBound, range.upperBound - count)..<range.upperBound
        let stands = count < range.count && text.scalars[place].elementsEqual(item.unicodeScalars)
        return Line.Item(text: item, place: stands ? place : nil)
    }

    private struct Label: Hashable {
        let section: Int
        let key: Int
    }

    private func markKeyFacts(_ keys: inout LineKeys) {
        // Labels and values often stand on lines of their own; a fact told in a sentence is compared as a sentence.
        let longestFact = 12
        var labels: Set<Label> = []
        // One label is often that of many figures in a row.
        var last: (label: String?, key: Int?) = (nil, nil)
        for figure in record.figures where figure.role == "key-fact" {
            for line in lines(of: figure.evidence) where lines[line].weight <= longestFact {
                lines[line].role = .keyFact
            }
            guard let section = sections[figure.section] else { continue }
            if figure.label != last.label { last = (figure.label, figure.label.flatMap { keys.key(of: $0) }) }
            if let key = last.key { labels.insert(Label(section: section, key: key)) }
            if let key = keys.key(of: figure.text) { labels.insert(Label(section: section, key: key)) }
        }
        guard !labels.isEmpty else { return }
        for line in lines.indices {
            guard let section = lines[line].section,
                labels.contains(Label(section: section, key: lines[line].key))
            else { continue }
            lines[line].role = .keyFact
        }
    }

    /// Gives the first line that begins at an offset or after it.
    func firstLine(from offset: Int) -> Int? {
        var (low, high) = (0, lines.count)
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].range.lowerBound < offset { low = middle + 1 } else { high = middle }
        }
        return low < lines.count ? low : nil
    }

    private func markHeadings(_ keys: inout LineKeys) {
        if let title = record.title.flatMap({ keys.key(of: $0) }) {
            // The title as printed stands near the top; the same words further down are a sentence.
            for line in lines.indices.prefix(5) where lines[line].key == title { lines[line].role = .title }
        }
        for (section, key) in zip(record.sections, headingKeys) {
            guard let line = firstLine(from: section.start) ?? line(at: section.start), lines[line].key == key else {
                continue
            }
            lines[line].role = .heading
        }
    }
}
