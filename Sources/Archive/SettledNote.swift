import Model

/// Up to which line of the ledger everything is known to be in place, with the tree of these lines.
///
/// It spares a large archive to be looked through at each start. Whatever a crash interrupts after it is named by marks in
/// staging; the note is only taken where the ledger still has the line that it ends with, and losing it costs a look at everything.
struct SettledNote: Hashable, Codable {
    let lines: Int
    let bytes: Int
    /// Base64 of the last line's hash; absent for an empty ledger.
    let last: String?
    /// Base64 of the roots of the complete subtrees of the ledger's tree, the largest first.
    let peaks: [String]

    static let fileName = "settled.json"

    init(_ tail: LedgerTail, _ tree: MerkleTree) {
        (lines, bytes, last) = (tail.count, tail.size, tail.lastHash.map(base64))
        peaks = tree.peaks.map(base64)
    }

    /// Reads the note that lies at a path; `nil` unless it is about this ledger.
    init?(at path: String, of ledger: Ledger) {
        guard let bytes = try? FileReading.bytes(of: path), let note = try? JSON.decoded(SettledNote.self, from: bytes),
            note.bytes >= 0, let tail = try? ledger.quickTail(ofFirst: note.bytes), tail.count == note.lines,
            tail.lastHash.map(base64) == note.last, note.tree != nil
        else { return nil }
        self = note
    }

    /// The tree of its lines; `nil` where the peaks are none of so many lines.
    var tree: MerkleTree? { MerkleTree(size: lines, peaks: peaks.compactMap(unbase64)) }
}
