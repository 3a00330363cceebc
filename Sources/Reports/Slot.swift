/// What a slot of a wording stands for. The names are those of the language of wordings, taught in `docs/profiles.md`.
enum Slot: Sendable {
    /// What the program knows how to read.
    case subject, formal, `self`, topic, year, earlier, thing, list, bodies, date, dates, month, count, name, names,
        role
    case line, value
    /// A word list of the profile.
    case words(WordList<String>)
    /// Those words of a list that stand for some of its values: `{grade:weak,failing}`.
    case some(WordList<String>, Set<String>)

    /// What a name stands for, given the word lists by their names; a name that nobody knows takes nothing.
    init(_ name: String, _ lists: [String: WordList<String>]) {
        let parts = name.split(separator: ":", maxSplits: 1)
        if parts.count == 2 {
            let values = Set(parts[1].split(separator: ",").map(String.init))
            self = .some(lists[String(parts[0])] ?? .empty, values)
        } else {
            self = Slot.known[name] ?? .words(lists[name] ?? .empty)
        }
    }

    /// The words of which one must stand where it begins; `nil` where it may be any.
    var beginnings: WordSet? {
        switch self {
        case .words(let list), .some(let list, _): list.beginnings
        default: nil
        }
    }

    private static let known: [String: Slot] = [
        "subject": .subject, "formal": .formal, "self": .self, "topic": .topic, "year": .year, "earlier": .earlier,
        "thing": .thing, "list": .list, "bodies": .bodies, "date": .date, "dates": .dates, "month": .month,
        "count": .count, "name": .name, "names": .names, "role": .role, "line": .line, "value": .value,
    ]
}
