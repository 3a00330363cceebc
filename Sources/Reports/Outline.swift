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
        /// Blocks that begin in a part above, and whose later sentences stand in this one.
        var shared: [Int] = []

        /// The same part for what somebody says in it.
        var asSpeech: Part { with(role: "speech") }
        /// The same part for what stands above all text of the document.
        var asOpening: Part { with(role: "opening") }
        /// The same part for what its heading says.
        var asHeading: Part { with(role: "heading") }

        // What sums up a section answers its question; where a pillar has none, or it was answered, nothing says what it sums
        // up.
        fileprivate mutating func sumUp(_ above: Part, isFirst: Bool) {
            question = isFirst ? above.question : nil
            hasOwnQuestion = question != nil
            if role != nil { role = hasOwnQuestion ? "question" : "narrative" }
        }

        private func with(role: String) -> Part {
            var part = self
            part.role = role
            return part
        }
    }

    private(set) var parts: [Part] = []
    private(set) var title: String?
    /// The block that holds it.
    var titleBlock: Int? { headings.titleBlock }
    /// The part that the title opens: the first, unless others stand above it.
    private(set) var titlePart = 0
    /// The headings that stand in one block with other text.
    private(set) var glued: [Range<Int>] = []

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
        openTitle(headings.titleBlock, recognition?.title, recognition?.profile.language ?? .english)
        for index in document.blocks.indices {
            guard index != headings.titleBlock else {
                reopenTitle(index)
                continue
            }
            let open = parts[openSections.last ?? 0]
            let heading = headings.heading(at: index, in: open, depth: knownLevel)
            // What looks like a heading may be two that run together.
            let glued = heading?.isKnown == true ? [] : headings.glued(at: index, in: open, depth: knownLevel)
            if !glued.isEmpty {
                openAll(glued, in: index)
            } else if let heading {
                if heading.isQuestionOfPart, let last = parts.indices.last, parts[last].blocks.isEmpty {
                    parts[last].section.question = document.text[document.blocks[index].range]
                } else {
                    self.open(index, heading, at: document.blocks[index].range)
                }
            } else if headings.isQuestion(index), let last = parts.indices.last, parts[last].blocks.isEmpty {
                parts[last].section.question = document.text[document.blocks[index].range]
            } else {
                parts[parts.count - 1].blocks.append(index)
            }
        }
    }

    // A block stands in the section in which it begins; of those that are opened within it, its later sentences do.
    private mutating func openAll(_ glued: [ArraySlice<Token>], in index: Int) {
        let block = document.blocks[index].range
        var isPlaced = false
        for words in glued {
            guard let first = words.first, let last = words.last,
                let heading = headings.known(words, in: parts[openSections.last ?? 0], knownLevel)
            else { continue }
            let range = first.range.lowerBound..<last.range.upperBound
            // A heading alone in its block is none that runs together with anything, nor is a row of a table: a name and a grade.
            if words.count < document.tokens[index].count, !headings.isRow(index, named: range) {
                self.glued.append(range)
            }
            if !isPlaced, range.lowerBound > block.lowerBound {
                parts[parts.count - 1].blocks.append(index)
                isPlaced = true
            }
            if heading.isQuestionOfPart {
                parts[parts.count - 1].section.question = document.text[range]
                continue
            }
            open(nil, heading, at: range)
            // The words of the heading are no part of a finding.
            guard range.upperBound < block.upperBound, heading.rule?.finding == nil else { continue }
            if isPlaced {
                parts[parts.count - 1].shared.append(index)
            } else {
                parts[parts.count - 1].blocks.append(index)
            }
            isPlaced = true
        }
    }

    // The level of the innermost open section that the profile knows; 1 where there is none.
    private var knownLevel: Int {
        openSections.reversed().first { parts[$0].isKnown }.map { parts[$0].section.level } ?? 1
    }

    // The part before the first heading belongs to the title; a document may have none.
    private mutating func openTitle(_ index: Int?, _ known: String?, _ language: Language) {
        title = known ?? index.map { document.text[document.blocks[$0].range] } ?? document.document.title
        let section = Section(
            id: "opening", heading: title ?? language.opening, level: 1, position: 0, parent: nil, start: 0, end: 0,
            digest: ""
        )
        parts = [Part(section: section, role: "opening")]
        places = ["opening": 0]
    }

    // What stands above the title with a heading of its own that says nothing of the report, as a banner does, is no part of
    // what stands below it.
    private mutating func reopenTitle(_ index: Int) {
        guard parts.count > 1, document.blocks[index].kind == .heading(level: 1), !parts.contains(where: \.isKnown),
            var part = parts.first
        else { return }
        let range = document.blocks[index].range
        part.section = Section(
            id: unique("opening"), heading: part.section.heading, level: 1, position: parts.count, parent: nil,
            start: range.lowerBound, end: range.upperBound, digest: "")
        part.blocks = []
        titlePart = parts.count
        openSections = [parts.count]
        places[part.section.id] = parts.count
        parts.append(part)
    }

    private mutating func open(_ index: Int?, _ found: Headings.Heading, at range: Range<Int>) {
        let heading = document.text[range]
        while let last = openSections.last, last != titlePart, parts[last].section.level >= found.level {
            openSections.removeLast()
        }
        let parent = parts[openSections.last ?? 0]
        let inherits = parent.section.level > 1
        var section = Section(
            id: unique(found.rule?.id ?? found.question?.id ?? Slug.of(heading)), heading: heading, level: found.level,
            position: parts.count, parent: parent.section.id, start: range.lowerBound, end: range.upperBound,
            digest: "")
        if headings.isQuestion(range) { section.question = heading }
        places[section.id] = parts.count
        openSections.append(parts.count)
        var part = Part(
            section: section, role: found.role ?? (inherits ? parent.role : nil),
            scope: found.scope ?? (inherits ? parent.scope : nil), rule: found.rule,
            question: found.question ?? (inherits && found.rule == nil ? parent.question : nil),
            hasOwnQuestion: found.question != nil,
            isKnown: found.isKnown, heading: index)
        if found.rule?.sums == true { part.sumUp(parent, isFirst: !isSummedUp(parent)) }
        parts.append(part)
        if let part = parts.last, part.role == "pillar", let scope = part.scope, pillars[scope] == nil {
            pillars[scope] = part.section.id
        }
    }

    private func isSummedUp(_ part: Part) -> Bool {
        parts.contains { $0.rule?.sums == true && $0.section.parent == part.section.id }
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
        let textEnd = document.document.blocks.last?.range.upperBound ?? 0
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

    /// The sentences of a block that stand in a part, with their place in the block.
    func sentences(of block: Int, in part: Part) -> [(place: Int, sentence: Sentence)] {
        let next = part.section.position + 1
        let end = next < parts.count ? parts[next].section.start : Int.max
        return document.sentences[block].enumerated().filter { _, sentence in
            sentence.range.lowerBound < end
                && (part.section.position == 0 || sentence.range.lowerBound >= part.section.start)
        }.map { ($0.offset, $0.element) }
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
