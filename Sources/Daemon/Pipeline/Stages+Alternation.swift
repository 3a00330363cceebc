import Catalogue
import Model

/// Sources that alternate between texts: said once, and nothing more until they have settled.
extension Stages {
    // So many checks are looked back.
    private static let longestHistory = 200

    /// What the alternation of a source makes of a check.
    struct AlternationView: Sendable {
        let verdict: Alternation.Verdict
        /// The version whose text the check has shown first of all; absent for a text that is new.
        let shown: VersionRow?
    }

    /// Judges a check of a source whose answer has a text; a file that was dropped alternates with nothing.
    func alternation(of input: Input, _ report: ReportID, text: Digest) throws(Problem) -> AlternationView {
        guard let source = input.source, source.report == report else { return .init(verdict: .none, shown: nil) }
        let versions = try catalogue.versions(of: report)
        let texts = Dictionary(versions.map { ($0.version, $0.textDigest) }) { first, _ in first }
        let history = try catalogue.observations(source: source.id, limit: Stages.longestHistory).reversed()
            .compactMap { check -> Alternation.Shown? in
                guard check.report == report, let text = check.version.flatMap({ texts[$0] }) else { return nil }
                return .init(time: check.time, text: text, rule: check.rule)
            }
        let shown = versions.first { $0.textDigest == text }
        let rules = Alternation.Rules(checks: settings.noise.settleChecks, held: settings.noise.settleAfter)
        let verdict = Alternation.judge(
            .init(time: now(), text: text), after: history, isKnown: shown != nil, rules)
        return .init(verdict: verdict, shown: shown)
    }

    /// Tells that a source alternates, or that it has settled; of a verdict that is neither there is nothing to tell.
    func tell(
        _ view: AlternationView, of input: Input, _ report: ReportID, to batch: inout RecordedBatch
    ) throws(Problem) {
        guard let source = input.source else { return }
        let kind: Event.Kind
        let summary: String
        switch view.verdict {
        case .none, .goesOn: return
        case .begins(let since, let texts):
            var versions: [VersionNumber] = []
            for text in texts {
                if let row = try catalogue.versions(of: report, withText: text).last { versions.append(row.version) }
            }
            let names = versions.sorted().map(\.description).joined(separator: " and ")
            kind = .sourceNoisy
            summary =
                "source \(source.id) alternates between \(names) since \(since); more is told when it has settled"
        case .settles(let since):
            kind = .sourceRecovered
            let text = view.shown.map { " on the text of \($0.version)" } ?? ""
            summary = "source \(source.id) has settled\(text), which it shows since \(since)"
        }
        var content = Event.Content(
            report: report.rawValue, severity: .medium, summary: summary, items: [], quiet: false)
        content.url = source.url
        let time = now()
        let id = Event.id(
            report: "source:\(source.id)", from: nil, to: nil, text: "\(time) \(summary)", type: kind)
        add(
            Event(
                id: id, source: builder.installation, type: kind, subject: report.rawValue, time: time, data: content),
            to: &batch)
    }
}

extension Alternation.Verdict {
    /// The rule that an observation of this verdict carries; absent where the alternation does not judge it.
    var rule: Observation.Rule? {
        switch self {
        case .none: nil
        case .begins, .goesOn: .alternating
        case .settles: .settled
        }
    }
}
