import Foundation
import Model
import Support
import Testing

@testable import Archive

struct ProofTests {
    private static func leaves(_ count: Int) -> [[UInt8]] { (0..<count).map { MerkleTree.leafHash([UInt8($0 & 255)]) } }

    @Test func `every leaf of every tree up to 40 leaves is shown, and no other leaf or place`() {
        for size in 1...40 {
            let leaves = ProofTests.leaves(size)
            let root = MerkleProof.root(of: leaves[...])
            for index in 0..<size {
                let proof = MerkleProof.inclusion(of: index, in: leaves[...])
                #expect(MerkleProof.shows(leaf: leaves[index], at: index, in: size, proof, root: root))
                let other = MerkleTree.leafHash([0xFF, UInt8(index)])
                #expect(!MerkleProof.shows(leaf: other, at: index, in: size, proof, root: root))
                #expect(
                    size == 1
                        || !MerkleProof.shows(leaf: leaves[index], at: (index + 1) % size, in: size, proof, root: root))
            }
        }
    }

    @Test func `every beginning of every tree up to 40 leaves is shown, and no other`() {
        for size in 1...40 {
            let leaves = ProofTests.leaves(size)
            let root = MerkleProof.root(of: leaves[...])
            for first in 1...size {
                let old = MerkleProof.root(of: leaves.prefix(first))
                let proof = MerkleProof.consistency(from: first, in: leaves[...])
                #expect(MerkleProof.shows((first, old), beginning: (size, root), proof))
                var forged = old
                forged[0] ^= 1
                #expect(!MerkleProof.shows((first, forged), beginning: (size, root), proof))
            }
        }
    }

    private struct Vector: Decodable {
        // One of them is the largest number of 64 bits.
        let leafIdx, treeSize, size1, size2: UInt64?
        let leafHash, root, root1, root2: String?
        let proof: [String]?
        let desc: String?
        let wantErr: Bool

        var hashes: [[UInt8]]? {
            let decoded = (proof ?? []).map { Data(base64Encoded: $0) }
            return decoded.contains(nil) ? nil : decoded.map { Array($0 ?? Data()) }
        }
        func bytes(_ text: String?) -> [UInt8] { text.flatMap { Data(base64Encoded: $0) }.map { Array($0) } ?? [] }

        var isShown: Bool {
            guard let hashes else { return false }
            func number(_ value: UInt64?) -> Int { value.flatMap { Int(exactly: $0) } ?? -1 }
            if let leafIdx, let treeSize {
                return MerkleProof.shows(
                    leaf: bytes(leafHash), at: number(leafIdx), in: number(treeSize), hashes, root: bytes(root))
            }
            return MerkleProof.shows((number(size1), bytes(root1)), beginning: (number(size2), bytes(root2)), hashes)
        }
    }

    @Test(
        .enabled(if: shared("data/standards/merkle/testdata") != nil, "no shared vectors here"),
        arguments: ["inclusion", "consistency"])
    func `the public suite of proofs passes whole`(kind: String) throws {
        let folder = try #require(shared("data/standards/merkle/testdata/\(kind)"))
        var count = 0
        for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init()
        where name.hasSuffix(".json") {
            let vector = try JSONDecoder().decode(
                Vector.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
            #expect(vector.isShown == !vector.wantErr, "\(name): \(vector.desc ?? "")")
            count += 1
        }
        #expect(count >= 90, "\(count) vectors")
    }

    // RFC 8032, section 7.1, test 2, in the form that openssl writes.
    private static let secret = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
    private static let pem = {
        let der = "302e020100300506032b657004220420" + secret
        let bytes = stride(from: 0, to: der.count, by: 2).compactMap { UInt8(der.dropFirst($0).prefix(2), radix: 16) }
        return "-----BEGIN PRIVATE KEY-----\n\(Data(bytes).base64EncodedString())\n-----END PRIVATE KEY-----\n"
    }()

    @Test func `signatures are those of RFC 8032`() throws {
        let key = try #require(SigningKey(pem: ProofTests.pem))
        let signature = key.signature(of: [0x72])
        let hex = signature.map { String(format: "%02x", $0) }.joined()
        #expect(hex.hasPrefix("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"))
        #expect(key.verifyingKey.accepts(signature, of: [0x72]))
        #expect(!key.verifyingKey.accepts(signature, of: [0x73]))
        #expect(VerifyingKey(pem: key.verifyingKey.pem) == key.verifyingKey)
        #expect(SigningKey(pem: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----") == nil)
        #expect(SigningKey(pem: "secret") == nil)
    }

    @Test func `a checkpoint is read again from a mail that quotes it, and its signature counts for its words alone`()
        throws
    {
        let key = try #require(SigningKey(pem: ProofTests.pem))
        let head = TreeHead(size: 17, root: base64(sha256([1])))
        let note = Checkpoint(origin: "reportwatch/8d3b0f0e", head: head, key: key)
        #expect(note.isSigned(by: key.verifyingKey))
        let quoted =
            "On Monday you wrote:\r\n"
            + note.text.split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)\r\n" }.joined()
        let read = try #require(Checkpoint(reading: quoted))
        #expect(read == note)
        let forged = try #require(Checkpoint(reading: note.text.replacing("\n17\n", with: "\n18\n")))
        #expect(forged.isSigned && !forged.isSigned(by: key.verifyingKey))
        #expect(Checkpoint(reading: "17 " + head.root)?.head == head)
        for text in ["", "17", "017 " + head.root, "-1 " + head.root, "17 AAAA", "a\nb\nc\n"] {
            #expect(Checkpoint(reading: text) == nil, "\(text)")
        }
    }

    @Test func `a ledger is the beginning of itself for ever, until somebody rewrites it`() throws {
        let sample = try Sample()
        let store = sample.store()
        _ = try store.open()
        var heads: [TreeHead] = [try store.treeHead()]
        for number in 1...6 {
            try sample.add(store, sample.draft("kent", number, "words \(number)"))
            heads.append(try store.treeHead())
        }
        for head in heads {
            guard case .consistent(let now, let proof) = try sample.store().consistency(with: head) else {
                Issue.record("\(head) is no beginning")
                continue
            }
            #expect(now == heads.last)
            let hashes = try proof.map { Array(try #require(Data(base64Encoded: $0))) }
            let (old, new) = (
                Array(try #require(Data(base64Encoded: head.root))), Array(try #require(Data(base64Encoded: now.root)))
            )
            #expect(head.size == 0 || MerkleProof.shows((head.size, old), beginning: (now.size, new), hashes))
        }
        let path = sample.root + "/ledger.jsonl"
        let lines = try sample.ledgerLines()
        try Data(lines.dropLast().map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: path))
        #expect(try sample.store().consistency(with: heads[6]) == .shorter(now: heads[5]))
        try Data(
            lines.map {
                $0.replacing("kent words 2", with: "kent words 9").replacing("example.org", with: "example.com") + "\n"
            }.joined().utf8
        )
        .write(to: URL(fileURLWithPath: path))
        guard case .rewritten = try sample.store().consistency(with: heads[3]) else {
            Issue.record("a rewritten ledger was taken for what it was")
            return
        }
    }
}
