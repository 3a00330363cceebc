import Model

/// Reads causes of concern, recommendations, areas for improvement and practice worth copying: what stands under the headings
/// that announce them, whether as a list, as named statements with an explanation, or as plain lines.
struct FindingReader {
    let document: WordedDocument
    let outline: Outline
    let lines: LineKinds
    let wording: FindingWording
    private let published: CalendarDate?
    // Where the document begins to repeat what was found on an earlier day: its time limits have long begun.
    private let repeats: Int
    private let headings: [CompiledProfile.CompiledSection]
    private let slots: Slots

    init(
        document: WordedDocument, outline: Outline, lines: LineKinds, recognition: Recognition, slots: Slots,
        published: CalendarDate?
    ) {
        self.document = document
        self.outline = outline
        self.lines = lines
        self.slots = slots
        self.published = published
        wording = FindingWording(document: document, profile: recognition.profile, slots: slots)
        repeats = wording.repeats(in: recognition.kind.kind, published: published) ?? .max
        headings = recognition.profile.sections.filter { section in
            section.rule.finding != nil && section.rule.kinds?.contains(recognition.kind.kind) ?? true
        }
    }

    /// The day from which the time limits of what stands at a place are counted; `nil` where nobody says it.
    func countedFrom(at place: Int) -> CalendarDate? { place < repeats ? published : nil }

    func read() -> [Finding] {
        var drafts: [FindingDraft] = []
        var chain: Chain?
        for part in outline.parts {
            var passage: FindingPassage?
            if let kind = part.rule?.finding {
                passage = FindingPassage(
                    kind: kind, carriedOver: part.rule?.carriedOver ?? false,
                    isExplained: part.rule?.explained ?? false)
                chain = Chain(kind: kind, level: part.section.level, isDirect: part.blocks.isEmpty)
            } else if let open = chain, let heading = part.heading,
                open.continues(with: part, heading, document, wording)
            {
                passage = FindingPassage(kind: open.kind, heading: document.blocks[heading].range)
                chain?.nameLevel = part.section.level
            } else {
                chain = nil
            }
            drafts += self.drafts(in: part, passage)
        }
        return FindingNaming.findings(drafts, self)
    }

    // Headings may stand as lines among the text; what follows such a line is read like the section of a heading.
    private func drafts(in part: Outline.Part, _ first: FindingPassage?) -> [FindingDraft] {
        var drafts: [FindingDraft] = []
        var passage = first
        for block in part.blocks where lines.kind(of: block) == nil {
            if let heading = heading(at: block), let kind = heading.rule.finding {
                drafts += passage?.drafts(part, document, wording) ?? []
                passage = FindingPassage(
                    kind: kind, carriedOver: heading.rule.carriedOver ?? false,
                    isExplained: heading.rule.explained ?? false)
            } else if wording.isEnd(block) {
                drafts += passage?.drafts(part, document, wording) ?? []
                passage = nil
            } else {
                passage?.blocks.append(block)
            }
        }
        return drafts + (passage?.drafts(part, document, wording) ?? [])
    }

    private func heading(at block: Int) -> CompiledProfile.CompiledSection? {
        guard !document.blocks[block].kind.isListItem, document.blocks[block].range.count <= 160 else { return nil }
        let tokens = document.tokens[block]
        return headings.possible(in: tokens).first { $0.heading.firstMatch(in: tokens, slots: slots.read) != nil }
    }
}

/// Sub-headings under a heading that announces findings, each the name of one.
private struct Chain {
    let kind: String
    let level: Int
    /// Whether the first sub-heading stands directly below the heading.
    let isDirect: Bool
    /// The level of the names so far.
    var nameLevel: Int?

    func continues(
        with part: Outline.Part, _ heading: Int, _ document: WordedDocument, _ wording: FindingWording
    ) -> Bool {
        guard !part.isKnown else { return false }
        let tokens = document.tokens[heading]
        if wording.start(of: tokens) != nil { return true }
        guard isDirect else { return false }
        if nameLevel == nil, part.section.level > level || wording.namesSelf(tokens) { return true }
        // Of later ones only mark-up can say that they are of one kind with the first.
        return document.blocks[heading].kind.isHeading && part.section.level > level && part.section.level == nameLevel
    }
}
