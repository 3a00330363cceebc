import Catalogue
import Model

/// Writes down what checks without a body have shown: of those that end within a moment all in one transaction, since each one
/// waits for the disk. Who hands a note over goes on when it is on the disk, and what it brought about is told.
extension SourcePoller {
    /// What waits to be written, and who waits for that; the first of them sees to it.
    struct Notes {
        var batches: [RecordedBatch] = []
        var others: [CheckedContinuation<Problem?, Never>] = []
        var alarm: Task<Void, Never>?
    }

    /// So long the first of a transaction waits for others, and for so many: each that waits takes some memory.
    private static let moment = Duration.milliseconds(50)
    private static let most = 64

    /// Records what a check has shown, and gives the new state of its source. The host is free for others meanwhile, but where it
    /// wants to be left alone: that must be on the disk before anybody may ask it again.
    @discardableResult
    func note(_ note: Stages.CheckNote, of source: Settings.Source) async throws(Problem) -> SourceState {
        notes.batches.append(note.batch)
        let isUrgent =
            !note.batch.rests.isEmpty || running.count < 2 || notes.batches.count >= SourcePoller.most
        if note.batch.rests.isEmpty { leave(source.id) }
        let problem: Problem?
        if notes.batches.count > 1 {
            if isUrgent { notes.alarm?.cancel() }
            problem = await withCheckedContinuation { notes.others.append($0) }
        } else {
            if !isUrgent { await pause() }
            problem = await write()
        }
        if let problem { throw problem }
        return note.next
    }

    private func pause() async {
        let alarm = Task<Void, Never> { try? await Task.sleep(for: SourcePoller.moment) }
        notes.alarm = alarm
        await withTaskCancellationHandler {
            await alarm.value
        } onCancel: {
            alarm.cancel()
        }
    }

    // Gives what came of the first, and lets the others go on.
    private func write() async -> Problem? {
        let (batches, others) = (notes.batches, notes.others)
        notes = Notes()
        let problems = await away { [stages] in SourcePoller.problems(of: batches, stages) }
        for (other, problem) in zip(others, problems.dropFirst()) { other.resume(returning: problem) }
        return problems.first ?? nil
    }

    private static func problems(of batches: [RecordedBatch], _ stages: Stages) -> [Problem?] {
        guard let problem = problem(of: batches, stages) else { return batches.map { _ in nil } }
        // What is refused keeps nothing else from being recorded.
        return batches.count == 1 ? [problem] : batches.map { SourcePoller.problem(of: [$0], stages) }
    }

    private static func problem(of batches: [RecordedBatch], _ stages: Stages) -> Problem? {
        do throws(Problem) {
            try stages.catalogue.record(batches)
            stages.desk.tell(of: batches.flatMap { batch in batch.sources.map { $0.id } })
            if batches.contains(where: { !$0.events.isEmpty }) { stages.wakeOutbox() }
            return nil
        } catch { return error }
    }
}
