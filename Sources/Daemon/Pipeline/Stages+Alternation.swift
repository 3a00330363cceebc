import Archive
import Catalogue
import Changes
import Model

/// Sources that alternate between texts: said once, and nothing more until they have settled.
extension Stages {
    // So many checks are looked back.
    private static let longestHistory = 200
    // And so many texts that it has shown are compared with a new one: servers that alternate are few.
    private static let mostTexts = 4

    /// What the alternation of a source makes of a check.
    struct AlternationView: Sendable {
        let verdict: Alternation.Verdict
        /// The version whose text the check has shown first of all; absent for a text that is new.
        let shown: VersionRow?
    }

    /// Judges a check of a source whose answer has a text; a file that was dropped alternates with nothing.
    func alternation(of input: Input, _ report: ReportID, text: Digest) throws(Problem) -> AlternationView {
        guard let source = input.watched, source.report == report else { return .init(verdict: .none, shown: nil) }
        let versions = try catalogue.versions(of: report)
        let texts = try contents(of: versions)
        let text = versions.first { $0.textDigest == text }.flatMap { texts[$0.version] } ?? text
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

    /// By version, the text that stands for what it says: its own, or of a return that of the version it went back to. The two may
    /// differ in what is no news, such as a counter.
    private func contents(of versions: [VersionRow]) throws(Problem) -> [VersionNumber: Digest] {
        var texts: [VersionNumber: Digest] = [:]
        for row in versions.sorted(by: { $0.version < $1.version }) {
            texts[row.version] = try target(ofReturn: row).flatMap { texts[$0] } ?? row.textDigest
        }
        return texts
    }

    private func target(ofReturn row: VersionRow) throws(Problem) -> VersionNumber? {
        // Most versions are none, and their summary says so without a look into the archive.
        guard row.version.value > 1, row.summary.hasPrefix("reverted to ") else { return nil }
        return try event(of: row).data.items.first { $0.kind == .reverted }?.to.flatMap { VersionNumber(text: $0) }
    }

    /// Gives the event with which a version was told.
    func event(of row: VersionRow) throws(Problem) -> Event {
        let bytes = try store.bytes(of: "change.json", in: row.report, version: row.version)
        do { return try JSON.decoded(Event.self, from: bytes) } catch { throw Problem.wrapping(error, at: row.path) }
    }

    /// Gives the version that a source has shown before and that says what a new reading says, but for what is no news; `nil` where
    /// there is none, and for a file that was dropped.
    func shownBefore(
        _ reading: HeldReading, by input: Input, after previous: VersionRow
    ) throws(Problem) -> VersionRow? {
        guard let source = input.watched, source.report == previous.report else { return nil }
        var tried: Set<Digest> = [previous.textDigest]
        for check in try catalogue.observations(source: source.id, limit: Stages.longestHistory) {
            guard check.report == previous.report, let number = check.version, tried.count <= Stages.mostTexts,
                let row = try catalogue.version(of: previous.report, number), tried.insert(row.textDigest).inserted
            else { continue }
            let shown = try self.previous(row, text: row.textDigest, lastChecked: nil).reading
            if try !compare(shown, reading).isNews { return row }
        }
        return nil
    }

    /// Tells that a source alternates, or that it has settled; of a verdict that is neither there is nothing to tell.
    func tell(
        _ view: AlternationView, of input: Input, _ report: ReportID, to batch: inout RecordedBatch
    ) throws(Problem) {
        guard let source = input.watched else { return }
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
