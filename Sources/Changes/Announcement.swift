package import Model

/// The words of the log: one line for each event.
package enum Announcement {
    private static let longest = 8
    /// What ends the line of a quiet change.
    static let quietly = "(quietly: none of the page's dates moved)"

    /// Gives what stands after `NEW metropolitan peel 2016 v1:`: the headline judgments, or the title and size where there are none.
    ///
    /// Headline judgments are those of a whole pillar; a record without them shows all it has. At most eight are named.
    package static func discovered(_ record: Record) -> String {
        let judgments = record.judgments.filter { $0.disagreesWith == nil }
        let pillars = judgments.filter { $0.id == $0.scope }
        let headline = pillars.isEmpty ? judgments : pillars
        guard !headline.isEmpty else {
            let count = record.sections.count
            let size = count == 1 ? "1 section" : "\(count) sections"
            return OneLine.of(record.title.map { "\(Shortened.to(100, $0)), \(size)" } ?? size)
        }
        var clauses = headline.prefix(longest).map { "\($0.spokenName) \($0.verdict)" }
        if headline.count > longest { clauses.append("and \(headline.count - longest) more") }
        return OneLine.of(clauses.joined(separator: ", "))
    }

    /// Gives what stands after `SOURCE DRIFTED metropolitan peel 2016:`: the first values lost, and of the first one what its
    /// place says now.
    package static func drifted(_ unread: [Change.Unread]) -> String {
        let shown = unread.prefix(3).map { $0.path.dropFirst().replacing("/", with: " ") }
        var names = shown.joined(separator: ", ")
        if unread.count > shown.count { names += " and \(unread.count - shown.count) more" }
        guard let first = unread.first else { return names }
        let now = first.after?.exact ?? ""
        let difference = WordDifference(from: WordScanner.words(of: first.before.exact), to: WordScanner.words(of: now))
        let place = difference.glance ?? "“\(Shortened.to(60, first.before.exact))” is now “\(Shortened.to(60, now))”"
        return OneLine.of("can no longer be read: \(names); \(place)")
    }

    /// Gives the whole log line of an event. It is one line whatever names and texts hold: control characters are escaped.
    package static func line(for event: Event) -> String {
        let name = ReportID(event.subject)?.spoken ?? event.subject
        let data = event.data
        let verb = verb(event.type)
        let text: String
        switch event.type {
        case .discovered:
            text = "\(verb) \(name) \(data.toVersion?.description ?? "v1"): \(data.summary)"
        case .changed, .reverted, .withdrawn, .restored, .disagreeing, .moved, .unlisted, .relisted, .reread,
            .backfilled:
            let versions = [data.fromVersion, data.toVersion].compactMap { $0?.description }.joined(separator: "→")
            let severity = "[\(data.severity.rawValue)]"
            text = [verb, name, versions, severity, data.summary, data.quiet ? quietly : ""].filter { !$0.isEmpty }
                .joined(separator: " ")
        case .sourceFailing, .sourceRecovered, .sourceDrifted, .sourceNoisy, .sourceSilent, .sourceStocked,
            .archiveDamaged, .archiveRecovered, .diskLow, .diskRecovered, .channelTested:
            text = data.summary.isEmpty ? "\(verb) \(name)" : "\(verb) \(name): \(data.summary)"
        }
        return OneLine.of(text)
    }

    /// Gives text as one line: control characters are escaped.
    package static func oneLine(_ text: String) -> String { OneLine.of(text) }

    private static func verb(_ kind: Event.Kind) -> String {
        switch kind {
        case .discovered: "NEW"
        case .changed: "CHANGED"
        case .reverted: "REVERTED"
        case .withdrawn: "WITHDRAWN"
        case .restored: "RESTORED"
        case .disagreeing: "RENDITIONS DISAGREE"
        case .moved: "MOVED"
        case .unlisted: "UNLISTED"
        case .relisted: "RELISTED"
        case .reread: "REREAD"
        case .backfilled: "HISTORY"
        case .sourceFailing: "SOURCE FAILING"
        case .sourceRecovered: "SOURCE RECOVERED"
        case .sourceDrifted: "SOURCE DRIFTED"
        case .sourceNoisy: "SOURCE NOISY"
        case .sourceSilent: "SOURCE SILENT"
        case .sourceStocked: "SOURCE STOCKED"
        case .archiveDamaged: "ARCHIVE DAMAGED"
        case .archiveRecovered: "ARCHIVE RECOVERED"
        case .diskLow: "DISK LOW"
        case .diskRecovered: "DISK RECOVERED"
        case .channelTested: "CHANNEL TESTED"
        }
    }
}
