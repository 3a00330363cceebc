import Model

/// Proofs about the tree of RFC 6962 (section 2.1; the checks are those of RFC 9162, sections 2.1.3.2 and 2.1.4.2): that a
/// leaf is in a tree, and that a tree is the beginning of a later one.
enum MerkleProof {
    /// Gives the hashes that lead from a leaf to the root of the tree over all leaves.
    static func inclusion(of leaf: Int, in leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard leaves.count > 1 else { return [] }
        let half = half(of: leaves.count)
        let (left, right) = (leaves.prefix(half), leaves.dropFirst(half))
        return leaf < half
            ? inclusion(of: leaf, in: left) + [root(of: right)]
            : inclusion(of: leaf - half, in: right) + [root(of: left)]
    }

    /// Gives the hashes that show the tree over the first leaves to be the beginning of that over all.
    static func consistency(from size: Int, in leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        size == 0 || size >= leaves.count ? [] : consistency(from: size, in: leaves, isWhole: true)
    }

    private static func consistency(from size: Int, in leaves: ArraySlice<[UInt8]>, isWhole: Bool) -> [[UInt8]] {
        // The root of the old tree itself is known to whoever asks.
        guard size < leaves.count else { return isWhole ? [] : [root(of: leaves)] }
        let half = half(of: leaves.count)
        let (left, right) = (leaves.prefix(half), leaves.dropFirst(half))
        return size <= half
            ? consistency(from: size, in: left, isWhole: isWhole) + [root(of: right)]
            : consistency(from: size - half, in: right, isWhole: false) + [root(of: left)]
    }

    static func root(of leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leafHash: leaf) }
        return tree.root
    }

    // The largest power of two below a number above 1.
    private static func half(of count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }

    /// Whether the hashes lead from a leaf to this root.
    static func shows(leaf: [UInt8], at index: Int, in size: Int, _ proof: [[UInt8]], root: [UInt8]) -> Bool {
        guard index >= 0, index < size, !leaf.isEmpty, !root.isEmpty else { return false }
        var (node, last, hash) = (index, size - 1, leaf)
        for other in proof {
            guard last > 0, !other.isEmpty else { return false }
            if node & 1 == 1 || node == last {
                hash = MerkleTree.nodeHash(other, hash)
                while node & 1 == 0, node > 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                hash = MerkleTree.nodeHash(hash, other)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 && hash == root
    }

    /// Whether the hashes show a tree with the old size and root to be the beginning of the new one. From nothing, nothing
    /// is shown.
    static func shows(
        _ old: (size: Int, root: [UInt8]), beginning new: (size: Int, root: [UInt8]), _ proof: [[UInt8]]
    ) -> Bool {
        guard old.size > 0, old.size <= new.size, !old.root.isEmpty, !new.root.isEmpty else { return false }
        if old.size == new.size { return proof.isEmpty && old.root == new.root }
        // A complete old tree is the first hash itself, and is left out of the proof.
        var rest = (old.size & (old.size - 1) == 0 ? [old.root] + proof : proof)[...]
        guard let first = rest.popFirst(), !first.isEmpty else { return false }
        var (node, last) = (old.size - 1, new.size - 1)
        while node & 1 == 1 { (node, last) = (node >> 1, last >> 1) }
        var (before, after) = (first, first)
        for other in rest {
            guard last > 0, !other.isEmpty else { return false }
            if node & 1 == 1 || node == last {
                before = MerkleTree.nodeHash(other, before)
                after = MerkleTree.nodeHash(other, after)
                while node & 1 == 0, node > 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                after = MerkleTree.nodeHash(after, other)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 && before == old.root && after == new.root
    }
}
