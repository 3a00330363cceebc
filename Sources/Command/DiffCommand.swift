import ArgumentParser
import Changes
import Daemon
import Foundation
import Model
import Reports

/// `reportwatch diff`: the change between two files, or between two versions of a report.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Print the change between two files, or two versions (REPORT@v1, REPORT@2017-03-01).")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag
    @OptionGroup var knowledge: KnownOption

    @Argument(help: "A file, or REPORT@v1, or REPORT@2017-03-01.")
    var old: String

    @Argument(help: "A file, or REPORT@v2, or a date.")
    var new: String

    @Option(help: "The address the files came from.")
    var url: String?

    @Flag(help: "Exit with 1 if anything changed.")
    var exitCode = false

    func run() async throws {
        try await reporting {
            let (before, after) = (try await reading(old), try await reading(new))
            let comparable = try comparability(before.record, after.record)
            let change = Comparison.change(from: before, to: after, comparable: comparable ?? true)
            let items = change.isNews ? change.items : []
            if format.json {
                var content = Event.Content(
                    report: after.record.id.rawValue, severity: change.isNews ? change.severity : .none,
                    summary: change.isNews ? change.summary : "nothing changed", items: items,
                    quiet: change.isNews && change.quiet)
                content.title = after.record.title
                content.comparable = comparable
                if !change.unread.isEmpty { content.unread = change.unread }
                if change.isNews { try RecordPatch.add(to: &content, from: before.record, to: after.record) }
                try Output.print(json: content)
            } else if items.isEmpty {
                Output.print("nothing changed" + DiffCommand.reading(before, after))
            } else {
                Output.print("[\(change.severity.rawValue)] \(change.summary)")
                for item in items { Output.print(DiffCommand.lines(of: item)) }
            }
            if !change.unread.isEmpty { Output.say("reportwatch: \(Announcement.drifted(change.unread))") }
            if exitCode, !items.isEmpty { throw ExitCode(1) }
        }
    }

    // Nothing within one cycle; between two, what the publisher says of them.
    private func comparability(_ old: Record, _ new: Record) throws -> Bool? {
        guard let before = old.cycle, let after = new.cycle, before != after || old.profile?.id != new.profile?.id
        else {
            return nil
        }
        // Files are read without settings; where versions of the archive are compared, the settings have been read.
        let own = (try? config.settings().profiles) ?? []
        let profiles = try ProfileLibrary.all(from: own)
        let comparable = ProfileLibrary.areComparable(old, new, in: profiles) ?? false
        if !comparable {
            Output.say(
                "reportwatch: the publisher does not call the cycles \(before) and \(after) comparable: a grade that differs has not moved"
            )
        }
        return comparable
    }

    private func reading(_ name: String) async throws -> Reading {
        if FileManager.default.fileExists(atPath: name) {
            do throws(Refusal) {
                let result = try await PureReading.read(name, url: url)
                return Reading(record: result.record, text: result.text)
            } catch {
                throw Problem(
                    .unreadable, "\(name) cannot be read (\(error.outcome.rawValue)): \(error.message)",
                    remedy: error.remedy)
            }
        }
        // No report is called so; what has a file's ending was meant as a file.
        if !name.contains("@"), name.split(separator: "/").last?.contains(".") == true {
            throw Problem(.unreadable, "there is no file \(name)", remedy: "Check its path.")
        }
        let shelf = try Shelf(config.settings())
        let row = try shelf.version(name, known: knowledge.known)
        return Reading(record: try shelf.record(row), text: try shelf.text(row))
    }

    // Of two versions with one text, the second was read by a newer profile.
    private static func reading(_ before: Reading, _ after: Reading) -> String {
        guard before.text == after.text,
            let difference = try? RecordDifference(from: before.record, to: after.record, isSameText: true),
            !difference.isEmpty
        else { return "" }
        return "; read otherwise: " + difference.summary
    }

    private static func lines(of item: ChangeItem) -> String {
        var lines = ["", "\(item.kind.rawValue) [\(item.severity.rawValue)] \(item.path)"]
        if let from = item.from { lines.append("  - \(from)") }
        if let to = item.to { lines.append("  + \(to)" + (item.movement.map { " (\($0.rawValue))" } ?? "")) }
        if let words = item.words {
            lines.append(
                "    words: " + (words.removed.map { "−\($0)" } + words.added.map { "+\($0)" }).joined(separator: " "))
        }
        return lines.joined(separator: "\n")
    }
}

extension Problem.Code {
    /// A file that `diff` cannot read.
    static let unreadable = Problem.Code("unreadable")
    /// No report or version of that name.
    static let unknownReport = Problem.Code("unknown-report")
}
