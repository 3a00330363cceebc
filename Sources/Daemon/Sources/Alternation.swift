import Catalogue
import Model

/// Whether the answers of a source alternate between texts, as where two servers hold two states of one page: pure.
///
/// A return to an older text is news once. A return from a return that had not held is no more than that the source alternates.
enum Alternation {
    /// Which text a check has shown.
    struct Shown: Hashable, Sendable {
        let time: Timestamp
        let text: Digest
        var rule: Observation.Rule?
    }

    /// When a text counts as what the source has settled on.
    struct Rules: Hashable, Sendable {
        /// So many checks in a row.
        let checks: Int
        /// Or three in a row over so long a time.
        let held: Duration
    }

    enum Verdict: Hashable, Sendable {
        case none
        /// With the time at which the second text was first seen, and the two texts.
        case begins(since: Timestamp, texts: [Digest])
        case goesOn
        /// The source shows one text steadily again, since a time.
        case settles(since: Timestamp)
    }

    private struct Run {
        let text: Digest
        let first: Timestamp
        var last: Timestamp
        var checks = 1

        func isSteady(_ rules: Rules) -> Bool {
            checks >= rules.checks || checks >= 3 && first.advanced(by: rules.held) <= last
        }
    }

    /// Judges what a check shows.
    ///
    /// - Parameters:
    ///   - history: what the checks before have shown, the first one first.
    ///   - isKnown: whether the report has a version with this text.
    static func judge(_ now: Shown, after history: [Shown], isKnown: Bool, _ rules: Rules) -> Verdict {
        let runs = runs(history)
        var current = Run(text: now.text, first: now.time, last: now.time)
        if let last = runs.last, last.text == now.text {
            current = last
            current.last = now.time
            current.checks += 1
        }
        if history.last(where: { $0.rule == .alternating || $0.rule == .settled })?.rule == .alternating {
            guard isKnown else { return .none }
            return current.isSteady(rules) ? .settles(since: current.first) : .goesOn
        }
        guard let last = runs.last, last.text != now.text, !last.isSteady(rules),
            runs.contains(where: { $0.text == now.text }),
            let before = runs.dropLast().lastIndex(where: { $0.text == last.text })
        else { return .none }
        return .begins(since: runs[before + 1].first, texts: [last.text, now.text])
    }

    private static func runs(_ history: [Shown]) -> [Run] {
        var runs: [Run] = []
        for shown in history {
            if let last = runs.last, last.text == shown.text {
                runs[runs.count - 1].last = shown.time
                runs[runs.count - 1].checks += 1
            } else {
                runs.append(Run(text: shown.text, first: shown.time, last: shown.time))
            }
        }
        return runs
    }
}
