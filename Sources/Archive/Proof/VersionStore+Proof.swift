package import Model

/// Where one version stands in the ledger, and what shows it to whoever has a checkpoint.
package struct InclusionProof: Hashable, Sendable, Codable {
    /// The number of its line, from 0.
    package let leafIndex: Int
    package let treeSize: Int
    /// Base64: the hash of its line, those that lead from it to the root, the root.
    package let leafHash: String
    package let hashes: [String]
    package let rootHash: String
}

/// What an archive says of a tree head that somebody kept.
package enum Consistency: Hashable, Sendable {
    /// The ledger begins with that tree; the hashes (base64) show it to whoever has only the two heads.
    case consistent(now: TreeHead, proof: [String])
    /// The ledger has fewer lines than that tree had.
    case shorter(now: TreeHead)
    /// The first lines of the ledger give another root: history was rewritten.
    case rewritten(root: String)
}

extension VersionStore {
    /// Says whether the ledger still begins with the tree that somebody kept the head of. Reads the whole ledger.
    /// - Throws: `archive-unknown` where there is no ledger.
    package func consistency(with kept: TreeHead) throws(Problem) -> Consistency {
        guard Folder.kind(of: ledger.path) == .file else {
            throw Problem(
                .archiveUnknown, "there is no ledger, which a checkpoint speaks of", at: ledger.path,
                remedy: "Name the archive itself, or nothing for that of the settings.")
        }
        let leaves = try leaves()
        let now = TreeHead(size: leaves.count, root: base64(MerkleProof.root(of: leaves[...])))
        guard kept.size <= leaves.count else { return .shorter(now: now) }
        let then = base64(MerkleProof.root(of: leaves.prefix(kept.size)))
        guard then == kept.root else { return .rewritten(root: then) }
        return .consistent(now: now, proof: MerkleProof.consistency(from: kept.size, in: leaves[...]).map(base64))
    }

    func leaves() throws(Problem) -> [[UInt8]] { try ledger.lines().map { MerkleTree.leafHash($0) } }
}
