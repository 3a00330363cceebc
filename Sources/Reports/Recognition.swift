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
    var isAboutMany: Bool { kind.subject == .many || namesMany }
    // Whether it may be about one, and speaks of several.
    private let namesMany: Bool

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
    /// contradict each other, as `doubt` then says. A doubt that the address and the title settle leaves the recognition.
    static func best(of document: WordedDocument, address: Address?, profiles: [CompiledProfile])
        -> (recognition: Recognition?, doubt: SignsFound.Doubt?)
    {
        let look = FirstLook(document)
        let isPublic = address?.isPublic ?? false
        var best: (rank: (Int, Int), recognition: Recognition, doubt: SignsFound.Doubt?)?
        for profile in profiles where profile.mayPublish(at: address) {
            let (view, slots) = (look.titled(for: profile), Slots(profile: profile))
            if !isPublic, !view.saysSomething || view.isTold(by: profile.strangers, slots) { continue }
            let titles = view.titles(above: profile.register)
            for kind in profile.kinds {
                let signs = SignsFound(
                    of: kind, in: view, titles: titles, address: address, profile: profile, slots: slots)
                guard signs.score >= threshold, signs.rank > best?.rank ?? (0, 0),
                    let recognition = Recognition(signs, kind.kind, view, profile, slots)
                else { continue }
                best = (signs.rank, recognition, signs.doubt(in: profile))
            }
        }
        return (best?.doubt?.isSettled ?? true ? best?.recognition : nil, best?.doubt)
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
            view.publisher(profile.vocabulary) ?? profile.profile.publisher.names.first ?? profile.profile.id
        namesMany = subject == nil && signs.namesMany
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

    /// The entry of its register that an address names.
    func entry(named name: String) -> Register.Entry? { register.entry(named: name) }
}
