import Model

/// The places of a document at which it says what it is.
struct FirstLook: Sendable {
    /// A line that may be the title.
    struct Title: Sendable {
        /// Its block, where it is printed.
        let block: Int?
        let text: String
        let tokens: [Token]
        /// Whether mark-up, or its place in a letter, calls it one.
        var isMarked = false
        /// Whether running text stands in it: then a title can only be its beginning.
        var isText = false
        /// Whether it is all the lines of a cover: then a title is all of it.
        var isCover = false
    }

    private(set) var titles: [Title]
    /// The line in which a letter says what it is about.
    private(set) var matter: Title?
    /// The sentences of its first blocks, also those that lines may be broken out of.
    private(set) var opening: [TokenRow]
    /// Each of them once, as it is printed.
    private(set) var printed: [[Token]]
    /// Those of them that nobody is quoted with.
    private(set) var ownOpening: [TokenRow]
    // Where sentences begin that are nothing but the words of a link in a list: they name another document.
    private let asides: Set<Int>
    /// Short lines of the whole document.
    let lines: [TokenRow]
    /// Whether there is more than titles, dates and the like.
    let saysSomething: Bool

    private let document: WordedDocument
    // Running text near the top, with its block.
    private let texts: [(block: Int, tokens: [Token])]
    // Where the document breaks off, if no mark ends it.
    private let brokenEnd: Int?

    // The title, the boilerplate and the grade sentences stand in the first blocks of every kind.
    private static let openingBlocks = 24
    private static let longestOpening = 36
    private static let longestAddressLine = 32
    // What a page puts before a title without mark-up: a skip link, a banner of two lines.
    private static let titleBlocks = 8
    /// A sentence that is shorter may be a banner, or what a title says.
    static let shortestText = 10

    init(_ document: WordedDocument) {
        self.document = document
        let first = document.blocks.indices.prefix(FirstLook.openingLength(of: document))
        let isText = first.map { FirstLook.isText($0, in: document) }
        texts = first.filter { isText[$0] }.map { ($0, document.tokens[$0]) }
        var titles: [Title] = []
        for index in first {
            let block = document.blocks[index]
            guard index == 0 || block.kind.isHeading || block.kind == .headingLike && index < FirstLook.titleBlocks
            else {
                continue
            }
            titles.append(
                Title(
                    block: index, text: document.text[block.range], tokens: document.tokens[index],
                    isMarked: block.kind.isHeading, isText: isText[index]))
        }
        titles += FirstLook.markedTitle(document.document.title)
        let wrapped = FirstLook.wrapped(document)
        for (index, tokens) in wrapped where index < FirstLook.titleBlocks {
            guard let first = tokens.first, let last = tokens.last, last.word != "." else { continue }
            let text = document.text[first.range.lowerBound..<last.range.upperBound]
            titles.append(Title(block: index, text: text.replacing("\n", with: " "), tokens: tokens))
        }
        titles += FirstLook.cover(document).map { FirstLook.title($0, in: document, isCover: true) }
        self.titles = titles
        let broken = document.brokenOff
        brokenEnd = broken?.range.upperBound
        let sentences = first.flatMap { block in
            zip(document.sentences[block], document.quoted(block)).map { (tokens: $0.tokens, isQuoted: $1) }
        }
        // A sentence that breaks off may have gone on to say that it speaks of something else.
        let isBrokenText = broken.map { $0.tokens.count >= FirstLook.shortestText } ?? false
        let whole = isBrokenText && document.blocks.count <= first.count ? sentences.dropLast() : sentences[...]
        let joined = wrapped.flatMap { Sentence.sentences(of: $0.tokens, document.numbering).map(\.tokens) }
            .filter { !isBrokenText || $0.last?.range.upperBound != broken?.range.upperBound }
        printed = whole.map(\.tokens)
        opening = (printed + joined).map { TokenRow($0) }
        ownOpening = (whole.filter { !$0.isQuoted }.map(\.tokens) + joined).map { TokenRow($0) }
        asides = Set(
            first.filter { FirstLook.isLink($0, in: document) }.flatMap {
                document.sentences[$0].map(\.range.lowerBound)
            })
        lines = document.tokens.prefix(4_000).filter { $0.count <= 30 }.map { TokenRow($0) }
        saysSomething = document.blocks.contains { !$0.kind.isHeading && $0.kind != .headingLike }
    }

    // Above a letter stand addresses, and without mark-up each of their lines is a block.
    private static func openingLength(of document: WordedDocument) -> Int {
        let head = document.blocks.prefix(openingBlocks)
        guard !document.blocks.prefix(longestOpening).contains(where: { $0.kind.isHeading }) else {
            return openingBlocks
        }
        let short = head.count { $0.isLine && $0.range.count <= longestAddressLine }
        return min(openingBlocks + max(0, short - openingBlocks / 2), longestOpening)
    }

    // The title that mark-up gives has the site's name behind it.
    private static func markedTitle(_ title: String?) -> [Title] {
        title.map { [FirstLook.title($0.split(separator: "|").first ?? "")] } ?? []
    }

    private static func title(_ text: Substring) -> Title {
        let canonical = CanonicalText(String(text))
        let tokens = Tokenizer.tokens(of: canonical, in: 0..<canonical.scalars.count)
        return Title(block: nil, text: String(text), tokens: tokens, isMarked: true)
    }

    /// The same for the readers of one profile: the page's own title is cut where the profile says that the site's name
    /// begins, and what a letter is about is a title too.
    func titled(for profile: CompiledProfile) -> FirstLook {
        var look = self
        look.cutOwnTitle(at: profile.profile.pages?.titleEnds ?? [])
        let letter = LetterLines(document, profile.language, Slots(profile: profile))
        look.matter = letter.matter.map(title)
        if let addressee = letter.addressee, addressee.count > 1 {
            let tokens = addressee.flatMap { document.tokens[$0] }
            look.opening.append(TokenRow(tokens))
            look.ownOpening.append(TokenRow(tokens))
        }
        // Before what stands by chance at the top.
        look.titles = [look.matter, letter.glued.map(title)].compactMap { $0 } + look.titles
        return look
    }

    private func title(_ blocks: ClosedRange<Int>) -> Title { FirstLook.title(blocks, in: document) }

    private static func title(_ blocks: ClosedRange<Int>, in document: WordedDocument, isCover: Bool = false) -> Title {
        let (first, last) = (document.blocks[blocks.lowerBound].range, document.blocks[blocks.upperBound].range)
        let text = document.text[first.lowerBound..<last.upperBound].replacing("\n", with: " ")
        let tokens = blocks.flatMap { document.tokens[$0] }
        return Title(block: blocks.lowerBound, text: text, tokens: tokens, isMarked: true, isCover: isCover)
    }

    // The cover of a printed report: its first short lines, which the sizes of their letters may make headings.
    private static func cover(_ document: WordedDocument) -> [ClosedRange<Int>] {
        let lines = document.blocks.prefix(coverLines).prefix { $0.isLine && $0.range.count <= longestCoverLine }
        guard lines.count > shortestCover else { return [] }
        return (shortestCover..<lines.count).map { 0...$0 }
    }

    private static let coverLines = 6
    // One line is a title by itself.
    private static let shortestCover = 1
    private static let longestCoverLine = 80

    private mutating func cutOwnTitle(at ends: [String]) {
        guard let own = titles.firstIndex(where: { $0.block == nil }) else { return }
        let title = titles[own].text
        let end = ends.compactMap { title.firstRange(of: $0)?.lowerBound }.filter { $0 > title.startIndex }.min()
        if let end { titles[own] = FirstLook.title(title[..<end]) }
    }

    private static func isText(_ index: Int, in document: WordedDocument) -> Bool {
        guard document.blocks[index].isLine else { return false }
        return document.sentences[index].contains { $0.tokens.count >= shortestText && $0.tokens.last?.word == "." }
    }

    /// Whether the document shows that somebody else tells of a report.
    func isTold(by strangers: [Pattern], _ slots: Slots) -> Bool {
        guard !strangers.isEmpty else { return false }
        let tells = { (row: TokenRow) in
            strangers.possible(in: row.tokens, with: row.signs).contains {
                $0.firstMatch(in: row.tokens, slots: slots.read) != nil
            }
        }
        return opening.contains(where: tells) || lines.contains(where: tells)
    }

    /// What may be the title of a document about a body of the register: below running text that names one stand lines that
    /// name other documents, unless mark-up says that they are headings.
    func titles(above register: Register) -> [Title] {
        let text = texts.first { !register.all(in: $0.tokens).isEmpty }
        return titles.filter { $0.isMarked || $0.block ?? 0 <= text?.block ?? .max }
    }

    /// Whether a sentence is nothing but the words of a link in a list.
    func isAside(_ tokens: [Token]) -> Bool { tokens.first.map { asides.contains($0.range.lowerBound) } ?? false }

    private static func isLink(_ block: Int, in document: WordedDocument) -> Bool {
        let (kind, range) = (document.blocks[block].kind, document.blocks[block].range)
        return kind.isListItem && document.document.links.contains { $0.range.clamped(to: range) == range }
    }

    /// Whether something that ends here may be the beginning of more: the document breaks off behind it.
    func breaksOff(behind token: Token) -> Bool { token.range.upperBound == brokenEnd }

    // Without mark-up a title or a sentence may be broken into lines: a line and the one or two below it, read as one.
    private static func wrapped(_ document: WordedDocument) -> [(block: Int, tokens: [Token])] {
        let lines = document.blocks.indices.prefix(wrappedLines)
        guard !lines.contains(where: { document.blocks[$0].kind.isHeading }) else { return [] }
        return lines.flatMap { first -> [(block: Int, tokens: [Token])] in
            let isLine = { (index: Int) in
                document.blocks[index].isLine && document.blocks[index].range.count <= longestWrapped
            }
            let last = document.tokens[first].last?.word
            // A label has its value below it, however short it is.
            guard isLine(first), document.blocks[first].range.count >= shortestWrapped || last == ":", last != "."
            else { return [] }
            let lines = (first + 1..<min(first + 3, document.blocks.count)).prefix(while: isLine)
            // Behind a full stop another sentence begins.
            let end = lines.firstIndex { document.tokens[$0].last?.word == "." } ?? lines.endIndex
            let below = lines[..<min(end + 1, lines.endIndex)]
            return below.map { last in (first, document.tokens[first...last].flatMap { $0 }) }
        }
    }

    // A letter begins with addresses.
    private static let wrappedLines = 60
    private static let shortestWrapped = 25
    private static let longestWrapped = 120

    /// The publisher's name as the opening gives it.
    func publisher(_ vocabulary: Vocabulary) -> String? {
        for tokens in opening.map(\.tokens) {
            for position in tokens.indices {
                if let found = vocabulary.readings(of: "publisher", in: tokens, at: position).first {
                    return found.value
                }
            }
        }
        return nil
    }
}
