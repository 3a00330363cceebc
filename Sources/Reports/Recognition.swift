import Model

/// What a document was recognised as, and what its signs say about it.
struct Recognition: Sendable {
    let profile: CompiledProfile
    let kind: Profile.Kind
    let part: String?
    /// The body it is about; a kind may have none, or many.
    let subject: Register.Entry?
    let cycle: Profile.Cycle?
    /// The year that names it where it belongs to no cycle.
    let year: String?
    /// The name of a document that has no body to be named by.
    let slug: String?
    /// The scope of what it grades, where the signs say it.
    let scope: String?
    /// The publisher's name as the document gives it.
    let publisher: String
    /// The block that is its title, or with which it begins, where a sign found it there; and the title.
    let titleBlock: Int?
    let title: String?

    /// The cycles whose questions it may answer; all where nothing is known of them.
    var cycles: [String]? { cycle.map { [$0.id] } ?? kind.cycles }
    /// The scale of its grades.
    var scale: String { cycle?.scale ?? kind.scale ?? "" }
    /// The question that a grade alone answers in the section of a body.
    var badgeQuestion: Profile.Question? {
        kind.badgeQuestion.flatMap { id in
            profile.profile.questions.first { $0.id == id && (scope == nil || $0.scope == scope) }
        }
    }
    /// The question, area or scope that some words name, if they say nothing else.
    func thing(named tokens: [Token]) -> Questions.Asked? {
        if let asked = profile.questions.asked(tokens, cycles: cycles, scope: scope) { return asked }
        let named = profile.vocabulary.readings(of: "scope", in: tokens, at: 0).first { $0.end == tokens.count }
        return named.map { .scope($0.value) }
    }

    /// Whether each of its judgments names its own body.
    var isAboutMany: Bool { kind.subject == .many }

    /// The identity of the report; `name` stands for a document that has neither a body nor a name of its own.
    func id(name: String) -> ReportID {
        let profile = profile.profile
        return ReportID(
            country: profile.country, publisher: profile.publisher.id, family: kind.family, cycle: cycle?.id ?? year,
            subject: subject?.subject.slug ?? slug ?? name, part: part, language: profile.edition)
    }

    // Signs that add up to this are proof; each alone is not, but for a sentence that only these reports have.
    static let threshold = 3

    /// Gives the best recognition over all profiles; none means a document of no known publisher, or one whose signs
    /// contradict each other, as `doubt` then says.
    static func best(of document: WordedDocument, address: Address?, profiles: [CompiledProfile])
        -> (recognition: Recognition?, doubt: String?)
    {
        let look = FirstLook(document)
        let isPublic = address?.isPublic ?? false
        var best: (score: Int, recognition: Recognition, doubt: String?)?
        for profile in profiles where profile.mayPublish(at: address) {
            let (view, slots) = (look.titled(for: profile.profile), Slots(profile: profile))
            if !isPublic, view.isTold(by: profile.strangers, slots) { continue }
            for kind in profile.kinds {
                let signs = SignsFound(of: kind, in: view, address: address, profile: profile, slots: slots)
                guard signs.score >= threshold, signs.score > best?.score ?? 0,
                    let recognition = Recognition(signs, kind.kind, view, profile, slots)
                else { continue }
                best = (signs.score, recognition, signs.doubt(in: profile))
            }
        }
        return best?.doubt == nil ? (best?.recognition, nil) : (nil, best?.doubt)
    }

    /// Takes what signs say; `nil` where they leave out what the kind cannot be without.
    init?(
        _ signs: SignsFound, _ kind: Profile.Kind, _ view: FirstLook, _ profile: CompiledProfile, _ slots: Slots
    ) {
        let subject = signs.subject(in: profile)
        let cycle = signs.cycle(in: profile.profile)
        guard kind.subject ?? .one != .one || subject != nil, kind.cycle ?? .one != .one || cycle != nil else {
            return nil
        }
        if let cycles = kind.cycles, let cycle, !cycles.contains(cycle.id) { return nil }
        let slug = signs.values["slug"] ?? signs.title.map { Slug.of($0) }
        let named = ["scope": signs.values["scope"], "slug": slug, "date": signs.date]
        let part = kind.part.map { part in
            named.reduce(part) { $0.replacing("{\($1.key)}", with: $1.value ?? "{}") }
        }
        if part?.contains("{}") == true { return nil }
        self.profile = profile
        self.kind = kind
        let hasBody = subject != nil && kind.subject != Profile.Presence.none && kind.subject != .many
        // Where the document's own name stands for its body, it is not named twice.
        self.part = part == slug && !hasBody ? nil : part
        self.subject = kind.subject == Profile.Presence.none || kind.subject == .many ? nil : subject
        self.cycle = kind.cycle == Profile.Presence.none ? nil : cycle
        self.slug = slug
        year = signs.year
        scope = kind.scope ?? signs.values["scope"]
        publisher =
            view.publisher(slots) ?? profile.profile.publisher.names.first ?? profile.profile.id
        titleBlock = signs.titleBlock
        title = signs.titleBlock.flatMap { _ in signs.title }
    }
}

extension CompiledProfile {
    /// Whether a document with this address may be the publisher's: on a host of its own, in no other body's part of
    /// it. An address that is nobody's on the Internet says nothing.
    func mayPublish(at address: Address?) -> Bool {
        guard let address, address.isPublic else { return true }
        let hosts = profile.hosts
        return hosts.own.contains(address.host)
            && !(address.parts.first.map { hosts.others?.contains($0) == true } ?? false)
    }

    /// The entry that an address names: by its slug, or by one of its names with dashes, such as `heddlu-gwent`.
    func entry(named name: String) -> Register.Entry? {
        register.entry(slug: name) ?? register.entries.first { $0.names.contains { $0.joined(separator: "-") == name } }
    }
}

/// The places of a document at which it says what it is.
struct FirstLook: Sendable {
    /// Lines that may be its title, with their block where they are printed; the title that mark-up gives has none.
    private(set) var titles: [(block: Int?, text: String, tokens: [Token])]
    /// The sentences of its first blocks.
    let opening: [[Token]]
    /// Short lines of the whole document.
    let lines: [[Token]]

    // The title, the boilerplate and the grade sentences stand in the first blocks of every kind.
    private static let openingBlocks = 24
    // What a page puts before a title without mark-up: a skip link, a banner of two lines.
    private static let titleBlocks = 8

    init(_ document: WordedDocument) {
        var titles: [(block: Int?, text: String, tokens: [Token])] = []
        for (index, block) in document.blocks.prefix(FirstLook.openingBlocks).enumerated()
        where index == 0 || block.kind.isHeading || block.kind == .headingLike && index < FirstLook.titleBlocks {
            titles.append((index, document.text[block.range], document.tokens[index]))
        }
        if let title = document.document.title {
            // The title that mark-up gives has the site's name behind it.
            titles.append(FirstLook.title(title.split(separator: "|").first ?? ""))
        }
        let wrapped = FirstLook.wrapped(document)
        for (index, tokens) in wrapped where index < FirstLook.wrappedTitles {
            guard let first = tokens.first, let last = tokens.last, last.word != "." else { continue }
            let text = document.text[first.range.lowerBound..<last.range.upperBound]
            titles.append((index, text.replacing("\n", with: " "), tokens))
        }
        self.titles = titles
        opening =
            document.sentences.prefix(FirstLook.openingBlocks).joined().map(\.tokens)
            + wrapped.flatMap { Sentence.sentences(of: $0.tokens).map(\.tokens) }
        lines = document.tokens.prefix(4_000).filter { $0.count <= 30 }
    }

    private static func title(_ text: Substring) -> (block: Int?, text: String, tokens: [Token]) {
        let canonical = CanonicalText(String(text))
        return (nil, String(text), Tokenizer.tokens(of: canonical, in: 0..<canonical.scalars.count))
    }

    /// The same with the page's own title cut where the profile says that the site's name begins.
    func titled(for profile: Profile) -> FirstLook {
        let ends = profile.pages?.titleEnds ?? []
        guard let own = titles.firstIndex(where: { $0.block == nil }) else { return self }
        let title = titles[own].text
        let end = ends.compactMap { title.firstRange(of: $0)?.lowerBound }.filter { $0 > title.startIndex }.min()
        guard let end else { return self }
        var look = self
        look.titles[own] = FirstLook.title(title[..<end])
        return look
    }

    /// Whether the document shows that somebody else tells of a report.
    func isTold(by strangers: [Pattern], _ slots: Slots) -> Bool {
        guard !strangers.isEmpty else { return false }
        return (opening + lines).contains { tokens in
            strangers.contains { $0.firstMatch(in: tokens, slots: slots.read) != nil }
        }
    }

    // Without mark-up a title or a sentence may be broken into lines: a line and the one or two below it, read as one.
    private static func wrapped(_ document: WordedDocument) -> [(block: Int, tokens: [Token])] {
        let lines = document.blocks.indices.prefix(wrappedLines)
        guard !lines.contains(where: { document.blocks[$0].kind.isHeading }) else { return [] }
        return lines.flatMap { first -> [(block: Int, tokens: [Token])] in
            let isLine = { (index: Int) in
                document.blocks[index].isLine && document.blocks[index].range.count <= longestWrapped
            }
            guard isLine(first), document.blocks[first].range.count >= shortestWrapped,
                document.tokens[first].last?.word != "."
            else { return [] }
            let below = (first + 1..<min(first + 3, document.blocks.count)).prefix(while: isLine)
            return below.map { last in (first, document.tokens[first...last].flatMap { $0 }) }
        }
    }

    // A letter begins with addresses.
    private static let wrappedLines = 60
    private static let wrappedTitles = 3
    private static let shortestWrapped = 25
    private static let longestWrapped = 120

    /// The publisher's name as the opening gives it.
    func publisher(_ slots: Slots) -> String? {
        for tokens in opening {
            for position in tokens.indices {
                if let found = slots.read("publisher", tokens, position).first { return found.value }
            }
        }
        return nil
    }
}
