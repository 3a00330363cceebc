import Model

/// Blocks that say one thing and nothing else: a date line, a person with a role, a bare grade. They may look like
/// headings, and mark-up may even call them so.
struct LineKinds: Sendable {
    enum Kind: Sendable { case date, person, grade }

    /// A grade or a status that stands alone.
    typealias Badge = (grade: String?, status: Judgment.Status)

    private var kinds: [Int: Kind] = [:]
    private(set) var dates: [Int: DateLine] = [:]
    private(set) var people: [Int: PersonLine] = [:]
    /// Lines that hold nothing but a grade or a status.
    private(set) var badges: [Int: Badge] = [:]
    /// Grades with what has them in the lines below.
    private(set) var list = GradeList()

    // A longer block is running text.
    private static let longestLine = 160

    init(document: WordedDocument, profile: CompiledProfile?, slots: Slots?) {
        guard let profile, let slots else { return }
        let isLine = document.blocks.map { $0.range.count <= LineKinds.longestLine }
        var index = 0
        while index < document.blocks.count {
            defer { index += 1 }
            guard isLine[index] else { continue }
            let following = (index + 1..<min(index + 3, document.blocks.count)).prefix { isLine[$0] }
            let lines = ([index] + following).map { document.tokens[$0] }
            if let date = DateLine(lines, profile) {
                dates[index] = date
                index = mark(.date, from: index, count: date.lines)
            } else if let person = PersonLine(
                lines, in: document.text, profile.fields.peopleLines, slots)
            {
                people[index] = person
                // A role on the line below is a second one of the same person.
                let after = person.isRoleLast ? lines.dropFirst(person.lines).prefix { slots.isRole($0) }.count : 0
                index = mark(.person, from: index, count: person.lines + after)
            } else if document.blocks[index].kind != .tableRow, let badge = profile.badge(lines[0]) {
                badges[index] = badge
                index = mark(.grade, from: index, count: 1)
            }
        }
        list = GradeList(document: document, badges: badges) { line in
            isLine[line] && document.blocks[line].kind != .tableRow
                && profile.questions.asked(document.tokens[line], cycles: nil, scope: nil) != nil
        }
    }

    private mutating func mark(_ kind: Kind, from index: Int, count: Int) -> Int {
        for line in index..<index + count { kinds[line] = kind }
        return index + count - 1
    }

    func kind(of block: Int) -> Kind? { kinds[block] }
}

extension Slots {
    /// Whether a line is a role and nothing else.
    fileprivate func isRole(_ line: [Token]) -> Bool { read("role", line, 0).contains { $0.end == line.count } }
}
