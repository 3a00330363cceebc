import Catalogue
import Changes
import Model

/// Captures that an archive held stand among the versions of their report by the time of their capture.
extension Stages {
    /// The versions around a time: those that were captured until then, the newest first, and the first one captured later.
    struct Neighbours: Sendable {
        let before: [VersionRow]
        let after: VersionRow?
        /// The version that was archived last, whenever it was captured.
        let newest: VersionNumber?
        /// Whether any is of a report that was watched then.
        let isWatched: Bool

        init(_ versions: [VersionRow], at time: Timestamp) {
            let order = versions.sorted { ($0.captured, $0.version) < ($1.captured, $1.version) }
            before = order.filter { $0.captured <= time }.reversed()
            after = order.first { $0.captured > time }
            newest = versions.map(\.version).max()
            isWatched = before.contains { !$0.isHistory }
        }
    }

    /// Gives the version that has some bytes already where their capture stands; `nil` where they are to be read.
    ///
    /// - Parameter known: the versions whose content the bytes hold, of any report.
    func standing(among known: [VersionRow], at time: Timestamp) throws(Problem) -> VersionRow? {
        guard let report = known.first?.report else { return nil }
        let neighbours = Neighbours(try catalogue.versions(of: report), at: time)
        return [neighbours.before.first, neighbours.justAfter(time)].compactMap { $0 }.first { row in
            known.contains { $0.report == row.report && $0.version == row.version }
        }
    }

    /// How a capture stands among the versions of before; `nil` for news: it is newer than all that is known of a report that is
    /// watched.
    func history(
        _ input: Input, _ report: ReportID, _ neighbours: Neighbours, at time: Timestamp
    ) throws(Problem) -> VersionBuilder.History? {
        if neighbours.after == nil, input.check != nil { return nil }
        guard neighbours.isWatched else { return .stood }
        // What was seen at its own address before and after is what stood.
        let seen: Timestamp? =
            if let after = neighbours.after {
                after.isHistory || after.version.value == 1 ? nil : try event(of: after).data.bracket?.lastWithout
            } else { try catalogue.lastChecked(report) }
        if let seen, seen > time { return .contradicted }
        return neighbours.after == nil ? nil : .stood
    }
}

extension Stages.Neighbours {
    // An exchange that was kept as a web archive says when it was asked; its version says when the answer was there.
    private static let oneCapture = Duration.seconds(300)

    /// The next version, if it was captured so soon after a time that it is the same capture.
    func justAfter(_ time: Timestamp) -> VersionRow? {
        after.flatMap { $0.captured <= time.advanced(by: Self.oneCapture) ? $0 : nil }
    }
}

extension VersionRow {
    /// Whether it stands before another version of its report.
    func stands(before other: VersionRow) -> Bool {
        if isContradicted != other.isContradicted { return isContradicted }
        return (captured, version) < (other.captured, other.version)
    }
}
