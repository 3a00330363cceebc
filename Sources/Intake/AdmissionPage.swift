import Model

/// What a page says of itself, for ``Admission``.
struct Page {
    let exchange: Exchange
    let signs: PageSigns
    /// The title as a whole and in the parts that sites separate (`Page not found | The Inspectorate`).
    let titles: [String]
    /// The first lines of the text that are short enough for a heading, and what the mark-up calls its first heading.
    let headings: [String]
    let text: String
    private let paragraphs: Int

    init(_ answer: Admission.Answer) {
        exchange = answer.exchange
        signs = answer.signs
        text = answer.textHead ?? answer.signs.text
        let whole = Page.line(answer.title ?? answer.signs.title)
        titles = whole.isEmpty ? [] : [whole] + Page.parts(of: whole)
        let lines = text.split(whereSeparator: \.isNewline)
        let first = lines.lazy.map { Page.line($0) }.filter { !$0.isEmpty }.prefix(3)
        headings = (first + answer.signs.headings.prefix(1)).filter { $0.count <= 90 }
        paragraphs = lines.count { $0.count >= 200 }
    }

    /// Whether little is said at all; error pages seldom say much.
    var isBrief: Bool { text.count < 1500 && !speaksAtLength }

    /// Whether next to nothing is said.
    var saysLittle: Bool { text.count < 600 }

    /// Whether there are paragraphs of prose, as reports have them and walls do not.
    var speaksAtLength: Bool { paragraphs >= 3 }

    /// Whether the answer came from another address than was asked, leaving aside its scheme and a slash at its end.
    var isLedElsewhere: Bool { !Addresses.areAlike(exchange.url, exchange.finalURL) }

    var isHypertext: Bool {
        if signs.isHypertext { return true }
        guard let type = exchange.mediaType?.lowercased() else { return false }
        return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
    }

    private static func line(_ text: some StringProtocol) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func parts(of title: String) -> [String] {
        var parts = [title]
        for separator in [" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " « "] {
            parts = parts.flatMap { Words.split($0, by: separator) }
        }
        return parts.count > 1 ? parts : []
    }
}

/// Words as they are compared here: lower case, without punctuation and apostrophes.
enum Words {
    static func of(_ text: String) -> [String] {
        plain(text).split(separator: " ").map(String.init)
    }

    /// The words with single spaces between them.
    static func plain(_ text: String) -> String {
        var plain = ""
        for character in text.lowercased() {
            if character == "'" || character == "\u{2019}" { continue }
            if character.isLetter || character.isNumber {
                plain.append(character)
            } else if plain.last != " " {
                plain.append(" ")
            }
        }
        return plain
    }

    static func range(of core: [String], in words: [String]) -> Range<Int>? {
        guard !core.isEmpty, core.count <= words.count else { return nil }
        return (0...(words.count - core.count)).first { Array(words[$0..<($0 + core.count)]) == core }
            .map { $0..<($0 + core.count) }
    }

    static func split(_ text: String, by separator: String) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }

    /// Whether a word says nothing about a subject of its own: numbers, and what error pages are made of.
    static func isFilling(_ word: String) -> Bool { word.allSatisfy(\.isNumber) || filling.contains(word) }

    private static let filling: Set<String> = Set(
        """
        a an and are as at back be been but by cant check cloudflare code contact continue could currently did doesnt down
        due error errors exist experiencing file find for from gone has have having here hmm http https i if im in is it its
        later later link looking may maintenance message minute minutes moment moved no not of oh on one oops ooops or our
        page pages please problem removed request requested resource return right seem seems server service site some soon
        sorry status step temporarily temporary that the there this to trouble try trying uh unable undergoing unfortunately
        url user was we web website well went were weve what whoops will with you your youre youve account again asked access
        address content document exists here home homepage details object required out into human secure security
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
