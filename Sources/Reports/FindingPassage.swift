import Model

/// A finding as it is found: its place, before it has an id.
struct FindingDraft {
    let kind: String
    let part: Outline.Part
    var range: Range<Int>
    /// The sentence that says it all, where an explanation follows.
    let head: Range<Int>
    let isNamed: Bool
    /// The line above it that may say when it is due.
    let due: Range<Int>?
    let carriedOver: Bool

    static let longestName = 250
}

/// The lines under one heading that announces findings, and how they divide into findings.
struct FindingPassage {
    let kind: String
    var carriedOver = false
    /// Whether the lines behind the first one explain it.
    var isExplained = false
    /// The heading that names the one finding of this passage.
    var heading: Range<Int>?
    var blocks: [Int] = []

    fileprivate func with(_ blocks: [Int]) -> FindingPassage {
        var copy = self
        copy.blocks = blocks
        return copy
    }

    func drafts(_ part: Outline.Part, _ document: WordedDocument, _ wording: FindingWording) -> [FindingDraft] {
        var reader = PassageReader(passage: self, part: part, document: document, wording: wording)
        return reader.read()
    }
}

private struct PassageReader {
    let passage: FindingPassage
    let part: Outline.Part
    let document: WordedDocument
    let wording: FindingWording

    private enum Line: Equatable { case item, leadin, text }

    private let lines: [Line]
    // Per line what comes after the running text of which it is a part: the place of an item or of a lead-in.
    private let following: [Int?]

    private var drafts: [FindingDraft] = []
    // The statement that the next lines may explain, and how it is printed.
    private var opening: Int?
    // What the last lead-in said.
    private var leadin: Profile.FindingRules.Leadin?
    private var leadinBlock: Int?
    private var itemsSeen = false
    private var lastItem: Int?

    init(passage: FindingPassage, part: Outline.Part, document: WordedDocument, wording: FindingWording) {
        // A bullet that has lost its words asks for nothing, nor does the number of what comes next.
        self.passage = passage.with(
            passage.blocks.filter { document.tokens[$0].contains { $0.isWord && Int($0.word) == nil } })
        self.part = part
        self.document = document
        self.wording = wording
        lines = self.passage.blocks.map { block in
            if document.blocks[block].kind.isListItem { return .item }
            if wording.leadin(block) != nil { return .leadin }
            return document.itemStart(of: block) == nil ? .text : .item
        }
        var following: [Int?] = Array(repeating: nil, count: lines.count)
        for place in lines.indices.dropLast().reversed() {
            following[place] = lines[place + 1] == .text ? following[place + 1] : place + 1
        }
        self.following = following
    }

    mutating func read() -> [FindingDraft] {
        if let heading = passage.heading { add(heading, head: heading, named: true) }
        for place in passage.blocks.indices {
            switch lines[place] {
            case .leadin:
                leadin = wording.leadin(passage.blocks[place])
                lead(passage.blocks[place])
            case .item: readItem(passage.blocks[place])
            case .text: readText(place)
            }
        }
        return drafts
    }

    private mutating func lead(_ block: Int) {
        (leadinBlock, opening, itemsSeen) = (block, nil, false)
    }

    private var isOpen: Bool { opening != nil || (passage.heading != nil && leadinBlock == nil) }

    private mutating func readItem(_ block: Int) {
        let range = document.blocks[block].range
        if isOpen { return extend(to: range) }
        if itemsSeen, belongs(block, to: lastItem) { return extend(to: range) }
        (itemsSeen, lastItem) = (true, block)
        addStatement(block, named: false)
    }

    // What is set in goes on with the item above it, unless both are whole sentences; so does what goes on in small letters
    // behind *The quality of plans for children:*.
    private func belongs(_ block: Int, to item: Int?) -> Bool {
        guard let item else { return false }
        let isWhole = document.tokens[block].first { $0.isWord }?.isCapitalised ?? false
        if case .listItem(let depth) = document.blocks[block].kind, depth > 1 {
            return !isWhole || !endsWithStop(item) || !endsWithStop(block)
        }
        guard !isWhole, wording.endsWithColon(item) else { return false }
        return item + 1 == block || !endsWithStop(block - 1)
    }

    private mutating func readText(_ place: Int) {
        let block = passage.blocks[place]
        let tokens = document.tokens[block]
        // A line that announces what did not come asks for nothing.
        guard place + 1 < lines.count || !wording.endsWithColon(block) else { return }
        let starts = wording.start(of: tokens) != nil
        if isOpen, beginsAlike(block) {
            opening = nil
            return addStatement(block, named: false)
        }
        if isOpen { return starts && isLikeOpening(block) ? open(block) : extend(to: document.blocks[block].range) }
        // Behind items that ask for all, running text tells of it.
        if starts { return isToldOf(block) ? () : open(block) }
        let next = following[place].map { lines[$0] } ?? .text
        // After a lead-in whose bullets are lost, each line is an item.
        if leadinBlock != nil, !itemsSeen, next != .item { return addStatement(block, named: false) }
        switch next {
        case .item: readIntroduction(place)
        case .leadin where !itemsSeen: open(block)
        case .text where !itemsSeen: readPlain(block)
        default: break
        }
    }

    private func isToldOf(_ block: Int) -> Bool {
        guard let lastItem, leadinBlock == nil, document.blocks[lastItem].kind.isListItem else { return false }
        return wording.start(of: document.tokens[lastItem]) != nil && document.sentences[lastItem].count == 1
            && document.sentences[block].count > 1
    }

    // Above a list stands what introduces it, or a statement that the list explains.
    private mutating func readIntroduction(_ place: Int) {
        let block = passage.blocks[place]
        let items = following[place].map { document.tokens[passage.blocks[$0]] } ?? []
        if !itemsSeen, leadinBlock == nil, wording.namesSelf(document.tokens[block]), wording.start(of: items) == nil {
            open(block)
        } else if wording.endsWithColon(block) {
            lead(block)
        }
    }

    // Below a line that only looks like the head of an explanation, one that begins as it did is another of the same kind.
    private func beginsAlike(_ block: Int) -> Bool {
        guard let opening, !passage.isExplained, !wording.namesSelf(document.tokens[opening]),
            document.sentences[block].count == 1, endsWithStop(block) == endsWithStop(opening),
            document.tokens[block].count > PassageReader.wordsAlike
        else { return false }
        return zip(document.tokens[block], document.tokens[opening]).prefix(PassageReader.wordsAlike)
            .allSatisfy { $0.word == $1.word }
    }

    private static let wordsAlike = 2

    private mutating func readPlain(_ block: Int) {
        // *The council should do the following:*, and the bullets are lost.
        if wording.endsWithColon(block), !passage.isExplained, document.sentences[block].count == 1 {
            return lead(block)
        }
        let isHead =
            passage.isExplained || wording.namesSelf(document.tokens[block])
            || document.blocks[block].kind == .headingLike
        drafts.isEmpty && isHead ? open(block) : addStatement(block, named: false)
    }

    // Another finding under one heading is printed as the first one was: as a line of its own, with or without a full stop, or
    // with its explanation behind it.
    private func isLikeOpening(_ block: Int) -> Bool {
        guard let opening else { return false }
        if document.sentences[opening].count > 1 { return true }
        return document.sentences[block].count == 1 && document.blocks[block].range.count <= FindingDraft.longestName
            && endsWithStop(block) == endsWithStop(opening)
    }

    private func endsWithStop(_ block: Int) -> Bool { document.tokens[block].last?.word == "." }

    private mutating func open(_ block: Int) {
        addStatement(block, named: true)
        opening = block
    }

    // A statement of several sentences has its first one as name, if it is short enough to be one.
    private mutating func addStatement(_ block: Int, named: Bool) {
        let whole = document.blocks[block].range
        let range = (document.itemStart(of: block) ?? whole.lowerBound)..<whole.upperBound
        let first = document.sentences[block].first { $0.range.upperBound > range.lowerBound }?.range ?? range
        let head = max(first.lowerBound, range.lowerBound)..<first.upperBound
        add(range, head: head, named: named && head.count <= FindingDraft.longestName)
    }

    private mutating func add(_ range: Range<Int>, head: Range<Int>, named: Bool) {
        drafts.append(
            FindingDraft(
                kind: kind, part: part, range: range, head: head, isNamed: named,
                due: isOfLeadin(range) ? leadinBlock.map { document.blocks[$0].range } : nil,
                carriedOver: leadin?.carriedOver ?? passage.carriedOver))
    }

    // Behind *By March 2024, the force should:* and its items a whole sentence with its own *should* is none of these items.
    private func isOfLeadin(_ range: Range<Int>) -> Bool {
        guard let leadinBlock, wording.start(of: document.tokens[leadinBlock]) != nil,
            let block = passage.blocks.first(where: { document.blocks[$0].range.contains(range.lowerBound) })
        else { return true }
        return document.blocks[block].kind.isListItem || wording.start(of: document.tokens[block]) == nil
    }

    private var kind: String {
        guard let leadin, let finding = leadin.finding, leadin.of?.contains(passage.kind) ?? true else {
            return passage.kind
        }
        return finding
    }

    private mutating func extend(to range: Range<Int>) {
        guard let last = drafts.indices.last else { return }
        drafts[last].range = drafts[last].range.lowerBound..<max(drafts[last].range.upperBound, range.upperBound)
    }
}
