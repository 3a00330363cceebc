import Archive
import Catalogue
import Foundation
import Logging
import Model

/// Reads the whole archive again over `fixity.fullCycle`, a share each hour, and at once what was archived since the hour before; tells
/// what has rotted, once, and when it is whole again. It touches nothing.
///
/// How far it is stands in `State/fixity.json`; without that file it begins again.
struct Fixity: Sendable {
    let stages: Stages
    /// How long a commit may take between what it does to a report.
    var patience = Duration.seconds(10)
    private var place: String { stages.settings.state + "/fixity.json" }

    /// How far a cycle is.
    struct Progress: Codable, Hashable {
        /// The last folder that was read.
        var last = ""
        /// How many lines of the ledger were seen.
        var lines = 0
        /// When the last share was read.
        var time: Timestamp?
        /// Folders that were told to be damaged.
        var damaged: [String] = []
    }

    static let pause = Duration.seconds(3600)

    /// Reads a share each hour until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await share()
            try? await Task.sleep(for: Fixity.pause)
        }
    }

    /// Looks at the surface of all reports, which the start of a daemon does not do with a large archive.
    func lookOver() async {
        let store = stages.store
        do throws(Problem) {
            let repair = try await away { () throws(Problem) in try store.lookOver() }
            // What the catalogue lacks is recorded between two batches: in the middle of one it may be what is being recorded.
            if repair.isClean { return }
            Recovery(stages: stages).tell(repair)
            stages.needsReconciliation = true
        } catch { stages.log.warning("the archive cannot be looked over: \(error)") }
    }

    /// Reads what is due now. While a commit is unsettled nothing can be said.
    func share() async {
        var progress = progress()
        let now = stages.now()
        do throws(Problem) {
            guard !stages.store.isUnsettled else { return }
            let store = stages.store
            let (seen, cycle) = (progress.lines, stages.settings.fixity.fullCycle)
            let look: @Sendable () throws(Problem) -> FixityShare = { () throws(Problem) in
                try FixityShare(store, seen: seen)
            }
            let first = try await away(look)
            await judge(Fixity.ledger, (first.ledgerFaults, 0), &progress) { ((try? look())?.ledgerFaults ?? [], 0) }
            let due = Fixity.due(first, progress, now: now, cycle: cycle)
            let share = try await away { () throws(Problem) in
                var share = first
                try share.prepare(due.folders)
                return share
            }
            for folder in due.folders {
                if Task.isCancelled { break }
                let bytes = await judge(folder, await away { share.check(folder) }, &progress) {
                    share.check(folder)
                }
                try? await Task.sleep(for: .seconds(Double(bytes) / Double(stages.settings.fixity.maxBytesPerSecond)))
            }
            // What a stop cut off is due again.
            if !Task.isCancelled { (progress.last, progress.lines, progress.time) = (due.last, share.lines, now) }
            keep(progress)
        } catch { stages.log.warning("the archive cannot be looked through: \(error)") }
    }

    private static let ledger = "ledger.jsonl"

    // A commit may pass between two looks at one report, and waits for the disk: only what is still wrong after it is a fault. Gives
    // how many bytes were read.
    @discardableResult
    private func judge(
        _ folder: String, _ first: (faults: [Fault], bytes: Int), _ progress: inout Progress,
        _ look: @escaping @Sendable () -> (faults: [Fault], bytes: Int)
    ) async -> Int {
        var (faults, bytes) = first
        if !faults.isEmpty {
            try? await Task.sleep(for: patience)
            guard !stages.store.isUnsettled, !Task.isCancelled else { return bytes }
            let again = await away(look)
            (faults, bytes) = (again.faults, bytes + again.bytes)
        }
        tell(folder, faults, &progress)
        return bytes
    }

    /// Gives the folders that are due: what is new, and so much of all in turn as the time since the last share is of the cycle; the
    /// damaged ones each time.
    static func due(
        _ share: FixityShare, _ progress: Progress, now: Timestamp, cycle: Duration
    ) -> (folders: [String], last: String) {
        let passed = progress.time.map { Double(now.milliseconds - $0.milliseconds) / 1000 } ?? 0
        // After a long sleep, or under a clock that was set, not more than a tenth at once.
        let part = min(max(passed / cycle.inSeconds, 0), 0.1)
        let count = Int((part * Double(share.folders.count)).rounded(.up))
        let start = share.folders.firstIndex { $0 > progress.last } ?? 0
        let turn = (share.folders[start...] + share.folders[..<start]).prefix(count)
        // The first look knows of nothing that is new; what is there comes in its turn.
        let new = progress.time == nil ? [] : share.newFolders
        let others = Set(new + progress.damaged).subtracting(turn + [ledger])
        return (turn + others.sorted(), turn.last ?? progress.last)
    }

    private func tell(_ folder: String, _ faults: [Fault], _ progress: inout Progress) {
        for fault in faults {
            let copy = fault.copy.map { " The same bytes lie in \($0)." } ?? ""
            stages.log.error("damaged: \(fault.location): \(fault.what) [\(fault.code)].\(copy)")
        }
        let words = faults.first.map { "\($0.what) [\($0.code)]" }
        tell(folder, words.map { ($0, faults.count) }, &progress)
    }

    /// Tells what a start has found damaged, unless it is told already. The next shares look whether it is whole again.
    func tell(_ damage: [Problem]) {
        guard !damage.isEmpty else { return }
        var progress = progress()
        let root = stages.settings.archive + "/"
        let places = Dictionary(grouping: damage) { problem in
            problem.location.hasPrefix(root) ? String(problem.location.dropFirst(root.count)) : problem.location
        }
        for (place, problems) in places.sorted(by: { $0.key < $1.key }) {
            tell(place, problems.first.map { ($0.what, problems.count) }, &progress)
        }
    }

    // Once for each place, and once when it is whole again.
    private func tell(_ folder: String, _ fault: (words: String, count: Int)?, _ progress: inout Progress) {
        guard (fault == nil) == progress.damaged.contains(folder) else { return }
        let what = fault.map { fault in
            let more = fault.count > 1 ? " and \(fault.count - 1) more" : ""
            return "\(folder): \(fault.words)\(more); put it back from a copy, nothing was touched"
        }
        var content = Event.Content(
            report: "archive:" + folder, severity: .high, summary: what ?? "\(folder) is whole again", items: [],
            quiet: false)
        content.archivePath = folder
        let kind: Event.Kind = fault == nil ? .archiveRecovered : .archiveDamaged
        let time = stages.now()
        let id = Event.id(
            report: content.report, from: nil, to: nil, text: time.description + content.summary, type: kind)
        let event = Event(
            id: id, source: stages.builder.installation, type: kind, subject: content.report, time: time, data: content)
        var batch = RecordedBatch()
        stages.add(event, to: &batch)
        do throws(Problem) {
            try stages.catalogue.record(batch)
            stages.wakeOutbox()
            // Told once, also where a stop comes now.
            if fault == nil { progress.damaged.removeAll { $0 == folder } } else { progress.damaged.append(folder) }
            keep(progress)
        } catch { stages.log.error("that \(folder) is damaged could not be told: \(error)") }
    }

    private func progress() -> Progress {
        FileManager.default.contents(atPath: place).flatMap { try? JSON.decoded(Progress.self, from: Array($0)) }
            ?? Progress()
    }

    // Losing it costs a look more, so it is not synced.
    private func keep(_ progress: Progress) {
        guard let bytes = try? JSON.bytes(of: progress) else { return }
        try? Data(bytes).write(to: URL(fileURLWithPath: place), options: .atomic)
    }
}

extension Duration {
    fileprivate var inSeconds: Double { Double(milliseconds) / 1000 }
}
