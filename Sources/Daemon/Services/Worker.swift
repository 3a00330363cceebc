import Catalogue
import Changes
import Foundation
import Intake
import Logging
import Model
import Synchronization

/// The one door to the pipeline: claims what the inbox offers, takes what sources bring, tries again what was put off, and
/// says in the log what became of each. One batch at a time, so that versions of one report follow each other.
actor Worker {
    private let stages: Stages
    private let pipeline: Pipeline
    private let gate = Gate()
    private var putOff: [String: PutOff] = [:] { didSet { noteHeld() } }
    /// The claims that a reader is still at, and their sources.
    private var slow: [String: Input] = [:] { didSet { noteHeld() } }
    /// How many of both there are: most checks need ask no more.
    private nonisolated let held = Atomic(0)
    private var lastTrouble: Problem.Code?
    /// When the catalogue is brought to follow the archive once more, after this went wrong.
    private var nextReconciliation: Timestamp?
    private var tidying = Tidying()

    // An input that waits for another attempt.
    private struct PutOff {
        let input: Input
        /// When it is tried again; absent while it is being tried.
        var until: Timestamp?
        var times = 0
        var code: Problem.Code
    }

    // Batches share their syncs; two of them are also the longest that a stop has to wait for, and all of both is in memory at once.
    private static let batchSize = 64
    private static let batchBytes = 32 << 20
    private static let longestPause = Duration.seconds(300)

    init(stages: Stages) {
        self.stages = stages
        pipeline = Pipeline(stages: stages)
    }

    /// Takes files out of the inbox and through the pipeline, in batches; returns when all have their verdict. Each batch is
    /// read while the one before it is compared and archived.
    func take(_ files: [ReadyFile]) async {
        var batches = Worker.batches(files, size: \.size, isAlone: { _ in false })[...]
        var next = begin(batches.popFirst())
        // What is claimed has its verdict before a stop, so that no reading is counted that nobody waits for.
        while let batch = next {
            async let following = begin(batches.popFirst())
            let (_, members) = await gate.pass { await self.process(batch.inputs, begun: batch.readings) }
            await take(members)
            next = await following
        }
    }

    // Claims a batch and begins to read it; `nil` where there is none, or none is to be begun.
    private func begin(_ files: [ReadyFile]?) -> (inputs: [Input], readings: [String: Stages.Reading])? {
        // What is left in the inbox is offered again.
        guard let files, !Task.isCancelled, stages.watchRoom() else { return nil }
        let fresh = unknown(files)
        let inputs = claim(fresh)
        if !stages.work.isInboxKept {
            InboxWatcher.removeEmptyFolders(of: fresh, in: stages.settings.inbox.path)
        }
        return (inputs, stages.readAhead(inputs))
    }

    /// Takes claimed inputs through the pipeline, and what is packed inside them after them.
    ///
    /// - Parameter waits: whether to wait also for what is slow to read; else it goes on by itself, its verdict unsaid here.
    @discardableResult
    func take(_ inputs: [Input], waits: Bool = false) async -> [(input: Input, verdict: Verdict)] {
        var verdicts: [(input: Input, verdict: Verdict)] = []
        // One whose reading was interrupted goes alone: if it is what stops the reader, it takes nobody along.
        for batch in Worker.batches(inputs, size: \.claim.size, isAlone: { $0.claim.attempts > 0 }) {
            if Task.isCancelled { break }
            let (told, members) = await gate.pass { await self.process(batch, waits: waits) }
            verdicts += told
            await take(members, waits: waits)
        }
        guard waits else { return verdicts }
        for index in verdicts.indices {
            guard case .reading(let job) = verdicts[index].verdict else { continue }
            verdicts[index].verdict = await goOn(with: verdicts[index].input, job, waits: true)
        }
        return verdicts
    }

    // What was slow to read goes on where it stood.
    @discardableResult
    private func goOn(with input: Input, _ job: ReadJob, waits: Bool) async -> Verdict {
        let outcome = await job.outcome()
        let (told, members) = await gate.pass { await self.process([input], outcomes: [input.claim.id: outcome]) }
        slow[input.claim.id] = nil
        await take(members, waits: waits)
        return told.first?.verdict ?? .reading(job)
    }

    /// Divides what is to be taken into batches, in order, bounded in number and in bytes.
    static func batches<Item>(_ items: [Item], size: (Item) -> Int, isAlone: (Item) -> Bool) -> [[Item]] {
        var batches: [[Item]] = []
        var bytes = 0
        var isOpen = false
        for item in items {
            let (length, alone) = (size(item), isAlone(item))
            if let last = batches.last, isOpen, !alone, last.count < batchSize, bytes + length <= batchBytes {
                batches[batches.count - 1].append(item)
                bytes += length
            } else {
                batches.append([item])
                (bytes, isOpen) = (length, !alone)
            }
        }
        return batches
    }

    /// Tries again what is due of what was put off, and ends what a failing disk left half-done.
    func retry() async {
        stages.watchRoom()
        let now = stages.now()
        if tidying.isDue(at: now) { await gate.pass { await self.tidy() } }
        let due = putOff.values.filter { waiting in waiting.until.map { isDue($0, at: now) } ?? false }.map(\.input)
        for input in due { putOff[input.claim.id]?.until = nil }
        if stages.needsReconciliation, !due.isEmpty || nextReconciliation.map({ isDue($0, at: now) }) ?? true {
            await gate.pass { await self.reconcile() }
        }
        guard !due.isEmpty else { return }
        await take(due.sorted { ($0.claim.claimed, $0.claim.id) < ($1.claim.claimed, $1.claim.id) }.filter(isHere))
    }

    // A time further away than any that is ever set tells of a clock that was put back.
    private func isDue(_ time: Timestamp, at now: Timestamp) -> Bool {
        time <= now || time > now.advanced(by: Worker.longestPause)
    }

    // One that was set aside while the catalogue could not be written has nothing left to do but to be forgotten.
    private func isHere(_ input: Input) -> Bool {
        let id = input.claim.id
        if InputFile.exists(stages.work.input(of: id)) { return true }
        do throws(Problem) {
            try stages.catalogue.finish([id])
            stages.work.removeCompanions(of: id)
            putOff[id] = nil
        } catch { putOff[id]?.until = stages.now().advanced(by: .seconds(30)) }
        return false
    }

    // Whether or not anything new comes: what is archived gets its line in the ledger, what is done with leaves the work area.
    private func tidy() {
        switch tidying.run(stages) {
        case .trouble(let words): stages.log.warning("\(words)")
        case .ended(let words): stages.log.notice("\(words)")
        case nil: break
        }
    }

    private func reconcile() {
        do throws(Problem) {
            let added = try Recovery(stages: stages).reconcile(isThorough: true)
            if added > 0 { stages.log.notice("\(added) archived versions were not in the catalogue and are now") }
            stages.needsReconciliation = false
            nextReconciliation = nil
        } catch {
            nextReconciliation = stages.now().advanced(by: Worker.longestPause)
            if lastTrouble != error.code { stages.log.warning("the catalogue cannot follow the archive: \(error)") }
            lastTrouble = error.code
        }
    }

    /// Waits until no reader is at anything.
    func settle() async {
        while !slow.isEmpty, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
    }

    /// Whether anything waits to be tried again.
    var hasPutOff: Bool { !putOff.isEmpty || !slow.isEmpty }

    private func noteHeld() { held.store(putOff.count + slow.count, ordering: .releasing) }

    /// Whether an answer of a source waits to be tried again: then there is no use in asking it once more.
    nonisolated(nonsending) func holds(source id: String) async -> Bool {
        if held.load(ordering: .acquiring) == 0 { return false }
        return await isHeld(source: id)
    }

    private func isHeld(source id: String) -> Bool {
        (putOff.values.map(\.input) + slow.values).contains { input in
            if case .source(id, _) = input.claim.origin { true } else { false }
        }
    }

    /// Whether a reader is still at an answer of a source.
    nonisolated(nonsending) func isReading(source id: String) async -> Bool {
        if held.load(ordering: .acquiring) == 0 { return false }
        return await isSlow(source: id)
    }

    private func isSlow(source id: String) -> Bool {
        slow.values.contains { input in if case .source(id, _) = input.claim.origin { true } else { false } }
    }

    // Of an inbox whose files stay: what was not taken as it is now.
    private func unknown(_ files: [ReadyFile]) -> [ReadyFile] {
        guard stages.work.isInboxKept else { return files }
        do throws(Problem) {
            let unknown = try stages.catalogue.unknown(files.map(\.asItIs))
            return files.filter { unknown.contains($0.asItIs) }
        } catch {
            if lastTrouble != error.code { stages.log.warning("the inbox cannot be taken in: \(error)") }
            lastTrouble = error.code
            return []
        }
    }

    // Journal first, then the renames, then both folders synced (architecture, section 4.2).
    private func claim(_ files: [ReadyFile]) -> [Input] {
        guard !files.isEmpty else { return [] }
        let now = stages.now()
        let claims = files.enumerated().map { index, file in
            // After a crash the claims of one moment come in the order of their ids: that of the batch.
            Claim(
                id: "\(100 + index)-" + UUID().uuidString.lowercased(), nameBytes: file.path, shownName: file.shownName,
                device: file.device, inode: file.inode, size: file.size,
                mtime: file.modified.milliseconds * 1_000_000, claimed: now)
        }
        do throws(Problem) {
            try stages.catalogue.claim(claims)
            let taken = try stages.work.take(claims)
            let missing = Set(taken.missing)
            try stages.catalogue.finish(taken.missing)
            for id in missing { stages.work.removeCompanions(of: id) }
            // Only now: what is remembered without its copy would never be taken. A crash before it takes the file twice, and finds
            // the second a duplicate.
            if stages.work.isInboxKept {
                try stages.catalogue.remember(
                    zip(files, claims).filter { !missing.contains($1.id) }.map(\.0.asItIs))
            }
            if let problem = taken.problem, lastTrouble != problem.code { stages.log.warning("\(problem)") }
            lastTrouble = taken.problem?.code
            return claims.filter { !missing.contains($0.id) }.map { Input(claim: $0) }
        } catch {
            // Files that were not renamed stay in the inbox and are offered again; those that were have their claim.
            if lastTrouble != error.code { stages.log.warning("the inbox cannot be taken in: \(error)") }
            lastTrouble = error.code
            let taken = claims.filter { InputFile.exists(stages.work.input(of: $0.id)) }
            let left = claims.filter { !InputFile.exists(stages.work.input(of: $0.id)) }.map(\.id)
            try? stages.catalogue.finish(left)
            for id in left { stages.work.removeCompanions(of: id) }
            return taken.map { Input(claim: $0) }
        }
    }

    private func process(
        _ inputs: [Input], outcomes: [String: ReadOutcome] = [:], begun: [String: Stages.Reading] = [:],
        waits: Bool = false
    ) async -> (verdicts: [(input: Input, verdict: Verdict)], members: [Input]) {
        guard !inputs.isEmpty else { return ([], []) }
        // Not on the curl thread, where those live that bring an answer.
        let (verdicts, members) = await withTaskExecutorPreference(globalConcurrentExecutor) {
            await pipeline.process(inputs, outcomes: outcomes, begun: begun)
        }
        for (input, verdict) in verdicts {
            tell(input, verdict)
            if case .reading(let job) = verdict, !waits { Task { await self.goOn(with: input, job, waits: false) } }
        }
        return (verdicts, members)
    }

    // News goes through the outbox; what is no news is said here, once. Failures are said where their place is known.
    private func tell(_ input: Input, _ verdict: Verdict) {
        if case .deferred(let problem) = verdict { return put(off: input, problem) }
        putOff[input.claim.id] = nil
        switch verdict {
        // What an archive held goes to no channel.
        case .recorded(_, let event) where event.type == .backfilled:
            stages.log.info("\(Announcement.line(for: event)) (captured \(input.captured ?? stages.now()))")
        case .recorded, .refused, .deferred: break
        case .reading:
            slow[input.claim.id] = input
            stages.log.info("\(input.name) takes long to read; the others go on")
        case .duplicate(let row):
            guard input.source == nil else { break }
            // What was archived before a stop and found again after it is no news.
            let isOwn = input.claim.attempts > 0 && row.created >= input.claim.claimed
            let line = "duplicate of \(row.report.spoken) \(row.version): \(input.name)"
            stages.log.log(level: isOwn ? .debug : .info, "\(line)")
        case .observed(let row, let detail):
            stages.log.info("nothing new for \(row.report.spoken) \(row.version): \(input.name) (\(detail))")
        }
    }

    // Ever more patient; said once for each kind of trouble.
    private func put(off input: Input, _ problem: Problem) {
        // Whatever the disk says of itself, it has refused something.
        if problem.isOfFullDisk { stages.room.giveUp() }
        let before = putOff[input.claim.id]
        let times = (before?.times ?? 0) + 1
        let pause = min(Worker.longestPause, .seconds(5 << min(times - 1, 6)))
        let until = stages.now().advanced(by: pause)
        putOff[input.claim.id] = PutOff(input: input, until: until, times: times, code: problem.code)
        if before?.code != problem.code { stages.log.warning("put off \(input.name): \(problem)") }
    }
}

extension ReadyFile {
    fileprivate var asItIs: InboxFile {
        InboxFile(path: path, inode: inode, size: size, modified: stamps.modified, changed: stamps.changed)
    }
}

/// Lets one caller through at a time, in the order of arrival: actors let others in while they wait, batches must not mix.
actor Gate {
    private var isTaken = false
    private var queue: [CheckedContinuation<Void, Never>] = []

    func pass<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result {
        if isTaken {
            await withCheckedContinuation { queue.append($0) }
        }
        isTaken = true
        let result = await body()
        if queue.isEmpty { isTaken = false } else { queue.removeFirst().resume() }
        return result
    }
}
