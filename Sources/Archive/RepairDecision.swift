import Model

/// What the surface and the newest version of a report's folder tell after a crash.
struct RepairFacts: Hashable {
    /// The newest version that has a folder.
    var highest: VersionNumber?
    /// The version that the root inventory names as newest; `nil` where it is torn.
    var rootHead: VersionNumber?
    /// Whether the root inventory is the newest version's own.
    var rootIsNewest = false
    /// Whether the newest version's inventory and every file it names verify.
    var newestVerifies = false
    /// Whether the version before it does.
    var previousVerifies = false
    /// The newest version that the ledger names.
    var ledgerNewest: VersionNumber?
}

/// What to do with a folder whose surface does not agree. Only what was never committed is moved; damage of a committed
/// version is evidence and stays as it is.
enum RepairDecision: Hashable {
    /// The newest version is whole: write its inventory into the root.
    case rollForward
    /// The newest version was never committed: put it aside, the root inventory stands.
    case quarantineVersion
    /// The same, and the root inventory is torn: write that of the version before.
    case quarantineVersionAndRestore
    /// The only version was never committed: put the whole folder aside.
    case quarantineObject
    case damaged(String)

    static func decide(_ facts: RepairFacts) -> RepairDecision {
        guard let highest = facts.highest else { return .damaged("it has no version") }
        if let ledger = facts.ledgerNewest, ledger > highest {
            return .damaged("the ledger names \(ledger), but the newest version here is \(highest)")
        }
        if let head = facts.rootHead, head > highest {
            return .damaged("the root inventory names \(head), but the newest version here is \(highest)")
        }
        if facts.newestVerifies {
            guard facts.rootHead == highest, !facts.rootIsNewest else { return .rollForward }
            return .damaged("the root inventory and that of \(highest) differ")
        }
        if facts.rootHead == highest || facts.ledgerNewest == highest {
            return .damaged("\(highest) was committed and does not verify")
        }
        guard highest.value > 1 else { return .quarantineObject }
        if facts.rootHead?.next == highest { return .quarantineVersion }
        if facts.rootHead == nil, facts.previousVerifies { return .quarantineVersionAndRestore }
        return .damaged("neither \(highest) nor the version before it verifies")
    }
}
