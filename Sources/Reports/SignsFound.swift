import Model

/// What the signs of one kind say together about one document. What was said first stands: an address knows better than
/// a title, a title better than the text.
struct SignsFound: Sendable {
    private(set) var score = 0
    private(set) var values: [String: String] = [:]
    private(set) var titleBlock: Int?
    /// The title that a sign found, or the first line.
    private(set) var title: String?
    // Whether the document comes from the publisher's own address.
    private let isOwn: Bool
    /// Whether the address is one that such documents have.
    private(set) var fitsAddress = false

    /// By which kinds compete: an address says better than any words what stands there.
    var rank: (Int, Int) { (fitsAddress ? 1 : 0, score) }

    init(
        of kind: CompiledProfile.CompiledKind, in view: FirstLook, titles: [FirstLook.Title], address: Address?,
        profile: CompiledProfile, slots: Slots
    ) {
        // What comes from the publisher's own address speaks for itself; any other page may quote and glue.
        isOwn = address?.isPublic ?? false
        if let address { addPaths(of: kind, address, profile) }
        addBestTitle(of: kind.titles, in: titles, view, slots)
        let opening = isOwn ? view.opening : view.ownOpening
        addAll(of: kind.openings.filter { !SignsFound.isStandIn($0, of: kind) }, in: opening, view, slots)
        if saysItself {
            addAll(of: kind.openings.filter { SignsFound.isStandIn($0, of: kind) }, in: opening, view, slots)
        }
        addAll(of: kind.lines, in: view.lines, view, slots)
        if title == nil, !isOwn, let matter = view.matter, matter.tokens.last?.word != "." {
            (titleBlock, title) = (matter.block, matter.text)
        }
        title = title ?? view.titles.first { $0.tokens.contains(where: \.isWord) }?.text
        if kind.kind.subject == .optional, claims.allSatisfy({ $0.values["subject"] == nil }), !nameIsKnown {
            // A name that is broken over two lines stands in no printed one.
            let printed = view.printed.filter { !profile.register.all(in: $0).isEmpty }
            let sentences = isOwn && !printed.isEmpty ? printed : opening.map(\.tokens)
            choose(from: view.titles.map(\.tokens), sentences.filter { !view.isAside($0) }, profile)
        }
    }

    // Whether the address names the body.
    private var nameIsKnown = false
    /// Whether the document speaks of several bodies, and of none before the others.
    private(set) var namesMany = false

    // Where no weighty sign says which body it is: the one that the headline names, else the one that is named first and most
    // often. A sentence that names several says that it is about none of them alone.
    private mutating func choose(from titles: [[Token]], _ opening: [[Token]], _ profile: CompiledProfile) {
        guard values["subject"] != nil else { return }
        func bodies(_ tokens: [Token]) -> [String] {
            profile.register.all(in: tokens).map(\.subject.slug).reduce(into: []) { known, slug in
                if !known.contains(slug) { known.append(slug) }
            }
        }
        if let own = titles.prefix(1).map(bodies).first, own.count == 1 { return }
        let named = opening.map(bodies).filter { !$0.isEmpty }
        guard let first = named.first else { return }
        let counts = named.joined().reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        if first.count == 1, counts[first[0]] == most, counts.values.filter({ $0 == most }).count == 1 { return }
        if first.count > 1 || counts.count > 2 {
            values["subject"] = nil
            namesMany = true
        }
    }

    private mutating func addPaths(
        of kind: CompiledProfile.CompiledKind, _ address: Address, _ profile: CompiledProfile
    ) {
        let path = address.path(without: profile.profile.hosts.prefixes ?? [])
        // One address has one path: the heaviest template that fits it.
        var isKnown = false
        for (template, weight) in kind.paths.sorted(by: { $0.weight > $1.weight }) {
            let found = template.match(path) { slot, value in
                switch slot {
                case "subject": profile.entry(named: value) != nil
                case "cycle": profile.profile.cycle(named: value) != nil
                case "scope": profile.profile.scopes[value] != nil
                case "year": value.utf8.count == 4 && Int(value) != nil
                default: true
                }
            }
            guard let found else { continue }
            fitsAddress = true
            if found["subject"] != nil { nameIsKnown = true }
            // What weighs nothing is there for its slots.
            if weight == 0 {
                values.merge(found) { first, _ in first }
            } else if !isKnown {
                add(found, weight, .address)
                isKnown = true
            }
        }
    }

    // A day that stands for the days of a visit where the sentence about it has none that can be read. Without this sentence
    // nobody knows of which days it speaks.
    private static func isStandIn(_ sign: (pattern: Pattern, weight: Int), of kind: CompiledProfile.CompiledKind)
        -> Bool
    {
        sign.weight == 0 && sign.pattern.takes("date")
            && kind.openings.contains { $0.weight > 0 && $0.pattern.takes("dates") }
    }

    private enum Source { case address, title, text }

    // Whether a whole sentence, and not only a title, says what the document is.
    private var saysItself = false

    // What each weighty sign says about the identity, and where.
    private var claims: [(source: Source, values: [String: String])] = []
    private static let weighty = 2

    private mutating func add(_ found: [String: String], _ weight: Int, _ source: Source) {
        score += weight
        if weight >= SignsFound.weighty { claims.append((source, found)) }
        values.merge(found) { first, _ in first }
    }

    private mutating func addBestTitle(
        of signs: [(pattern: Pattern, weight: Int)], in titles: [FirstLook.Title], _ view: FirstLook, _ slots: Slots
    ) {
        for (pattern, weight) in signs.sorted(by: { $0.weight > $1.weight }) {
            for line in titles {
                guard let match = pattern.firstMatch(in: line.tokens, slots: slots.read),
                    isOwn || !line.isText || match.tokens.lowerBound == 0,
                    !line.isCover || match.tokens == line.tokens.indices, !isCutShort(match, of: line.tokens, view)
                else { continue }
                (titleBlock, title) = (line.block, line.text)
                return add(SignsFound.values(match), weight, .title)
            }
        }
    }

    private mutating func addAll(
        of signs: [(pattern: Pattern, weight: Int)], in lines: [TokenRow], _ view: FirstLook, _ slots: Slots
    ) {
        for (pattern, weight) in signs {
            for (tokens, signs) in lines.lazy.map({ ($0.tokens, $0.signs) })
            where pattern.mayMatch(in: tokens, with: signs) {
                guard weight > 0 || !view.isAside(tokens),
                    let match = pattern.firstMatch(in: tokens, slots: slots.read),
                    !isCutShort(match, of: tokens, view)
                else { continue }
                add(SignsFound.values(match), weight, .text)
                if tokens.count >= FirstLook.shortestText, tokens.last?.word == "." { saysItself = true }
                break
            }
        }
    }

    // A body that is named in full is the body, whatever the slot that says so.
    private static func values(_ match: PatternMatch) -> [String: String] {
        var values = match.captures.mapValues(\.value)
        if let body = values.removeValue(forKey: "formal") { values["subject"] = values["subject"] ?? body }
        return values
    }

    // A name at the very end of what breaks off may be the first of many, or the beginning of another.
    private func isCutShort(_ match: PatternMatch, of tokens: [Token], _ view: FirstLook) -> Bool {
        guard let last = tokens.last, view.breaksOff(behind: last) else { return false }
        return ["subject", "formal"].contains { match.captures[$0]?.tokens.upperBound == tokens.count }
    }

    /// The body that the signs name.
    func subject(in profile: CompiledProfile) -> Register.Entry? { values["subject"].flatMap(profile.entry(named:)) }

    /// In what weighty signs contradict each other: two bodies or two cycles.
    struct Doubt: Hashable, Sendable {
        let names: [String]
        /// Whether the publisher's own address and the title agree, and only the text slips.
        let isSettled: Bool
    }

    /// What the signs contradict each other in. Unless it is settled, such a document is nobody's version.
    func doubt(in profile: CompiledProfile) -> Doubt? {
        let subjects = claims.compactMap { claim in
            claim.values["subject"].flatMap(profile.entry(named:)).map {
                (source: claim.source, name: $0.subject.shortName)
            }
        }
        let cycles = claims.compactMap { claim in
            SignsFound.cycle(claim.values, in: profile.profile).map { (source: claim.source, name: $0.id) }
        }
        let doubts = [subjects, cycles].compactMap(disagreement)
        return doubts.first { !$0.isSettled } ?? doubts.first
    }

    private func disagreement(_ claims: [(source: Source, name: String)]) -> Doubt? {
        guard let first = claims.first, let other = claims.first(where: { $0.name != first.name }) else { return nil }
        func says(_ source: Source) -> Bool {
            claims.contains { $0.source == source }
                && claims.allSatisfy { $0.source != source || $0.name == first.name }
        }
        return Doubt(names: [first.name, other.name], isSettled: isOwn && says(.address) && says(.title))
    }

    /// The year that the signs name, in so many words or in a date.
    var year: String? { SignsFound.year(values) }

    private static func year(_ values: [String: String]) -> String? {
        if let year = values["year"] { return String(year.prefix(4)) }
        // A visit is named by the year in which it ended.
        let day = values["dates"]?.split(separator: "/").last.map(String.init) ?? values["date"]
        return day.map { String($0.prefix(4)) }
    }

    /// The day that names a part of the report: the first of its days, else the one date that the signs took.
    var date: String? { values["dates"]?.split(separator: "/").first.map(String.init) ?? values["date"] }

    /// The cycle that the signs name: by one of its names, else by its year, else by its ordinal.
    func cycle(in profile: Profile) -> Profile.Cycle? { SignsFound.cycle(values, in: profile) }

    private static func cycle(_ values: [String: String], in profile: Profile) -> Profile.Cycle? {
        if let cycle = values["cycle"].flatMap(profile.cycle(named:)) { return cycle }
        if let year = year(values), let number = Int(year) {
            if let cycle = profile.cycles.first(where: { $0.year == number }) { return cycle }
            if let yearly = profile.yearly { return yearly.cycle(of: number) }
        }
        return values["ordinal"].flatMap { ordinal in profile.cycles.first { $0.ordinal == ordinal } }
    }
}

extension Profile {
    /// The cycle that pages write so.
    func cycle(named name: String) -> Cycle? { cycles.first { $0.id == name || $0.names?.contains(name) == true } }
}
