package import Model
import Synchronization

/// How the reading of one input ended.
package enum ReadOutcome: Sendable {
    case read(ReadResult)
    /// What a page of a listing names, where that was asked for.
    case listing(ListingPage)
    case refused(Refusal)
    /// It could not be read now, and not for anything in it.
    case deferred(Problem)
}

/// One document on its way through the pool: asked for by one side, answered once by the other.
package final class ReadJob: Sendable {
    private struct State {
        var outcome: ReadOutcome?
        var isSlow = false
        var impatient: [CheckedContinuation<ReadOutcome?, Never>] = []
        var patient: [CheckedContinuation<ReadOutcome, Never>] = []
    }

    private let state = Mutex(State())

    /// Waits for the outcome, but no longer than others should: gives `nil` once the document is slow.
    func promptOutcome() async -> ReadOutcome? {
        await withCheckedContinuation { continuation in
            let now: ReadOutcome?? = state.withLock { state in
                if let outcome = state.outcome { return .some(outcome) }
                if state.isSlow { return .some(nil) }
                state.impatient.append(continuation)
                return .none
            }
            if let now { continuation.resume(returning: now) }
        }
    }

    /// Waits for the outcome.
    package func outcome() async -> ReadOutcome {
        await withCheckedContinuation { continuation in
            let now = state.withLock { state in
                if state.outcome == nil { state.patient.append(continuation) }
                return state.outcome
            }
            if let now { continuation.resume(returning: now) }
        }
    }

    /// Lets those go on who need not wait for it.
    func markSlow() {
        let waiting = state.withLock { state in
            state.isSlow = true
            defer { state.impatient = [] }
            return state.impatient
        }
        for continuation in waiting { continuation.resume(returning: nil) }
    }

    /// Answers; a second answer is ignored.
    func resolve(_ outcome: ReadOutcome) {
        let (impatient, patient) = state.withLock { state in
            guard state.outcome == nil else {
                return ([], [])
                    as ([CheckedContinuation<ReadOutcome?, Never>], [CheckedContinuation<ReadOutcome, Never>])
            }
            state.outcome = outcome
            defer { (state.impatient, state.patient) = ([], []) }
            return (state.impatient, state.patient)
        }
        for continuation in impatient { continuation.resume(returning: outcome) }
        for continuation in patient { continuation.resume(returning: outcome) }
    }
}
