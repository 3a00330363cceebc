import ArgumentParser
import Catalogue
import Changes
import Daemon
import Model

/// `reportwatch reread`: newer profiles over archived bytes.
struct RereadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reread",
        abstract: "Read archived reports again with the profiles of now; alerts nobody.",
        discussion: """
            Without REPORT: every report whose newest version was read by an older version of its profile, by a profile that \
            is gone, or by none.
            """)

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    @Argument(help: "Reports, whatever profile read them.")
    var reports: [String] = []

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            let runtime = try Runtime(settings: settings, log: settings.logger)
            var named: [ReportID] = []
            for report in try reports.map({ try Shelf.report($0, in: runtime.catalogue) })
            where !named.contains(report) {
                named.append(report)
            }
            var results: [RereadResult] = []
            try await runtime.reread(reports.isEmpty ? nil : named) { result in
                results.append(result)
                if !format.json { Output.print(result.line) }
            }
            runtime.indexWords(within: .seconds(30))
            try runtime.close()
            if format.json {
                try Output.print(json: results.map(RereadLine.init))
            } else {
                Output.print(RereadCommand.counts(results))
            }
            if results.contains(where: { $0.outcome == .failed }) { throw ExitCode(2) }
        }
    }

    private static func counts(_ results: [RereadResult]) -> String {
        guard !results.isEmpty else { return "nothing to read again" }
        func count(_ outcome: RereadResult.Outcome) -> Int { results.count { $0.outcome == outcome } }
        let kinds: [(RereadResult.Outcome, String)] = [
            (.reread, "read otherwise"), (.recognised, "recognised"), (.known, "known already"),
            (.unchanged, "unchanged"), (.left, "left as they are"), (.failed, "failed"),
        ]
        return kinds.filter { count($0.0) > 0 || [.reread, .unchanged].contains($0.0) }
            .map { "\(count($0.0)) \($0.1)" }.joined(separator: ", ")
    }
}

extension RereadResult {
    /// One line, readable at a glance.
    fileprivate var line: String {
        let name = "\(report.spoken) \(version)"
        let becomes = archived.map { "\($0.report.spoken) \($0.version)" } ?? ""
        let text =
            switch outcome {
            case .reread:
                "REREAD \(report.spoken) \(version)→\(archived?.version.description ?? ""): \(difference.summary)"
            case .recognised: "RECOGNISED \(name), which stays, as \(becomes): \(difference.summary)"
            case .known: "known \(name): it is \(becomes), archived already"
            case .unchanged: "unchanged \(name)"
            case .left: "left \(name): \(message ?? "")"
            case .failed: "FAILED \(name): \(message ?? "")"
            }
        return String(text.map { $0.isNewline ? " " : $0 })
    }
}

/// The same as JSON.
private struct RereadLine: Encodable {
    struct Profiles: Encodable {
        let from: ProfileVersion?
        let to: ProfileVersion?
    }

    let report: String
    let outcome: RereadResult.Outcome
    let fromVersion: String
    let toVersion: String?
    /// Another report, where the bytes turned out to be of one.
    let becomes: String?
    let profile: Profiles
    let gained: [String]
    let lost: [String]
    let changed: [String]
    let message: String?

    init(_ result: RereadResult) {
        (report, outcome) = (result.report.rawValue, result.outcome)
        (fromVersion, toVersion) = (result.version.description, result.archived?.version.description)
        becomes = result.archived.flatMap { $0.report == result.report ? nil : $0.report.rawValue }
        profile = Profiles(from: result.profileBefore, to: result.profileNow)
        gained = result.difference.gained.map(\.path)
        lost = result.difference.lost.map(\.path)
        changed = result.difference.changed.map(\.path)
        message = result.message
    }
}
