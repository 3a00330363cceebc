import Model
import Testing

@testable import Archive

struct RepairDecisionTests {
    private func decide(
        _ highest: Int, root: Int?, same: Bool = false, newest: Bool, previous: Bool = true, ledger: Int? = nil
    ) -> RepairDecision {
        RepairDecision.decide(
            RepairFacts(
                highest: VersionNumber(highest), rootHead: root.map { VersionNumber($0) }, rootIsNewest: same,
                newestVerifies: newest, previousVerifies: previous, ledgerNewest: ledger.map { VersionNumber($0) }))
    }

    private func isDamage(_ decision: RepairDecision) -> Bool {
        if case .damaged = decision { true } else { false }
    }

    @Test func `what verifies is rolled forward`() {
        #expect(decide(4, root: 3, newest: true) == .rollForward)
        #expect(decide(4, root: nil, newest: true) == .rollForward)
        #expect(decide(4, root: 4, same: true, newest: true, ledger: 4) == .rollForward)
    }

    @Test func `what was never committed and does not verify is put aside`() {
        #expect(decide(4, root: 3, newest: false, ledger: 3) == .quarantineVersion)
        #expect(decide(4, root: nil, newest: false, ledger: 3) == .quarantineVersionAndRestore)
        #expect(decide(1, root: nil, newest: false, previous: false) == .quarantineObject)
    }

    @Test func `what was committed is never touched`() {
        #expect(isDamage(decide(4, root: 4, newest: false)))
        #expect(isDamage(decide(4, root: 3, newest: false, ledger: 4)))
        #expect(isDamage(decide(4, root: nil, newest: false, ledger: 4)))
        #expect(isDamage(decide(1, root: nil, newest: false, previous: false, ledger: 1)))
        #expect(isDamage(decide(4, root: 5, newest: true)))
        #expect(isDamage(decide(4, root: nil, newest: true, ledger: 5)))
        #expect(isDamage(decide(4, root: 4, same: false, newest: true)))
        #expect(isDamage(RepairDecision.decide(RepairFacts())))
    }

    @Test func `it never falls back more than one version`() {
        #expect(isDamage(decide(4, root: 2, newest: false)))
        #expect(isDamage(decide(4, root: nil, newest: false, previous: false)))
    }
}
