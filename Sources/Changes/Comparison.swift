package import Model

/// Says what changed between two readings of one report. Its one entry point is ``change(from:to:)``: two readings → a change.
///
/// Records first, text second: what a value accounts for is not told again as an edit of its sentence. What only looks
/// different (spaces, quotes, dashes, order, layout) makes no item, and what could not be read is never called removed.
/// The target is pure: no files, no clock, no settings.
package enum Comparison {
    /// Gives the items that differ, the most severe first and then in the order of the document, with the one-line summary.
    ///
    /// Without items nothing changed. Equal input gives an equal change; the time grows with the size of the texts, not with
    /// its square. Both readings are of one report.
    ///
    /// - Parameters:
    ///   - comparable: whether a grade can be called better or worse than the one before; not between cycles that
    ///     the publisher calls not comparable.
    ///   - limit: how much of it is told item by item; the rest is counted.
    package static func change(
        from old: Reading, to new: Reading, comparable: Bool = true, within limit: ChangeLimit = .none
    ) -> Change {
        change(Pages(old, new, comparable: comparable), within: limit)
    }

    static func change(_ pages: Pages, within limit: ChangeLimit = .none) -> Change {
        var draft = ChangeDraft()
        MetadataComparison.run(pages, into: &draft)
        var content = draft
        compareContent(pages, into: &content)
        // The same words say the same, whatever is read from them.
        if !pages.lines.isIdentity { draft = content }
        let entries = ordered(draft.entries)
        let told = limit.told(of: entries)
        return Change(
            items: told.items, summary: Summary.line(entries, unlisted: entries.count - told.items.count),
            quiet: isQuiet(entries), unread: isReadAlike(pages) ? Array(content.unread.prefix(limit.items)) : [],
            omitted: told.omitted)
    }

    // What another profile or another program reads less of has not drifted; nor has what lies behind a cut.
    private static func isReadAlike(_ pages: Pages) -> Bool {
        let (old, new) = (pages.old.record, pages.new.record)
        return !pages.isCut && old.provenance.reader == new.provenance.reader
            && (old.profile == new.profile || pages.lostItsKind)
    }

    /// Gives the change of a return to an older content: the same news, headed by the fact itself.
    package static func reverted(_ change: Change, to version: VersionNumber, asOf time: Timestamp?) -> Change {
        let item = ChangeItem(.reverted, path: "/", to: version.description)
        let headline = "reverted to \(version)" + (time.map { ", as it stood \($0.day)" } ?? "")
        return Change(
            items: [item] + change.items,
            summary: change.summary.isEmpty ? headline : headline + "; " + change.summary, quiet: change.quiet,
            unread: change.unread, omitted: change.omitted)
    }

    private static func compareContent(_ pages: Pages, into draft: inout ChangeDraft) {
        JudgmentComparison.run(pages, into: &draft)
        FindingComparison.run(pages, into: &draft)
        DateComparison.run(pages, into: &draft)
        PersonComparison.run(pages, into: &draft)
        NoteComparison.run(pages, into: &draft)
        SectionComparison.run(pages, into: &draft)
        let edits = Edits(pages)
        TableComparison.run(pages, edits, into: &draft)
        FigureComparison.run(pages, edits, into: &draft)
        TextComparison.run(pages, edits, into: &draft)
    }

    private static func ordered(_ entries: [Entry]) -> [Entry] {
        // The index keeps the sort stable: records before text where they stand at one place.
        let places = entries.map { (severity: $0.severity, position: $0.position) }
        return entries.indices.sorted { left, right in
            let (first, second) = (places[left], places[right])
            if first.severity != second.severity { return first.severity > second.severity }
            return (first.position, left) < (second.position, right)
        }.map { entries[$0] }
    }

    private static func isQuiet(_ entries: [Entry]) -> Bool {
        entries.contains { $0.severity > .none } && !entries.contains { $0.kind == .dateMoved }
    }
}
