import Archive
import ArgumentParser
import Catalogue
import Changes
import Daemon
import Foundation
import Model

/// `reportwatch search`: which reports say something, and where.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find the reports that say something now, the best first.",
        discussion: """
            Every word must be there, as singular or plural. '"three words together"' is found as it stands; inspect* finds what \
            begins so; -word leaves out the reports that have it.
            """)

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    @Option(help: "Only reports of this subject (its slug).")
    var subject: String?

    @Option(help: "Only reports of this cycle.")
    var cycle: String?

    @Option(help: "How many reports are shown.")
    var limit = 20

    // A word that must not be there looks like an option.
    @Argument(parsing: .allUnrecognized, help: "What is searched for.")
    var words: [String]

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 1000") }
        if let option = words.first(where: { $0.hasPrefix("--") && $0 != "--" }) {
            throw ValidationError("there is no option \(option)")
        }
        do throws(Problem) { _ = try query() } catch { throw ValidationError("\(error.what). \(error.remedy)") }
    }

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let shelf = try Shelf(settings)
            let index = try SearchIndex(readingAt: settings.searchPath)
            let query = try query()
            let answer = try index.answer(query, subject: subject, cycle: cycle, limit: limit)
            let width = format.json ? SearchCommand.passageWidth : max(20, (Output.width ?? 80) - SearchCommand.margin)
            let hits = try answer.hits.compactMap { document in
                try shelf.hit(document, query, index, width: width)
            }
            let behind = try shelf.catalogue.eventCount(after: index.position())
            if format.json {
                let last = try Int(shelf.catalogue.lastSequence())
                return try Output.print(
                    json: SearchResult(
                        behind: behind ?? last, found: min(answer.found, SearchIndex.mostRanked), hits: hits,
                        more: answer.isMore, query: words.joined(separator: " ")))
            }
            for hit in hits { for line in hit.lines(width: Output.width ?? 80) { Output.print(line) } }
            try tell(answer, shown: hits.count, behind: behind, index, shelf.catalogue)
        }
    }

    private func query() throws(Problem) -> SearchQuery { try SearchQuery(words.joined(separator: " ")) }

    private func tell(
        _ answer: SearchAnswer, shown: Int, behind: Int?, _ index: SearchIndex, _ catalogue: CatalogueDatabase
    ) throws {
        if answer.found == 0 { Output.say("reportwatch: no report says that") }
        if answer.isMore {
            Output.say(
                "reportwatch: more than \(SearchIndex.mostRanked) reports say that; those that are named so come first, then the newest"
            )
        } else if answer.found > shown {
            Output.say("reportwatch: \(shown) of \(answer.found) reports; --limit shows more")
        }
        if behind != 0 {
            let (filed, all) = (try index.count(), try catalogue.archiveCounts().reports)
            Output.say(
                "reportwatch: not all that was archived can be searched yet: \(filed) of \(all) reports are indexed, "
                    + "\(behind.map { "\($0) events" } ?? "all events") are to be followed; the daemon goes on with it")
        }
    }

    /// How long a passage is in JSON, in code points.
    private static let passageWidth = 240
    // Four spaces before a passage and a sign at both its ends.
    private static let margin = 6
}

/// All that `search --json` prints.
private struct SearchResult: Encodable {
    /// How many events of the catalogue the index does not follow yet; 0: nothing is missing.
    let behind: Int
    /// How many reports match; where there are `more`, they were counted no further.
    let found: Int
    let hits: [SearchHit]
    let more: Bool
    let query: String
}

/// One report that was found, with the place that shows it.
private struct SearchHit: Encodable {
    let report: ReportID
    let version: String
    let kind: String
    let title: String?
    let subject: String?
    let cycle: String?
    let archived: Timestamp
    let archivePath: String
    /// Present where its page is gone.
    let withdrawn: Bool?
    /// Present where the end of the text is not indexed.
    let cut: Bool?
    let passage: Evidence?
    let matches: [Evidence]

    /// Two lines: what it is, and what it says there.
    func lines(width: Int) -> [String] {
        let head = "\(report.spoken) \(version)\(withdrawn == true ? " (withdrawn)" : "")"
        let line = [head, title].compactMap { $0 }.joined(separator: ": ")
        guard let passage else { return [SearchHit.shortened(line, width)] }
        let start = passage.prefix.isEmpty || passage.prefix.hasSuffix("\n") ? "" : "…"
        let end = passage.suffix.isEmpty || passage.suffix.hasPrefix("\n") ? "" : "…"
        return [SearchHit.shortened(line, width), SearchHit.shortened("    \(start)\(passage.exact)\(end)", width)]
    }

    private static func shortened(_ text: String, _ width: Int) -> String {
        let line = Announcement.oneLine(String(text.map { $0.isWhitespace ? " " : $0 }))
        return line.count > width ? line.prefix(max(1, width - 1)) + "…" : line
    }
}

extension Shelf {
    /// Gives what is shown of a report that was found; `nil` for one that the catalogue no longer names.
    fileprivate func hit(
        _ document: IndexedDocument, _ query: SearchQuery, _ index: SearchIndex, width: Int
    ) throws(Problem) -> SearchHit? {
        guard let row = try catalogue.version(of: document.report, document.version) else { return nil }
        var passage: Passage?
        do throws(Problem) {
            let text = try store.bytes(of: "text.txt", in: row.report, version: row.version)
            passage = try index.passage(for: query, in: text, length: document.length, width: width)
        } catch { Output.say("reportwatch: \(error)") }
        return SearchHit(
            report: row.report, version: row.version.description, kind: row.kind, title: row.title,
            subject: row.subject, cycle: row.cycle, archived: row.created, archivePath: row.path,
            withdrawn: try catalogue.isWithdrawn(row.report) ? true : nil, cut: document.isCut ? true : nil,
            passage: passage?.place, matches: passage?.matches ?? [])
    }
}
