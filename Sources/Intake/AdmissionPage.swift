import Model

/// What a page says of itself, for ``Admission``.
struct Page {
    let exchange: Exchange
    /// The title as a whole and in the parts that sites separate (`Page not found | The Inspectorate`).
    let titles: [String]
    /// The first lines of the text that are short enough for a heading.
    let headings: [String]
    let text: String

    init(exchange: Exchange, title: String?, text: String) {
        self.exchange = exchange
        self.text = text
        let whole = (title ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        titles = whole.isEmpty ? [] : [whole] + Page.parts(of: whole)
        headings = text.split(whereSeparator: \.isNewline).lazy
            .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.filter { !$0.isEmpty }.prefix(3)
            .filter { $0.count <= 90 }
    }

    /// Whether little is said at all; error pages seldom say much.
    var isBrief: Bool { text.count < 1500 }

    var isHypertext: Bool {
        guard let type = exchange.mediaType?.lowercased() else { return false }
        return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
    }

    private static func parts(of title: String) -> [String] {
        var parts = [title]
        for separator in [" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " « "] {
            parts = parts.flatMap { Words.split($0, by: separator) }
        }
        return parts.count > 1 ? parts : []
    }
}

/// A kind of page that is no report, and the words by which it names itself.
struct PageKind: Sendable {
    let code: AdmissionRefusal.Code
    /// Word sequences of which one must be there.
    private let cores: [[String]]
    /// Whether the words mean something as a heading only on a page that says little else.
    var needsBrevity = false

    init(_ code: AdmissionRefusal.Code, needsBrevity: Bool = false, _ cores: [String]) {
        self.code = code
        self.needsBrevity = needsBrevity
        self.cores = cores.map { Words.of($0) }
    }

    /// Whether a title or heading says this and nothing else: what is left beside the core must be filling words, so that
    /// "Sorry, the page you asked for could not be found" counts and "Suspects who could not be found" does not.
    func isNamed(by line: String) -> Bool {
        let words = Words.of(line)
        guard !words.isEmpty, words.count <= 16 else { return false }
        return cores.contains { core in
            guard let range = Words.range(of: core, in: words) else { return false }
            return (words[..<range.lowerBound] + words[range.upperBound...]).allSatisfy { Words.isFilling($0) }
        }
    }

    static let softNotFound = PageKind(
        .softNotFound,
        [
            "not found", "404", "cannot be found", "can not be found", "cant be found", "could not be found",
            "couldnt be found", "does not exist", "doesnt exist", "no longer exists", "no longer available",
            "cant find",
            "cannot find", "can not find", "couldnt find", "could not find", "page missing", "missing page",
            "page gone",
        ])

    /// In the order in which they are tried: the more telling first.
    static let all = [
        softNotFound,
        PageKind(
            .maintenance,
            [
                "under maintenance", "down for maintenance", "scheduled maintenance", "planned maintenance",
                "essential maintenance", "undergoing maintenance", "maintenance mode", "site maintenance",
                "be back soon", "be right back", "be back shortly",
            ]),
        PageKind(
            .botWall,
            [
                "just a moment", "attention required", "access denied", "access to this page has been denied",
                "verify you are human", "verify that you are human", "verify youre human", "are you human",
                "are you a human", "are you a robot", "youre not a robot", "you are not a robot", "human verification",
                "security check", "security verification", "checking your browser", "pardon our interruption",
                "request rejected", "request blocked", "bot verification", "robot check", "you have been blocked",
                "403 forbidden", "forbidden", "ddos guard",
            ]),
        PageKind(
            .errorPage,
            [
                "service unavailable", "service temporarily unavailable", "service is unavailable",
                "temporarily unavailable", "internal server error", "server error", "bad gateway", "gateway timeout",
                "gateway time out", "an error occurred", "an error has occurred", "error occurred",
                "something went wrong", "something has gone wrong", "application error", "runtime error",
                "unexpected error", "technical difficulties", "technical problem", "problem with the service",
                "problem with this service", "error establishing a database connection", "web server is down",
                "too many requests", "bad request", "error 500", "500 error", "request could not be satisfied",
            ]),
        PageKind(
            .loginPage, needsBrevity: true,
            [
                "sign in", "log in", "login", "log on", "signin", "authentication required", "session expired",
                "session has expired", "session timed out", "before you continue", "we value your privacy",
                "cookie consent", "your privacy choices", "accept cookies",
            ]),
    ]
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
