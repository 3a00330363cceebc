import Archive
import Model

/// What a failing disk left half-done, ended as soon as the disk lets it: versions whose place or ledger line is not confirmed,
/// and inputs that have reached their place and are still in the work area.
struct Tidying {
    /// What the log should say: once when something cannot be ended, once when all is.
    enum News: Hashable {
        case trouble(String)
        case ended(String)
    }

    private static let pause = Duration.seconds(5)
    private var next: Timestamp?
    private var trouble: Problem.Code?

    /// Whether it is time to look. A time further away than the pause tells of a clock that was put back.
    func isDue(at now: Timestamp) -> Bool {
        next.map { $0 <= now || $0 > now.advanced(by: Tidying.pause) } ?? true
    }

    /// Ends what can be ended; gives what is new to say.
    mutating func run(_ stages: Stages) -> News? {
        next = stages.now().advanced(by: Tidying.pause)
        guard trouble != nil || stages.store.isUnsettled || stages.work.hasLeftovers else { return nil }
        do throws(Problem) {
            try stages.store.settle()
            try stages.work.removeLeftovers()
            guard !stages.store.isUnsettled else { throw Tidying.stagingNotCleared(stages) }
            trouble = nil
            return .ended("what the disk kept from being finished is finished")
        } catch {
            defer { trouble = error.code }
            return trouble == error.code ? nil : .trouble("what was begun cannot be finished: \(error)")
        }
    }

    private static func stagingNotCleared(_ stages: Stages) -> Problem {
        Problem(
            .inputOutput, "what was not archived cannot be removed", at: stages.store.staging,
            remedy: "Look at the disk; it is tried again by itself.", retry: .later)
    }
}
