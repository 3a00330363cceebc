import Model

/// Tells which blocks are headings: those that mark-up says, those that the profile knows, and in a text without mark-up
/// those that look so.
struct Headings: Sendable {
    /// What a heading opens.
    struct Heading: Sendable {
        var level: Int
        var rule: Profile.SectionRule?
        var question: Profile.Question?
        var role: String?
        var scope: String?
        /// Whether it only puts the question of the section that has just been opened.
        var isQuestionOfPart = false
        /// Whether the profile knows it, and not only its looks.
        var isKnown: Bool { rule != nil || question != nil || scope != nil }
    }

    /// The block that holds the title.
    let titleBlock: Int?
    // The lines that it takes where it was broken.
    private let title: Range<Int>

    let document: WordedDocument
    let slots: Slots?
    /// Whether mark-up says what is a heading.
    let isMarkedUp: Bool
    let lines: LineKinds
    private let recognition: Recognition?
    private let rules: [CompiledProfile.CompiledSection]
    /// The words with which headings begin; `nil` where it may be any.
    let beginnings: Set<String>?
    // Where each line stands for the last time.
    private let lastPlaces: [String: Int]

    private static let longest = 200

    init(document: WordedDocument, lines: LineKinds, recognition: Recognition?, slots: Slots?) {
        self.document = document
        self.lines = lines
        self.recognition = recognition
        self.slots = slots
        rules = (recognition?.profile.sections ?? []).filter { section in
            section.rule.kinds.map { $0.contains(recognition?.kind.kind ?? "") } ?? true
        }
        beginnings = rules.reduce(recognition?.profile.questions.beginnings) { all, rule in
            rule.heading.reachesEnd ? rule.heading.beginnings.flatMap { all?.union($0.all) } : all
        }
        isMarkedUp = document.blocks.contains { $0.kind.isHeading }
        var places: [String: Int] = [:]
        for (index, block) in document.blocks.enumerated() where block.range.count <= Headings.longest {
            places[Headings.unnumbered(document.text[block.range])] = index
        }
        lastPlaces = places
        titleBlock = Headings.title(document, lines, recognition, rules, slots)
        title = titleBlock.map { $0..<$0 + Headings.titleLength(from: $0, document, recognition) } ?? 0..<0
    }

    // How many lines together are the title that a sign found.
    private static func titleLength(from first: Int, _ document: WordedDocument, _ recognition: Recognition?) -> Int {
        guard let title = recognition?.title, recognition?.titleBlock == first else { return 1 }
        var rest = title[...]
        var length = 0
        for block in document.blocks[first...] {
            let line = document.text[block.range]
            guard !line.isEmpty, rest.hasPrefix(line) else { break }
            rest = rest.dropFirst(line.count).drop(while: \.isWhitespace)
            length += 1
        }
        return max(1, rest.isEmpty ? length : 1)
    }

    // What a sign of the kind took for the title; else the first heading of level 1 near the top, or a first line that
    // looks like a heading and is none that the profile knows.
    private static func title(
        _ document: WordedDocument, _ lines: LineKinds, _ recognition: Recognition?,
        _ rules: [CompiledProfile.CompiledSection], _ slots: Slots?
    ) -> Int? {
        if let block = recognition?.titleBlock { return block }
        if let index = document.blocks.prefix(6).firstIndex(where: { $0.kind == .heading(level: 1) }) { return index }
        guard let first = document.blocks.first, first.kind == .headingLike || first.kind.isHeading else { return nil }
        // A letter may begin with its day.
        if lines.kind(of: 0) == .date || isDay(document.tokens[0], recognition) { return nil }
        let isSection = slots.map { slots in
            rules.contains { $0.heading.firstMatch(in: document.tokens[0], slots: slots.read) != nil }
        }
        return isSection == true ? nil : 0
    }

    private static func isDay(_ tokens: [Token], _ recognition: Recognition?) -> Bool {
        let language = recognition?.profile.language ?? .english
        return PrintedDate.day(tokens, at: 0, language.dates)?.next == tokens.count
    }

    /// Gives what the block opens, if it is a heading: inside which section it stands, and at what level the innermost
    /// section that the profile knows.
    func heading(at index: Int, in part: Outline.Part, depth: Int) -> Heading? {
        let block = document.blocks[index]
        guard block.range.count <= Headings.longest, lines.kind(of: index) == nil, !block.kind.isListItem,
            block.kind != .tableRow
        else { return block.kind.isHeading ? marked(block, rule: nil, index) : nil }
        if isLabel(index, of: part) || lines.list.grades[index] != nil { return nil }
        if title.dropFirst().contains(index) { return nil }
        let isHeading = block.kind.isHeading || block.kind == .headingLike
        let rule = isHeading ? rule(at: index) : nil
        if rule?.sums != true, isCard(index) { return nil }
        if rule == nil, isBody(index) { return Heading(level: marked(block, rule: nil, index)?.level ?? 2) }
        if rule == nil, let asked = asked(at: index, in: part, depth) { return asked }
        guard isHeading else { return nil }
        if block.kind.isHeading { return isQuestion(index) && rule == nil ? nil : marked(block, rule: rule, index) }
        if let rule { return Heading(level: level(of: rule, depth), rule: rule, role: rule.role, scope: rule.scope) }
        if Headings.isDay(document.tokens[index], recognition) { return nil }
        return isGeneric(index) ? Heading(level: depth + 1) : nil
    }

    private func marked(_ block: Block, rule: Profile.SectionRule?, _ index: Int) -> Heading? {
        guard case .heading(let level) = block.kind, lines.kind(of: index) == nil else { return nil }
        return Heading(level: max(2, level), rule: rule, role: rule?.role, scope: rule?.scope)
    }

    // In a text without mark-up what is found, or sums up, stands below what it is about; all else is at the top.
    func level(of rule: Profile.SectionRule, _ depth: Int) -> Int {
        rule.finding == nil && rule.sums != true ? 2 : min(depth + 1, 4)
    }

    private func rule(at index: Int) -> Profile.SectionRule? { rule(for: document.tokens[index]) }

    /// The rule that some words fit as a heading.
    func rule(for tokens: [Token], whole: Bool = false) -> Profile.SectionRule? {
        guard let slots else { return nil }
        return rules.possible(in: tokens).first {
            (!whole || $0.heading.reachesEnd) && $0.heading.firstMatch(in: tokens, slots: slots.read) != nil
        }?
        .rule
    }

    /// Whether words are a grade and nothing else.
    func isGrade(_ tokens: [Token]) -> Bool { recognition?.profile.badge(tokens) != nil }

    /// Whether a word may end a verdict.
    func isVerdictWord(_ word: Token) -> Bool {
        recognition?.profile.vocabulary.verdictWords.contains(word) ?? false
    }

    // A line that asks a question of the profile, or names an area: the section of that question; a scope's own
    // question opens its section where the heading was lost.
    private func asked(at index: Int, in part: Outline.Part, _ depth: Int) -> Heading? {
        let mark: Int? = if case .heading(let level) = document.blocks[index].kind { max(2, level) } else { nil }
        let heading = asked(document.tokens[index], in: part, depth, mark: mark)
        return heading == nil || isInContents(index) ? nil : heading
    }

    /// What some words open that ask a question of the profile or name a scope; `mark` is the level that mark-up gives them.
    func asked(_ tokens: [Token], in part: Outline.Part, _ depth: Int, mark: Int?) -> Heading? {
        guard let recognition,
            let found = recognition.profile.questions.asked(
                tokens, cycles: recognition.cycles, scope: part.scope ?? recognition.scope)
        else { return nil }
        switch found {
        case .question(let question):
            let level = mark ?? (part.role == "pillar" || part.question != nil || depth > 2 ? 3 : 2)
            return Heading(level: level, question: question, role: "question", scope: question.scope)
        case .scope(let scope):
            let isOpen = part.scope == scope && part.role == "pillar"
            return Heading(level: mark ?? 2, role: "pillar", scope: scope, isQuestionOfPart: isOpen)
        }
    }

    // On a page about many bodies a line that is only the name of one opens what is said of it.
    private func isBody(_ index: Int) -> Bool {
        guard let recognition, recognition.isAboutMany else { return false }
        let tokens = document.tokens[index]
        return recognition.profile.register.subjects(in: tokens, at: 0).contains { $0.end == tokens.count }
    }

    private func isLabel(_ index: Int, of part: Outline.Part) -> Bool {
        let words = document.tokens[index].map(\.word)
        let wordings = recognition?.profile.wordings
        return part.rule?.labels?.contains { (wordings?.words(of: $0) ?? []) == words } == true
    }

    // A card at the top of a page repeats a pillar's name above its grade, without a word on it; the pillar's own heading
    // comes later. What follows the last of several cards is not about that one alone.
    private func isCard(_ index: Int) -> Bool {
        guard comesAgain(index) else { return false }
        let next = document.blocks.indices.dropFirst(index + 1).prefix(3)
        return next.contains { lines.kind(of: $0) == .grade }
            && !next.contains { isQuestion($0) || lines.kind(of: $0) == .date || isText($0) }
            || isNameWithGrade(index) && isNameWithGrade(index - 2)
    }

    private func isNameWithGrade(_ index: Int) -> Bool {
        index >= 0 && index + 1 < document.blocks.count && lines.kind(of: index + 1) == .grade && comesAgain(index)
            && lines.kind(of: index) == nil && document.blocks[index].isLine
    }

    private func isText(_ index: Int) -> Bool {
        document.blocks[index].kind == .paragraph && document.blocks[index].range.count > 60
            && lines.kind(of: index) == nil
    }

    /// Whether a line stands in a table of contents: it comes again later, and neither running text nor a grade follows it here;
    /// or it is the last of several such lines.
    func isInContents(_ index: Int) -> Bool {
        guard comesAgain(index), index + 1 < document.blocks.count, lines.kind(of: index + 1) == nil else {
            return false
        }
        let next = document.blocks[index + 1]
        if next.kind == .headingLike || next.kind.isListItem || next.range.count <= 60 { return true }
        return index > 1 && (index - 2..<index).allSatisfy { !document.blocks[$0].kind.isHeading && isInContents($0) }
    }

    private func comesAgain(_ index: Int) -> Bool {
        lastPlaces[Headings.unnumbered(document.text[document.blocks[index].range])].map { $0 > index } == true
    }

    // In a table of contents a heading has a number that it may not have at its place.
    private static func unnumbered(_ line: String) -> String {
        let rest = line.drop { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ")" || $0 == " ") }
        return rest.isEmpty ? line : String(rest)
    }

    // Without mark-up and unknown to the profile: a short line between running text, not one of several in a row.
    private func isGeneric(_ index: Int) -> Bool {
        guard !isQuestion(index), !isButton(index), !isPageNumber(index), index + 1 < document.blocks.count else {
            return false
        }
        let next = document.blocks[index + 1].kind
        guard next == .paragraph || next.isListItem || lines.kind(of: index + 1) == .date else { return false }
        guard index > 0 else { return true }
        return document.blocks[index - 1].kind != .headingLike || lines.kind(of: index - 1) != nil
            || isQuestion(index - 1)
    }

    // *Get the report*: it leads away from what it stands under.
    private func isButton(_ index: Int) -> Bool {
        guard let profile = recognition?.profile, let buttons = profile.profile.pages?.buttons else { return false }
        let words = document.tokens[index].map(\.word)
        return buttons.contains { profile.wordings.words(of: $0) == words }
    }

    // The number of a printed page stands in the middle of what goes on over it.
    private func isPageNumber(_ index: Int) -> Bool {
        let tokens = document.tokens[index]
        return tokens.count == 1 && tokens[0].word.count <= 3 && Int(tokens[0].word) != nil
    }

    /// Whether a block is a line that asks something.
    func isQuestion(_ index: Int) -> Bool {
        document.blocks[index].kind != .tableRow && isQuestion(document.blocks[index].range)
    }

    /// Whether some text is a line that asks something.
    func isQuestion(_ range: Range<Int>) -> Bool {
        range.count <= Headings.longest && document.text.scalars[range].last == "?"
    }
}
