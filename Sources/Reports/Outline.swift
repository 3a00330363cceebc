import Model

/// The sections of a document, and for every block the section it stands in.
struct Outline: Sendable {
    struct Part: Sendable {
        var section: Section
        /// What the profile says about the section; inherited from the section above where it says nothing.
        var role: String?
        var scope: String?
        var rule: Profile.SectionRule?
        /// The question that the section answers.
        var question: Profile.Question?
        /// Whether its heading put the question, and not one above it.
        var hasOwnQuestion = false
        /// Whether the profile made it a section, and not only its looks.
        var isKnown = false
        /// The block of the heading.
        var heading: Int?
        /// The blocks after the heading that stand directly in this part.
        var blocks: [Int] = []
    }

    private(set) var parts: [Part] = []
    private(set) var title: String?

    private let document: WordedDocument
    private let headings: Headings

    // What the next heading needs to know of those before it: the ids taken, and the sections still open, outermost first.
    private var places: [String: Int] = [:]
    private var repeats: [String: Int] = [:]
    private var openSections: [Int] = [0]
    // Per scope the id of the section that is all about it.
    private var pillars: [String: String] = [:]

    /// Finds the sections; `lines` tells date lines, people and the like, which look like headings and are none.
    init(document: WordedDocument, lines: LineKinds, recognition: Recognition?, slots: Slots?) {
        self.document = document
        headings = Headings(document: document, lines: lines, recognition: recognition, slots: slots)
        build(recognition)
        close()
    }

    private mutating func build(_ recognition: Recognition?) {
        openTitle(headings.titleBlock, recognition?.title)
        for index in document.blocks.indices where index != headings.titleBlock {
            if let heading = headings.heading(at: index, in: parts[openSections.last ?? 0], depth: knownLevel) {
                if heading.isQuestionOfPart, let last = parts.indices.last, parts[last].blocks.isEmpty {
                    parts[last].section.question = document.text[document.blocks[index].range]
                } else {
                    self.open(index, heading)
                }
            } else if headings.isQuestion(index), let last = parts.indices.last, parts[last].blocks.isEmpty {
                parts[last].section.question = document.text[document.blocks[index].range]
            } else {
                parts[parts.count - 1].blocks.append(index)
            }
        }
    }

    // The level of the innermost open section that the profile knows; 1 where there is none.
    private var knownLevel: Int {
        openSections.reversed().first { parts[$0].isKnown }.map { parts[$0].section.level } ?? 1
    }

    // The part before the first heading belongs to the title; a document may have none.
    private mutating func openTitle(_ index: Int?, _ known: String?) {
        title = known ?? index.map { document.text[document.blocks[$0].range] } ?? document.document.title
        let section = Section(
            id: "opening", heading: title ?? "Opening", level: 1, position: 0, parent: nil, start: 0, end: 0, digest: ""
        )
        parts = [Part(section: section, role: "opening")]
        places = ["opening": 0]
    }

    private mutating func open(_ index: Int, _ found: Headings.Heading) {
        let block = document.blocks[index]
        let heading = document.text[block.range]
        while let last = openSections.last, last > 0, parts[last].section.level >= found.level {
            openSections.removeLast()
        }
        let parent = parts[openSections.last ?? 0]
        let inherits = parent.section.level > 1
        var section = Section(
            id: unique(found.rule?.id ?? found.question?.id ?? Slug.of(heading)), heading: heading, level: found.level,
            position: parts.count, parent: parent.section.id, start: block.range.lowerBound,
            end: block.range.upperBound, digest: "")
        if headings.isQuestion(index) { section.question = heading }
        places[section.id] = parts.count
        openSections.append(parts.count)
        parts.append(
            Part(
                section: section, role: found.role ?? (inherits ? parent.role : nil),
                scope: found.scope ?? (inherits ? parent.scope : nil), rule: found.rule,
                question: found.question ?? (inherits && found.rule == nil ? parent.question : nil),
                hasOwnQuestion: found.question != nil,
                isKnown: found.rule != nil || found.question != nil || found.scope != nil, heading: index))
        if let part = parts.last, part.role == "pillar", let scope = part.scope, pillars[scope] == nil {
            pillars[scope] = part.section.id
        }
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

    /// Gives the id of the first section that is all about a scope.
    func pillar(of scope: String) -> String? { pillars[scope] }
}

extension Block {
    /// Whether it is text that stands as a line: no item and no row.
    var isLine: Bool { kind != .tableRow && !kind.isListItem }
}

extension Block.Kind {
    var isHeading: Bool { if case .heading = self { true } else { false } }
    var isListItem: Bool { if case .listItem = self { true } else { false } }
}
