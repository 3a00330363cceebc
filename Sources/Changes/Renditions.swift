package import Model

/// Two renditions of one edition, such as the page of a report and its PDF: what they state differently, and what differs only
/// because one is laid out otherwise than the other.
package enum Renditions {
    /// Whether two readings may be of one edition: none of the dates that both of them state differs.
    package static func areOneEdition(_ change: Change) -> Bool {
        change.omitted[.dateMoved] == nil
            && !change.items.contains { $0.kind == .dateMoved && $0.from != nil && $0.to != nil }
    }

    /// Gives the grades and numbers that both renditions state, and state differently, as a change; `nil` where there are none.
    ///
    /// What only one of them states says nothing: the other may leave it out, or show it so that it cannot be read.
    ///
    /// - Parameters:
    ///   - change: from the one to the other, as if the report had changed.
    ///   - names: what people call the two.
    package static func disagreement(in change: Change, between names: (old: String, new: String)) -> Change? {
        let items = change.items.filter(isContradiction).map { item in
            ChangeItem(
                .renditionsDisagree, path: item.path, from: item.from, to: item.to, before: item.before,
                after: item.after)
        }
        guard !items.isEmpty else { return nil }
        var clauses = items.prefix(Summary.longest).map(clause)
        if items.count > Summary.longest { clauses.append("and \(items.count - Summary.longest) more") }
        let summary = "\(names.old) and \(names.new) state different things: " + clauses.joined(separator: "; ")
        return Change(items: items, summary: OneLine.of(summary), quiet: false)
    }

    /// Gives the change of one rendition with what it now states otherwise than another; as it was where that is nothing new.
    ///
    /// - Parameters:
    ///   - disagreement: from the other rendition to this one.
    ///   - known: the paths of what the two stated differently before.
    ///   - version: the other rendition's.
    package static func joined(
        _ change: Change, to disagreement: Change, but known: Set<String>, beside version: VersionNumber
    ) -> Change {
        var items = disagreement.items.filter { !known.contains($0.path) }
        guard !items.isEmpty else { return change }
        var clauses = items.prefix(1).map(clause)
        if items.count > 1 { clauses.append("and \(items.count - 1) more") }
        for index in items.indices { items[index].beside = version }
        let summary = change.summary + "; disagrees with \(version) in " + clauses.joined(separator: " ")
        let place = change.items.firstIndex { $0.severity < .high } ?? change.items.count
        items.insert(contentsOf: change.items[..<place], at: 0)
        return Change(
            items: items + change.items[place...], summary: OneLine.of(summary), quiet: change.quiet,
            unread: change.unread, omitted: change.omitted)
    }

    private static func isContradiction(_ item: ChangeItem) -> Bool {
        guard let from = item.from, let to = item.to else { return false }
        switch item.kind {
        case .figureChanged: return true
        case .judgmentChanged, .judgmentGraded:
            // Only one of them says that a grade was carried over.
            return !from.hasPrefix(to + " (") && !to.hasPrefix(from + " (")
        default: return false
        }
    }

    private static func clause(_ item: ChangeItem) -> String {
        let name = item.path.split(separator: "/").dropFirst().joined(separator: " ").replacing("-", with: " ")
        return "\(name): \(item.from ?? "") / \(item.to ?? "")"
    }
}
