import ArgumentParser
import Catalogue
import Daemon
import Model

/// `reportwatch sources`: how every source stands, or what is going to be asked of them.
struct SourcesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sources", abstract: "Show the state of every source, or the requests of the next 24 hours.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var format: JSONFlag

    @Flag(help: "The requests of the next 24 hours, in order of time.")
    var next = false

    func run() async throws {
        try await reporting {
            let settings = try config.settings()
            if next { return try printAgenda(settings) }
            let catalogue = try Shelf(settings).catalogue
            let lines = try settings.sources.map { source in
                SourceLine(
                    source, try catalogue.source(source.id), try catalogue.tellings([source.id])[source.id],
                    (
                        try catalogue.observations(source: source.id, limit: 1).first,
                        try catalogue.lastRefusal(source: source.id)
                    ),
                    source.follow == nil ? nil : try catalogue.listingCounts(source.id))
            }
            if format.json { return try Output.print(json: lines) }
            if lines.isEmpty { Output.say("no sources are configured") }
            for line in lines {
                let parts = [
                    line.id, line.state, line.url, line.listing?.spoken ?? line.report,
                    line.lastChecked.map { "checked \($0)" },
                    line.nextCheck.map { "next \($0)" }, line.problem,
                ]
                Output.print(parts.compactMap { $0 }.joined(separator: "\t"))
            }
        }
    }

    private func printAgenda(_ settings: Settings) throws {
        let now = Timestamp.now
        // Before the first run nothing is known, and all is to be done.
        let catalogue = try settings.hasCatalogue ? Shelf(settings).catalogue : nil
        var items: [String: [ListingItem]] = [:]
        for source in settings.sources where source.follow != nil {
            items[source.id] = try catalogue?.followedItems(of: source.id, url: source.url)
        }
        var agenda = Agenda(
            settings, states: try catalogue?.sources() ?? [], rests: try catalogue?.rests(after: now) ?? [],
            items: items, now: now)
        let requests = agenda.requests(until: now.advanced(by: .seconds(86_400)))
        if format.json { return try Output.print(json: requests) }
        if requests.isEmpty {
            Output.say(settings.sources.isEmpty ? "no sources are configured" : "no requests in the next 24 hours")
        }
        for request in requests { Output.print(request.spoken) }
    }
}

private struct SourceLine: Encodable {
    let id: String
    let url: String
    let state: String
    let report: String?
    let version: String?
    let lastChecked: Timestamp?
    let nextCheck: Timestamp?
    let lastStatus: Int?
    let failures: Int
    let problem: String?
    let since: Timestamp?
    let failingSince: Timestamp?
    let goneSince: Timestamp?
    let withdrawn: Timestamp?
    let lastCheck: CheckLine?
    let lastRefusal: RefusalLine?
    let listing: ListingLine?

    /// How much a listing names.
    struct ListingLine: Encodable {
        let listed: Int
        let followed: Int
        let unlisted: Int

        var spoken: String { "\(listed) listed, \(followed) followed" }
    }

    /// What the last check has shown.
    struct CheckLine: Encodable {
        let time: Timestamp
        let kind: Observation.Kind
        let rule: Observation.Rule?
        let status: Int?
        let sha512: Digest?
        let milliseconds: Int?
    }

    /// What was refused last, as it was observed.
    struct RefusalLine: Encodable {
        let time: Timestamp
        let reason: String
        let status: Int?
        let sha512: Digest?
        let milliseconds: Int?
        let detail: String
        let remedy: String?
        let retry: Problem.Retry
    }

    init(
        _ source: Settings.Source, _ state: SourceState?, _ told: SourceTelling?,
        _ last: (check: Observation?, refusal: Observation?), _ counts: ListingCounts?
    ) {
        listing = counts.map { ListingLine(listed: $0.listed, followed: $0.followed, unlisted: $0.unlisted) }
        (id, url) = (source.id, source.url)
        let state = state.flatMap { $0.url == source.url ? $0 : nil }
        (since, failingSince, goneSince) = (state?.changedAt, state?.failingSince, state?.goneSince)
        withdrawn = told?.withdrawn
        lastCheck = last.check.map {
            CheckLine(
                time: $0.time, kind: $0.kind, rule: $0.rule, status: $0.status, sha512: $0.digest,
                milliseconds: $0.milliseconds)
        }
        lastRefusal = last.refusal.flatMap { refusal in
            refusal.reason.map { code in
                let reason = SourceReason(code: code)
                return RefusalLine(
                    time: refusal.time, reason: code, status: refusal.status, sha512: refusal.digest,
                    milliseconds: refusal.milliseconds, detail: refusal.detail, remedy: reason.remedy,
                    retry: reason.retry)
            }
        }
        self.state = state?.state.rawValue ?? "never-checked"
        (report, version) = (state?.report?.rawValue, state?.version?.description)
        (lastChecked, nextCheck, lastStatus) = (state?.lastChecked, state?.nextCheck, state?.lastStatus)
        (failures, problem) = (state?.failures ?? 0, state?.lastProblem)
    }
}
