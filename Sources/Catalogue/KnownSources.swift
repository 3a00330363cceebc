import Model
import Synchronization

/// The states of sources as they were last read or saved: each check needs one, and most were saved by the check before.
///
/// Only what is committed gets here, and nothing that was read while somebody else committed.
final class KnownSources: Sendable {
    private struct Known {
        var states: [String: SourceState] = [:]
        /// Another one after each commit.
        var edition = 0
    }

    private let known = Mutex(Known())
    /// More would take too much memory; those that are left out are read when they are asked for.
    private static let most = 20_000

    /// Gives the state of a source, as it is known or else as it is read.
    func state<Failure: Error>(
        of id: String, read: () throws(Failure) -> SourceState?
    ) throws(Failure) -> SourceState? {
        let (state, edition) = known.withLock { ($0.states[id], $0.edition) }
        if let state { return state }
        guard let state = try read() else { return nil }
        known.withLock { known in
            guard known.edition == edition else { return }
            if known.states.count >= KnownSources.most { known.states = [:] }
            known.states[id] = state
        }
        return state
    }

    /// Takes what was committed of sources; of some it is only known that they are not what they were.
    func committed(_ states: [SourceState], changed ids: [String] = []) {
        known.withLock { known in
            known.edition += 1
            for state in states where known.states[state.id] != nil || known.states.count < KnownSources.most {
                known.states[state.id] = state
            }
            for id in ids { known.states[id] = nil }
        }
    }
}
