import Changes
import Model

/// A little report written by hand, from which a text and a record are made together.
///
/// Inside a paragraph `<j ID GRADE|words>` is a judgment, `<f VALUE UNIT|words>` a figure, `<k KIND ID|words>` a finding,
/// `<l URL|words>` a link, `<d ROLE DATE|words>` a date, `<p ROLE-SLUG|name>` a person.
struct Sample {
    enum Piece: Equatable {
        case paragraph(String)
        case bullet(String)
        case updated(String, shown: String? = nil)
        case fact(String, String?)
    }

    struct Part: Equatable {
        var heading: String
        var level = 2
        var pieces: [Piece]
    }

    var title = "Northmoor 2016"
    var kind = "peel-force-assessment"
    var outcome = Outcome.read
    var scale = "hmicfrs-4"
    var published: String?
    var intro: [Piece] = []
    var parts: [Part] = []
    /// Headings that this rendition prints as plain lines or not at all.
    var hidesHeadings = false
    /// Grades of a status other than graded, by judgment id.
    var statuses: [String: Judgment.Status] = [:]

    var reading: Reading { SampleBuilder(self).build() }
}

extension Sample {
    /// An own-worded report with the anatomy of a police force assessment.
    static var northmoor: Sample {
        Sample(
            intro: [
                .paragraph("<j effectiveness good|The extent to which the force keeps people safe is good>."),
                .paragraph("<j efficiency good|The extent to which the force runs well is good>."),
                .paragraph(
                    "<j legitimacy requires-improvement|The extent to which the force treats people fairly requires improvement>."
                ),
                .paragraph("<p inspector-of-constabulary|Jane Marlow>, Inspector of Constabulary"),
            ],
            parts: [
                Part(
                    heading: "Context",
                    pieces: [
                        .paragraph(
                            "Northmoor is home to around <f 1200000 people|1.2 million> people, most of whom live in towns along the coast."
                        ),
                        .paragraph(
                            "The force works with the ambulance service and is testing a shared control room for all calls."
                        ),
                        .paragraph("Officers review every plan daily and report to the chief constable."),
                    ]),
                Part(
                    heading: "Looking ahead",
                    pieces: [
                        .paragraph("We are particularly interested to see:"),
                        .bullet("how the force will train its new detectives;"),
                        .bullet("how the force will look after its vehicles; and"),
                        .bullet("whether savings reach the neighbourhood teams."),
                    ]),
                Part(
                    heading: "Effectiveness",
                    pieces: [
                        .updated("2017-03-02"),
                        .paragraph(
                            "<j effectiveness good|Northmoor Police is good at keeping people safe>. It plans its patrols with care."
                        ),
                        .paragraph(
                            "<j effectiveness.protecting-vulnerable-people inadequate|How the force protects vulnerable people is inadequate>. Calls wait too long."
                        ),
                    ]),
                Part(
                    heading: "Efficiency",
                    pieces: [
                        .updated("2016-11-03"),
                        .paragraph(
                            "<j efficiency good|Northmoor Police has been assessed as good in the way it runs>. Its buildings are in order."
                        ),
                        .paragraph(
                            "<k recommendation estates|Within six months the force should publish a plan for its buildings.>"
                        ),
                    ]),
                Part(
                    heading: "Key facts",
                    pieces: [.fact("Workforce", "4,310"), .fact("Cost", "£212m"), .fact("Force area", nil)]),
            ])
    }

    /// Changes one piece, found by a part of its words.
    func replacing(_ words: String, with other: String) -> Sample {
        var copy = self
        let change = { (piece: Piece) -> Piece in
            switch piece {
            case .paragraph(let text): .paragraph(text.replacing(words, with: other))
            case .bullet(let text): .bullet(text.replacing(words, with: other))
            case .updated(let iso, let shown): .updated(iso.replacing(words, with: other), shown: shown)
            case .fact(let label, let value):
                .fact(label.replacing(words, with: other), value?.replacing(words, with: other))
            }
        }
        copy.intro = intro.map(change)
        for index in parts.indices { copy.parts[index].pieces = parts[index].pieces.map(change) }
        return copy
    }

    /// Adds a piece to a part, at the end or at a position.
    func adding(_ piece: Piece, to heading: String, at position: Int? = nil) -> Sample {
        var copy = self
        guard let part = parts.firstIndex(where: { $0.heading == heading }) else { return self }
        copy.parts[part].pieces.insert(piece, at: position ?? parts[part].pieces.count)
        return copy
    }

    /// Drops the pieces whose words contain these.
    func dropping(_ words: String) -> Sample {
        var copy = self
        let keep = { (piece: Piece) -> Bool in !"\(piece)".contains(words) }
        copy.intro = intro.filter(keep)
        for index in parts.indices { copy.parts[index].pieces = parts[index].pieces.filter(keep) }
        return copy
    }

    func renaming(_ heading: String, to other: String) -> Sample {
        var copy = self
        for index in parts.indices where parts[index].heading == heading { copy.parts[index].heading = other }
        return copy
    }
}

extension Reading {
    /// Gives the change to another reading.
    func change(to other: Reading) -> Change { Comparison.change(from: self, to: other) }
}
