import Catalogue
import Foundation
import Intake
import Logging
import Model

/// The one door to the pipeline: claims what the inbox offers, takes what sources bring, tries again what was put off, and
/// says in the log what became of each. One batch at a time, so that versions of one report follow each other.
actor Worker {
    private let stages: Stages
    private let pipeline: Pipeline
    private let gate = Gate()
    private var putOff: [String: (input: Input, until: Timestamp)] = [:]
    private var lastTrouble: Problem.Code?

    // Batches share their syncs; a batch is also the longest that a stop has to wait for.
    private static let batchSize = 64

    init(stages: Stages) {
        self.stages = stages
        pipeline = Pipeline(stages: stages)
    }

    /// Takes files out of the inbox and through the pipeline, in batches; returns when all have their verdict.
    func take(_ files: [ReadyFile]) async {
        for start in stride(from: 0, to: files.count, by: Worker.batchSize) {
            if Task.isCancelled { return }
            let batch = files[start..<min(start + Worker.batchSize, files.count)]
            _ = await gate.pass { await self.process(self.claim(Array(batch))) }
        }
    }

    /// Takes claimed inputs through the pipeline.
    @discardableResult
    func take(_ inputs: [Input]) async -> [(input: Input, verdict: Verdict)] {
        var verdicts: [(input: Input, verdict: Verdict)] = []
        for start in stride(from: 0, to: inputs.count, by: Worker.batchSize) {
            if Task.isCancelled { break }
            let batch = Array(inputs[start..<min(start + Worker.batchSize, inputs.count)])
            verdicts += await gate.pass { await self.process(batch) }
        }
        return verdicts
    }

    /// Tries again what is due of what was put off.
    func retry() async {
        let now = stages.now()
        let due = putOff.values.filter { $0.until <= now }.map(\.input)
        guard !due.isEmpty else { return }
        for input in due { putOff[input.claim.id] = nil }
        if stages.needsReconciliation {
            do throws(Problem) {
                _ = try Recovery(stages: stages).reconcile()
                stages.needsReconciliation = false
            } catch {
                stages.log.warning("\(error)")
            }
        }
        await take(due)
    }

    /// Whether anything waits to be tried again.
    var hasPutOff: Bool { !putOff.isEmpty }

    // Journal first, then the renames, then both folders synced (architecture, section 4.2).
    private func claim(_ files: [ReadyFile]) -> [Input] {
        let now = stages.now()
        let claims = files.map { file in
            Claim(
                id: UUID().uuidString.lowercased(), nameBytes: file.path, shownName: file.shownName,
                device: file.device,
                inode: file.inode, size: file.size, mtime: file.modified.milliseconds * 1_000_000, claimed: now)
        }
        do throws(Problem) {
            try stages.catalogue.claim(claims)
            let missing = Set(try stages.work.take(claims))
            try stages.catalogue.finish(Array(missing))
            for id in missing { stages.work.remove(id) }
            lastTrouble = nil
            return claims.filter { !missing.contains($0.id) }.map { Input(claim: $0) }
        } catch {
            // Files that were not renamed stay in the inbox and are offered again; those that were have their claim.
            if lastTrouble != error.code { stages.log.warning("the inbox cannot be taken in: \(error)") }
            lastTrouble = error.code
            let taken = claims.filter { InputFile.exists(stages.work.input(of: $0.id)) }
            let left = claims.filter { !InputFile.exists(stages.work.input(of: $0.id)) }.map(\.id)
            try? stages.catalogue.finish(left)
            for id in left { stages.work.remove(id) }
            return taken.map { Input(claim: $0) }
        }
    }

    private func process(_ inputs: [Input]) async -> [(input: Input, verdict: Verdict)] {
        guard !inputs.isEmpty else { return [] }
        let verdicts = await pipeline.process(inputs)
        for (input, verdict) in verdicts { tell(input, verdict) }
        return verdicts
    }

    // News goes through the outbox; what is no news is said here, once.
    private func tell(_ input: Input, _ verdict: Verdict) {
        switch verdict {
        case .recorded: break
        case .duplicate(let row):
            if input.source == nil {
                stages.log.info("duplicate of \(row.report.spoken) \(row.version): \(input.name)")
            }
        case .observed(let row, let detail):
            stages.log.info("nothing new for \(row.report.spoken) \(row.version): \(input.name) (\(detail))")
        case .refused(let refusal):
            guard input.source == nil else { break }
            let name = stages.failed.path + "/" + input.claim.shownName
            stages.log.warning(
                "FAILED \(input.name) [\(refusal.outcome.rawValue)] \(refusal.message). \(refusal.remedy) (\(name))")
        case .deferred(let problem):
            let until = stages.now().advanced(by: .seconds(5))
            putOff[input.claim.id] = (input, until)
            stages.log.warning("put off \(input.name): \(problem)")
        }
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
