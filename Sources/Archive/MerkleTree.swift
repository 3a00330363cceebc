import Foundation
import Model

/// The size and root of the ledger's tree at one moment: whoever keeps it can later show that history was not rewritten.
package struct TreeHead: Hashable, Sendable, Codable {
    /// How many lines the ledger had.
    package let size: Int
    /// Base64 of the RFC 6962 root hash.
    package let root: String
}

/// The Merkle tree of RFC 6962, section 2.1, kept as the roots of its complete subtrees, so that a leaf costs no second look
/// at those before it.
struct MerkleTree: Hashable, Sendable {
    private(set) var size = 0
    /// The roots of the complete subtrees, the largest first: one for each bit of the size.
    private(set) var peaks: [[UInt8]] = []

    init() {}

    /// Goes on from the peaks of a tree; `nil` where they cannot be those of so many leaves.
    init?(size: Int, peaks: [[UInt8]]) {
        guard size >= 0, peaks.count == size.nonzeroBitCount, peaks.allSatisfy({ $0.count == 32 }) else { return nil }
        (self.size, self.peaks) = (size, peaks)
    }

    static func leafHash(_ leaf: some Sequence<UInt8>) -> [UInt8] { sha256([0] + Array(leaf)) }
    static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { sha256([1] + left + right) }

    mutating func append(leafHash: [UInt8]) {
        var hash = leafHash
        var rest = size
        // Every trailing one bit of the size is a complete subtree that the new leaf completes to the next larger one.
        while rest & 1 == 1 {
            hash = MerkleTree.nodeHash(peaks.removeLast(), hash)
            rest >>= 1
        }
        peaks.append(hash)
        size += 1
    }

    var root: [UInt8] {
        guard var hash = peaks.last else { return sha256([]) }
        for peak in peaks.dropLast().reversed() { hash = MerkleTree.nodeHash(peak, hash) }
        return hash
    }

    var head: TreeHead { TreeHead(size: size, root: base64(root)) }
}

func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
func unbase64(_ text: String) -> [UInt8]? { Data(base64Encoded: text).map { Array($0) } }
