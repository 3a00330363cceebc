/// The slots of wordings, seen through the phrases that stand in them.
struct WordingGraph {
    /// One `{name}` or `{name:values}` of a wording.
    struct Slot: Hashable {
        let name: String
        /// After the colon; empty where there is none.
        let values: [String]
    }

    private static let largest = 200_000

    private let phrases: [String: String]
    private let slots: [String: [Slot]]

    init(phrases: [String: String]) {
        self.phrases = phrases
        slots = phrases.mapValues(WordingGraph.slots(in:))
    }

    /// Gives the slots that stand in a wording itself.
    static func slots(in wording: String) -> [Slot] {
        wording.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { piece in
            let inside = piece.prefix { $0 != "}" }.split(separator: ":", maxSplits: 1)
            let values = inside.count > 1 ? inside[1].split(separator: ",").map(String.init) : []
            return Slot(name: inside.first.map(String.init) ?? "", values: values)
        }
    }

    /// Gives the names of all slots that a wording has once its phrases are put in.
    func names(in wording: String) -> Set<String> {
        var (names, left) = (Set<String>(), WordingGraph.slots(in: wording).map(\.name))
        while let name = left.popLast() {
            guard names.insert(name).inserted else { continue }
            left += (slots[name] ?? []).map(\.name)
        }
        return names
    }

    /// Whether a phrase holds itself, by whatever way.
    func holdsItself(_ phrase: String) -> Bool {
        (slots[phrase] ?? []).contains { $0.name == phrase || names(in: phrases[$0.name] ?? "").contains(phrase) }
    }

    /// Whether a wording is too long to be compiled once its phrases are put in; phrases of phrases multiply.
    func isTooLong(_ wording: String) -> Bool {
        var known: [String: Int] = [:]
        return length(wording, depth: 0, &known) > WordingGraph.largest
    }

    private func length(_ wording: String, depth: Int, _ known: inout [String: Int]) -> Int {
        var sum = wording.utf8.count
        for slot in WordingGraph.slots(in: wording) where sum <= WordingGraph.largest && depth < 10 {
            guard let phrase = phrases[slot.name], !holdsItself(slot.name) else { continue }
            let inside = known[slot.name] ?? length(phrase, depth: depth + 1, &known)
            known[slot.name] = inside
            sum += inside
        }
        return sum
    }
}
