/// Running text of an inspection report: sentences of our own, the same for the same seed on any machine.
///
/// About one sentence in eight holds a word that grades are stated with, as in published reports, so that the reader
/// cannot skip them all.
struct Prose {
    private var state: UInt64

    init(seed: Int) {
        // Mixed once, or neighbouring seeds would give the same sentences, shifted by one.
        state = UInt64(truncatingIfNeeded: seed) &* 0xD6E8_FEB8_6659_FD93
        state = Prose.mixed(state)
    }

    /// Gives a paragraph of some sentences.
    mutating func paragraph(_ sentences: Int) -> String {
        var all: [String] = []
        for _ in 0..<sentences { all.append(sentence()) }
        return all.joined(separator: " ")
    }

    /// Gives an item of a list, without its bullet.
    mutating func item() -> String { "\(pick(Prose.actions)) \(pick(Prose.matters)) with \(pick(Prose.partners));" }

    private mutating func sentence() -> String {
        switch next(8) {
        case 0:
            "We saw \(pick(Prose.people)) who \(pick(Prose.habits)) \(pick(Prose.matters)), "
                + "and most of them could say why it counts."
        case 1:
            "Since the previous visit the force has begun \(pick(Prose.actions)) \(pick(Prose.matters)), "
                + "although \(pick(Prose.people)) in some districts had not yet been told of it."
        case 2:
            "It works with \(pick(Prose.partners)) on \(pick(Prose.matters)); the arrangement has been "
                + "in place for \(2 + next(7)) years and is looked at each spring."
        case 3:
            "In \(12 + next(60)) of the \(80 + next(40)) files that we read, \(pick(Prose.people)) had noted "
                + "what they decided about \(pick(Prose.matters)) and on what grounds."
        case 4:
            "There is a good understanding among \(pick(Prose.people)) of \(pick(Prose.matters)), "
                + "but it does not always reach those who answer the first call."
        case 5:
            "The force could do more to link \(pick(Prose.matters)) to \(pick(Prose.matters)), "
                + "for example by \(pick(Prose.actions)) both in one weekly meeting."
        case 6:
            "Around \(20 + next(70)) percent of \(pick(Prose.people)) told us that \(pick(Prose.matters)) "
                + "takes more of their time than it did."
        default:
            "\(pick(Prose.openers)) the plan for \(pick(Prose.matters)) names an owner, a date and a measure, "
                + "and the board asks \(pick(Prose.partners)) what has come of it."
        }
    }

    private mutating func pick(_ list: [String]) -> String { list[next(list.count)] }

    // SplitMix64: a few lines, and the same numbers everywhere.
    private mutating func next(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Int(Prose.mixed(state) % UInt64(bound))
    }

    private static func mixed(_ state: UInt64) -> UInt64 {
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    private static let people = [
        "response officers", "supervisors", "the control room’s staff", "neighbourhood teams", "detectives",
        "volunteers", "custody staff", "members of the management board",
    ]
    private static let habits = ["describe", "record", "review", "bring up", "plan around", "take notice of"]
    private static let actions = ["reviewing", "rewriting", "bringing together", "recording", "testing", "publishing"]
    private static let matters = [
        "repeat calls from one address", "the hours lost at shift change", "burglary in the harbour towns",
        "missing children", "the training of new recruits", "cases that cross a county line",
        "the well-being of night staff", "threats made online", "the age of its vehicles",
        "complaints about stop and search", "the gaps in its computer systems", "what victims are told and when",
    ]
    private static let partners = [
        "the two county councils", "local hospitals", "the fire and rescue service", "schools and colleges",
        "neighbouring forces", "housing associations", "the ambulance trust",
    ]
    private static let openers = ["This year", "On paper", "In each district", "At headquarters", "As before,"]
}
