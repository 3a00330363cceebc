import Catalogue
import Intake
import Model

extension Stages {
    /// Adds the news that a source's report has moved: permanent redirects lead elsewhere than they did when it was found last.
    /// Where they led at the first check is noted, and no news.
    func addMove(to exchange: Exchange, of next: SourceState, after state: SourceState, to batch: inout RecordedBatch) {
        let landing = exchange.movedTo ?? exchange.url
        guard state.bodyDigest != nil else {
            // Where a former address of this source led is forgotten.
            batch.landings.updateValue(exchange.movedTo, forKey: state.id)
            return
        }
        let former = state.landing ?? state.url
        guard !Stages.isSamePlace(former, landing) else { return }
        batch.landings.updateValue(exchange.movedTo, forKey: state.id)
        let report = next.report?.rawValue ?? "source:\(next.id)"
        let summary = "source \(next.id) has moved: \(former) → \(landing) (redirected for good)"
        let back = "source \(next.id) is at its address again: \(former) → \(landing)"
        var content = Event.Content(
            report: report, severity: .medium, summary: exchange.movedTo == nil ? back : summary, items: [],
            quiet: false)
        content.url = next.url
        let id = Event.id(
            report: "source:\(next.id)", from: nil, to: nil, text: "\(now()) \(landing)", type: .moved)
        let event = Event(
            id: id, source: builder.installation, type: .moved, subject: report, time: now(), data: content)
        add(event, to: &batch)
    }

    /// Adds the notice that a source shows another report than before: the new one is told by itself, but whoever follows the old
    /// one would wait for it in vain.
    func addExchange(of state: SourceState, for next: SourceState, to batch: inout RecordedBatch) {
        guard let old = state.report, let new = next.report, old != new, !old.isDocument else { return }
        let summary = "source \(next.id) carried \(old.spoken) and now shows \(new.spoken) (\(next.url))"
        var content = Event.Content(report: old.rawValue, severity: .medium, summary: summary, items: [], quiet: false)
        content.url = next.url
        let id = Event.id(
            report: "source:\(next.id)", from: nil, to: nil, text: "\(now()) \(new)", type: .sourceDrifted)
        let event = Event(
            id: id, source: builder.installation, type: .sourceDrifted, subject: old.rawValue, time: now(),
            data: content)
        add(event, to: &batch)
    }

    // A site that goes over to https, or drops its "www", has moved no report.
    private static func isSamePlace(_ first: String, _ second: String) -> Bool { place(first) == place(second) }

    private static func place(_ url: String) -> Substring {
        var rest = url[...]
        for prefix in ["https://", "http://", "www."] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        return rest.hasSuffix("/") ? rest.dropLast() : rest
    }
}
