import Model

/// What a document was recognised as, and what its signs say about it.
struct Recognition: Sendable {
    let profile: CompiledProfile
    let kind: Profile.Kind
    let part: String?
    let subject: Register.Entry
    let cycle: Profile.Cycle
    /// The publisher's name as the document gives it.
    let publisher: String

    // Signs that add up to this are proof; each alone is not, but for a sentence that only these reports have.
    private static let threshold = 3
    // The title, the boilerplate and the grade sentences stand in the first blocks of every kind.
    private static let openingBlocks = 12

    /// Gives the best recognition over all profiles; `nil` means a document of no known publisher.
    static func best(of document: WordedDocument, address: Address?, profiles: [CompiledProfile]) -> Recognition? {
        for profile in profiles {
            if let address, address.isPublic, !profile.profile.hosts.own.contains(address.host) { continue }
            if let recognition = recognise(document, address, profile) { return recognition }
        }
        return nil
    }

    private static func recognise(_ document: WordedDocument, _ address: Address?, _ profile: CompiledProfile)
        -> Recognition?
    {
        let slots = Slots(profile: profile)
        let titles = titles(of: document)
        let opening = document.sentences.prefix(openingBlocks).joined().map(\.tokens)
        var best: (score: Int, recognition: Recognition)?
        for kind in profile.kinds {
            var evidence = Evidence()
            for (template, weight) in kind.paths {
                guard let address else { continue }
                let path = address.path(without: profile.profile.hosts.prefixes ?? [])
                if let found = template.match(path), found["subject"].map({ entry($0, profile) != nil }) ?? true {
                    evidence.add(found, weight)
                }
            }
            evidence.addBest(of: kind.titles, in: titles, slots)
            evidence.addAll(of: kind.openings, in: opening, slots)
            guard evidence.score >= threshold, evidence.score > best?.score ?? 0,
                let subject = evidence.subject(in: profile), let cycle = evidence.cycle(in: profile.profile)
            else { continue }
            if let cycles = kind.kind.cycles, !cycles.contains(cycle.id) { continue }
            let part = kind.kind.part.flatMap { $0 == "{scope}" ? evidence.values["scope"] : $0 }
            if kind.kind.part != nil, part == nil { continue }
            let publisher = publisherName(opening, slots) ?? profile.profile.publisher.names.first ?? profile.profile.id
            best = (
                evidence.score,
                Recognition(
                    profile: profile, kind: kind.kind, part: part, subject: subject, cycle: cycle, publisher: publisher)
            )
        }
        return best?.recognition
    }

    // The first line of the text, and the title that mark-up gives without the site's name behind it.
    private static func titles(of document: WordedDocument) -> [[Token]] {
        var titles: [[Token]] = []
        if let first = document.tokens.first { titles.append(first) }
        for (index, block) in document.blocks.prefix(4).enumerated() {
            if case .heading(level: 1) = block.kind { titles.append(document.tokens[index]) }
        }
        if let title = document.document.title {
            let name = title.split(separator: "|").first.map { $0.split(separator: " - ", maxSplits: 1)[0] } ?? ""
            let text = CanonicalText(String(name))
            titles.append(Tokenizer.tokens(of: text, in: 0..<text.scalars.count))
        }
        return titles
    }

    // A path may name the body by an alias: heddlu-gwent.
    private static func entry(_ name: String, _ profile: CompiledProfile) -> Register.Entry? {
        profile.register.entry(slug: name) ?? profile.register.entries.first { $0.names.contains([name]) }
    }

    private static func publisherName(_ opening: [[Token]], _ slots: Slots) -> String? {
        for tokens in opening {
            for position in tokens.indices {
                if let found = slots.read("publisher", tokens, position).first { return found.value }
            }
        }
        return nil
    }

    // What the signs of one kind say together. What was said first stands: an address knows better than a title.
    private struct Evidence {
        var score = 0
        var values: [String: String] = [:]

        mutating func add(_ found: [String: String], _ weight: Int) {
            score += weight
            values.merge(found) { first, _ in first }
        }

        mutating func addBest(of signs: [(pattern: Pattern, weight: Int)], in titles: [[Token]], _ slots: Slots) {
            for (pattern, weight) in signs.sorted(by: { $0.weight > $1.weight }) {
                for tokens in titles {
                    guard let match = pattern.firstMatch(in: tokens, slots: slots.read) else { continue }
                    return add(match.captures.mapValues(\.value), weight)
                }
            }
        }

        mutating func addAll(of signs: [(pattern: Pattern, weight: Int)], in opening: [[Token]], _ slots: Slots) {
            for (pattern, weight) in signs {
                for tokens in opening {
                    guard let match = pattern.firstMatch(in: tokens, slots: slots.read) else { continue }
                    add(match.captures.mapValues(\.value), weight)
                    break
                }
            }
        }

        func subject(in profile: CompiledProfile) -> Register.Entry? {
            values["subject"].flatMap { Recognition.entry($0, profile) }
        }

        func cycle(in profile: Profile) -> Profile.Cycle? {
            if let name = values["cycle"] {
                let cycle = profile.cycles.first { $0.id == name || $0.names?.contains(name) == true }
                if let cycle { return cycle }
            }
            if let year = values["year"].flatMap({ Int($0.prefix(4)) }),
                let cycle = profile.cycles.first(where: { $0.year == year })
            {
                return cycle
            }
            return values["ordinal"].flatMap { ordinal in profile.cycles.first { $0.ordinal == ordinal } }
        }
    }
}
