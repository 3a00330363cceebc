import Catalogue
import Model
import Synchronization

/// The packed inputs that are on their way, by the claim of what they were packed in.
///
/// What is packed inside is claimed again whenever its parent is read again, also when a failing disk broke that off
/// half-way: those that somebody has in hand must not be taken a second time, and the others must not be left lying.
final class MembersHandedOver: Sendable {
    private let ids = Mutex<[String: Set<String>]>([:])

    func contains(_ member: Claim) -> Bool {
        guard let parent = member.lineage?.claim else { return false }
        return ids.withLock { $0[parent]?.contains(member.id) ?? false }
    }

    /// Notes claims that go their way by themselves from now on; those that were packed in nothing are passed over.
    func handOver(_ claims: [Claim]) {
        ids.withLock { ids in
            for claim in claims {
                if let parent = claim.lineage?.claim { ids[parent, default: []].insert(claim.id) }
            }
        }
    }

    /// Forgets the members of inputs that will not be read again.
    func forget(parents: [String]) {
        ids.withLock { ids in
            for parent in parents { ids[parent] = nil }
        }
    }
}
