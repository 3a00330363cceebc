import Catalogue
import Foundation
import Intake
import Logging
import Model

/// Fetches the sources of the settings when they are due, and the reports that their listings name, as politely as the
/// settings, the hosts' robots.txt and their answers want it: so many requests at once to a host, a pause between two, and
/// none while it asked to be left alone; also after a restart and whoever asks.
///
/// Whose turn it is stands in `+Turns`, how a request is made in `+Requests`, what a check does with its answer in `+Check`.
actor SourcePoller {
    static let fetchPrefix = "fetch-"

    let stages: Stages
    let worker: Worker
    let fetcher: Fetcher
    var notes = Notes()
    let asked: AskedHosts
    var pauses: HostPauses
    var wishes: ServerWishes
    var robots = RobotsBook()
    var queues = DueQueues()
    var isPlanned = false
    /// This run, and how many checks it has begun.
    let runID = UUID().uuidString.lowercased()
    var checks = 0
    /// Where each request's walker has its place.
    var places: [String: String] = [:]
    /// How many programs are rendering.
    var rendering = 0
    /// The sources that are being checked.
    var running: Set<String> = []
    /// Those that wait to be checked for somebody: the schedule leaves them to him.
    var wanted: Set<String> = []
    /// Until when a source is left alone for a trouble of our own.
    var sourceRest: [String: Timestamp] = [:]
    /// Hosts of which an answer was cut off: what it said is not known.
    var cut: Set<String> = []
    /// Ends the sleep of the schedule, which else ends at this time.
    var alarm: Task<Void, Never>?
    var alarmTime = Timestamp(milliseconds: 0)
    /// The polls that are under way, each of which hears when a host has a free place.
    var polls: [UUID: PollNews] = [:]
    private var latest: Timestamp
    private var settled = ContinuousClock.now

    init(stages: Stages, worker: Worker, fetcher: Fetcher) {
        self.stages = stages
        self.worker = worker
        self.fetcher = fetcher
        let now = stages.now()
        latest = now
        let asked = AskedHosts(path: stages.settings.state + "/asked")
        self.asked = asked
        let http = stages.settings.http
        pauses = HostPauses(delay: http.perHostDelay, most: http.perHostConcurrency, asked: asked.open(now: now))
        wishes = ServerWishes((try? stages.catalogue.rests(after: now)) ?? [], now: now)
    }

    /// The time. A clock that is set back takes what was noted by it along: no pause grows longer, or shorter.
    func now() -> Timestamp {
        let now = stages.now()
        if now < latest {
            let step = Duration.milliseconds(now.milliseconds - latest.milliseconds)
            pauses.shift(by: step)
            wishes.shift(by: step)
            sourceRest = sourceRest.mapValues { $0.advanced(by: step) }
            isPlanned = false
        }
        latest = now
        return now
    }

    /// Fetches due sources until the task is cancelled.
    func run() async { await withTaskExecutorPreference(fetcher.executor) { await goRound() } }

    private func goRound() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                // Only with room for the answers; the sources stay due.
                let hasRoom = !stages.room.isLow
                for source in hasRoom ? begunSources() : [] { group.addImmediateTask { await self.check(source) } }
                // Every check that ends wakes this loop; what waits to be told waits for minutes.
                if settled.duration(to: .now) > .milliseconds(900) {
                    settled = .now
                    stages.desk.settle()
                }
                if hasRoom { await sleep() } else { try? await Task.sleep(for: .seconds(1)) }
            }
            group.cancelAll()
        }
    }

    /// Checks every source that is due once, and returns.
    func runOnce() async {
        var waiting = stages.watchRoom() ? due(stages.roster.all) : []
        var listings: [Settings.Source] = []
        while !waiting.isEmpty, !Task.isCancelled {
            // What a server does not want yet is for a later pass.
            waiting.removeAll { wish(for: $0) > now() }
            await withDiscardingTaskGroup { group in
                for source in waiting where begin(source) {
                    group.addImmediateTask { await self.check(source) }
                    waiting.removeAll { $0.id == source.id }
                    if source.follow != nil { listings.append(source) }
                }
            }
            // What listings have brought is looked at in the same pass.
            for listing in listings { waiting += due(stages.roster.items(of: listing.id)) }
            listings = []
            let next = waiting.map { rest(of: $0).milliseconds }.min() ?? 0
            if !waiting.isEmpty {
                try? await Task.sleep(for: .milliseconds(min(1000, max(20, next - now().milliseconds))))
            }
        }
        settle()
    }

    /// Tells what waits for word of other sources: none are going to be asked now.
    func settle() { stages.desk.settle(isOver: true) }
}
