import Model

/// Several people in one sentence: `A B, C D and E F`, each with a role behind the name or with one for all.
struct PersonList {
    typealias Place = (name: Range<Int>, role: Range<Int>)

    private var people: [(name: Range<Int>, role: Range<Int>?)] = []
    private var end: Int

    // No visit has more.
    private static let mostPeople = 24

    /// Gives where the list that begins at a place ends, if one begins there.
    static func end(of tokens: [Token], at position: Int, _ slots: Slots) -> Int? {
        let list = PersonList(tokens, at: position, slots)
        return list.people.isEmpty ? nil : list.end
    }

    /// Gives the people of a list with their roles; `role` is that of all who have none of their own.
    static func places(in tokens: [Token], _ list: Range<Int>, role: Range<Int>?, _ slots: Slots) -> [Place] {
        let people = PersonList(tokens, at: list.lowerBound, slots).people
        // Behind the last name stands the role of all: *A B and C D, inspectors*.
        let last = people.dropLast().allSatisfy { $0.role == nil } ? people.last?.role : nil
        return people.compactMap { person in
            (person.role ?? role ?? last).map { (tokens.place(of: person.name), tokens.place(of: $0)) }
        }
    }

    private init(_ tokens: [Token], at position: Int, _ slots: Slots) {
        end = position
        var next = position
        while people.count < PersonList.mostPeople,
            let name = slots.read(.name, tokens, next).first?.end
        {
            let role = PersonList.role(tokens, behind: name, slots)
            people.append((next..<name, role))
            end = role?.upperBound ?? name
            guard let start = slots.nextInList(tokens, end) else { break }
            next = start
        }
    }

    // *Jane Roe, inspector* or *Jane Roe inspector*.
    private static func role(_ tokens: [Token], behind name: Int, _ slots: Slots) -> Range<Int>? {
        let start = name < tokens.count && tokens[name].word == "," ? name + 1 : name
        return slots.read(.role, tokens, start).first.map { start..<$0.end }
    }
}
