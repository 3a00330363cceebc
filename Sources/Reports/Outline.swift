import Model

/// The sections of a document, and for every block the section it stands in.
struct Outline: Sendable {
    struct Part: Sendable {
        var section: Section
        /// What the profile says about the section; inherited from the section above where it says nothing.
        var role: String?
        var scope: String?
        var rule: Profile.SectionRule?
        /// The blocks after the heading that stand directly in this part.
        var blocks: [Int] = []
    }

    private(set) var parts: [Part] = []
    private(set) var title: String?

    private let document: WordedDocument
    private let lines: LineKinds
    private let rules: [CompiledProfile.CompiledSection]
    private let slots: Slots?
    private let wordings: Wordings
    // Where each heading stands for the last time.
    private let lastPlaces: [String: Int]

    // What the next heading needs to know of those before it: the ids taken, and the sections still open, outermost first.
    private var places: [String: Int] = [:]
    private var repeats: [String: Int] = [:]
    private var openSections: [Int] = [0]
    private var followsRule = false

    /// Finds the sections; `lines` tells date lines, people and the like, which look like headings and are none.
    init(document: WordedDocument, lines: LineKinds, profile: CompiledProfile?, slots: Slots?) {
        self.document = document
        self.lines = lines
        rules = profile?.sections ?? []
        self.slots = slots
        wordings = profile?.wordings ?? Wordings([])
        lastPlaces = Outline.lastPlaces(document)
        build()
        close()
    }

    private static func lastPlaces(_ document: WordedDocument) -> [String: Int] {
        var places: [String: Int] = [:]
        for (index, block) in document.blocks.enumerated() where block.kind.isHeading || block.kind == .headingLike {
            places[document.text[block.range]] = index
        }
        return places
    }

    private mutating func build() {
        let titleIndex = titleBlock()
        openTitle(titleIndex)
        for index in document.blocks.indices where index != titleIndex {
            if let (level, rule) = heading(at: index) {
                open(index, level: level, rule: rule)
            } else if isQuestion(index), let last = parts.indices.last, parts[last].blocks.isEmpty {
                parts[last].section.question = document.text[document.blocks[index].range]
            } else {
                parts[parts.count - 1].blocks.append(index)
            }
        }
    }

    // The first heading of level 1 near the top, or a first line that looks like a heading.
    private func titleBlock() -> Int? {
        if let index = document.blocks.prefix(6).firstIndex(where: { $0.kind == .heading(level: 1) }) { return index }
        guard let first = document.blocks.first, first.kind == .headingLike || first.kind.isHeading else { return nil }
        return 0
    }

    // The part before the first heading belongs to the title; a document may have none.
    private mutating func openTitle(_ index: Int?) {
        title = index.map { document.text[document.blocks[$0].range] } ?? document.document.title
        let section = Section(
            id: "opening", heading: title ?? "Opening", level: 1, position: 0, parent: nil, start: 0, end: 0, digest: ""
        )
        parts = [Part(section: section, role: "opening")]
        places = ["opening": 0]
    }

    private func heading(at index: Int) -> (level: Int, rule: Profile.SectionRule?)? {
        let block = document.blocks[index]
        guard block.kind.isHeading || block.kind == .headingLike, lines.kind(of: index) == nil else { return nil }
        let tokens = document.tokens[index]
        if parts.last?.rule?.labels?.contains(where: { wordings.words(of: $0) == tokens.map(\.word) }) == true {
            return nil
        }
        let rule = slots.flatMap { slots in
            rules.first { $0.heading.firstMatch(in: tokens, slots: slots.read) != nil }?.rule
        }
        if isCard(index) { return nil }
        if case .heading(let level) = block.kind {
            return isQuestion(index) && rule == nil ? nil : (max(2, level), rule)
        }
        if rule != nil { return (2, rule) }
        return isGenericHeading(index) ? (followsRule ? 3 : 2, nil) : nil
    }

    // A card at the top of a page repeats a pillar's name above its grade; the pillar's own heading comes later.
    private func isCard(_ index: Int) -> Bool {
        let heading = document.text[document.blocks[index].range]
        let next = document.blocks.indices.dropFirst(index + 1).prefix(3)
        return next.contains { lines.kind(of: $0) == .grade }
            && !next.contains { isQuestion($0) || lines.kind(of: $0) == .date }
            && lastPlaces[heading].map { $0 > index } == true
    }

    // Without mark-up and unknown to the profile: a short line between running text, not one of several in a row.
    private func isGenericHeading(_ index: Int) -> Bool {
        guard !isQuestion(index), index + 1 < document.blocks.count else { return false }
        let next = document.blocks[index + 1].kind
        guard next == .paragraph || next.isListItem || lines.kind(of: index + 1) == .date else { return false }
        guard index > 0 else { return true }
        return document.blocks[index - 1].kind != .headingLike || lines.kind(of: index - 1) != nil
    }

    private func isQuestion(_ index: Int) -> Bool {
        let range = document.blocks[index].range
        return range.count <= 200 && document.text.scalars[range].last == "?"
    }

    private mutating func open(_ index: Int, level: Int, rule: Profile.SectionRule?) {
        let block = document.blocks[index]
        let heading = document.text[block.range]
        while let last = openSections.last, last > 0, parts[last].section.level >= level { openSections.removeLast() }
        let parent = parts[openSections.last ?? 0]
        let section = Section(
            id: unique(rule?.id ?? Slug.of(heading)), heading: heading, level: level, position: parts.count,
            parent: parent.section.id, start: block.range.lowerBound, end: block.range.upperBound, digest: "")
        let inherits = parent.section.level > 1
        places[section.id] = parts.count
        openSections.append(parts.count)
        if rule != nil { followsRule = true }
        parts.append(
            Part(
                section: section, role: rule?.role ?? (inherits ? parent.role : nil),
                scope: rule?.scope ?? (inherits ? parent.scope : nil), rule: rule))
    }

    private mutating func unique(_ id: String) -> String {
        guard places[id] != nil else { return id }
        var number = repeats[id] ?? 2
        while places["\(id)-\(number)"] != nil { number += 1 }
        repeats[id] = number + 1
        return "\(id)-\(number)"
    }

    // A section ends where the next one of its level or above begins, less the line feed between them.
    private mutating func close() {
        let textEnd = document.blocks.last?.range.upperBound ?? 0
        // From the last one back: the sections that could end the ones before, the nearest last.
        var following: [Int] = []
        for index in parts.indices.reversed() {
            while let next = following.last, parts[next].section.level > parts[index].section.level {
                following.removeLast()
            }
            let next = index == 0 ? parts.indices.dropFirst().first : following.last
            let bound = next.map { parts[$0].section.start }
            let end = bound.map { max(parts[index].section.start, $0 - 1) } ?? textEnd
            parts[index].section.end = end
            parts[index].section.digest = sha256Hex(document.text[parts[index].section.start..<end].utf8)
            following.append(index)
        }
    }

    /// Gives the part of a section id.
    func part(_ id: String) -> Part? { places[id].map { parts[$0] } }
}

extension Block.Kind {
    var isHeading: Bool { if case .heading = self { true } else { false } }
    var isListItem: Bool { if case .listItem = self { true } else { false } }
}
