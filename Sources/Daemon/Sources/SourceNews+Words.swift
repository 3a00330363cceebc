import Catalogue
import Model

/// How it is told.
extension SourceNews {
    func about(_ state: SourceState, _ kind: Event.Kind, _ summary: String) -> Notice {
        Notice(
            kind: kind, about: state.id, url: state.url, report: state.report, severity: .medium, summary: summary)
    }

    func withdrawn(_ state: SourceState) -> Notice {
        let since = state.goneSince.map { " since \($0)" } ?? ""
        let item = ChangeItem(.withdrawn, path: "/", from: "published", to: "withdrawn")
        return Notice(
            kind: .withdrawn, about: state.id, url: state.url, report: state.report, version: state.version,
            severity: .high,
            summary: "gone from \(state.url)\(since), and still so at the last check: \(state.lastProblem ?? "")",
            items: [item])
    }

    static func restored(_ state: SourceState, since withdrawn: Timestamp) -> Notice {
        let item = ChangeItem(.restored, path: "/", from: "withdrawn", to: "published")
        let back = state.wellSince.map { " since \($0)" } ?? ""
        return Notice(
            kind: .restored, about: state.id, url: state.url, report: state.report, version: state.version,
            severity: .high,
            summary: "back at \(state.url)\(back); it was told withdrawn at \(withdrawn)", items: [item])
    }
}
