import Foundation
import Model
import Support
import Testing

@testable import Archive

struct LedgerTests {
    let sample: Sample

    init() throws { sample = try Sample() }

    private func fill() throws {
        let store = sample.store()
        _ = try store.open()
        try sample.add(store, sample.draft("kent", 1, "good"), sample.draft("essex", 1, "fair"))
        try sample.add(store, sample.draft("kent", 2, "better"))
    }

    private func overwrite(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: sample.root + "/ledger.jsonl"))
    }

    @Test func `each line names a version and the line before`() throws {
        try fill()
        let lines = try sample.ledgerLines()
        let decoded = try lines.map { try JSON.decoded(LedgerLine.self, from: Array($0.utf8)) }
        #expect(decoded.map(\.seq) == [0, 1, 2])
        #expect(decoded.map(\.path) == ["kent/peel-2016", "essex/peel-2016", "kent/peel-2016"])
        #expect(decoded.map(\.version) == ["v1", "v1", "v2"])
        #expect(decoded.map(\.recovered) == [false, false, false])
        #expect(decoded[0].prev == nil)
        #expect(decoded[2].prev == base64(sha256([0] + Array(lines[1].utf8))))
        #expect(decoded[0].event == "reportwatch.report.discovered.v1")
        #expect(decoded[0].url == "https://example.org/kent")
        #expect(decoded[0].sourceDigest?.sha512 == Digest(of: Array("good".utf8)).hex)
        let inventory = try sample.read(sample.object("kent") + "/v2/inventory.json")
        #expect(decoded[2].inventoryDigest == Digest(of: Array(inventory.utf8)).hex)
    }

    @Test func `an index that lags behind asks for what is new`() throws {
        try fill()
        let entries = try sample.store().entries(from: 1)
        #expect(entries.map(\.line) == [1, 2])
        #expect(entries.map(\.id) == [Sample.id("essex"), Sample.id("kent")])
        #expect(entries.map(\.version.value) == [1, 2])
        #expect(entries.map(\.event) == [.discovered, .changed])
        #expect(try sample.store().entries(from: 3).isEmpty)
    }

    @Test func `the tree head grows with every line and survives a restart`() throws {
        try fill()
        let store = sample.store()
        _ = try store.open()
        let before = try store.treeHead()
        #expect(before.size == 3)
        try sample.add(store, sample.draft("kent", 3, "best"))
        let after = try store.treeHead()
        #expect(after.size == 4)
        #expect(after != before)
        #expect(try sample.store().treeHead() == after)
    }

    @Test(arguments: ["{\"seq\":3,\"ti", "\0\0\0\0\0", "{\"seq\":3}\0\0\0\n"])
    func `a torn last line is cut off and the version gets its line again`(torn: String) throws {
        try fill()
        let lines = try sample.ledgerLines()
        try overwrite(lines.dropLast().map { $0 + "\n" }.joined() + torn)
        let store = sample.store()
        let report = try store.open()
        #expect(report.removed.count == 1)
        #expect(report.ledgerAdded.map(\.folder) == ["kent/peel-2016/v2"])
        #expect(report.damage.isEmpty)
        #expect(store.verify().faults.isEmpty)
        let line = try #require(try sample.ledgerLines().last)
        #expect(line.contains("\"recovered\":true"))
        #expect(line.contains("https://example.org") == false)
        #expect(try Array(sample.ledgerLines().dropLast()) == Array(lines.dropLast()))
    }

    @Test func `a lost ledger is written again and said to be`() throws {
        try fill()
        try FileManager.default.removeItem(atPath: sample.root + "/ledger.jsonl")
        let store = sample.store()
        let report = try store.open()
        #expect(report.ledgerAdded.count == 3)
        #expect(report.damage.count == 1)
        #expect(store.verify().faults.isEmpty)
    }

    @Test func `a line that was changed breaks the chain`() throws {
        try fill()
        var lines = try sample.ledgerLines()
        lines[0] = lines[0].replacing("good", with: "poor").replacing("example.org", with: "example.com")
        try overwrite(lines.map { $0 + "\n" }.joined())
        #expect(sample.store().verify().faults.map(\.code) == ["ledger-chain-broken"])
    }

    @Test func `a line that was taken out is noticed`() throws {
        try fill()
        var lines = try sample.ledgerLines()
        lines.remove(at: 1)
        try overwrite(lines.map { $0 + "\n" }.joined())
        let codes = Set(sample.store().verify().faults.map(\.code))
        #expect(codes == ["ledger-chain-broken", "ledger-sequence", "ledger-line-missing"])
    }

    @Test func `an inventory that was rewritten whole is noticed by the ledger alone`() throws {
        try fill()
        let object = sample.object("essex")
        let text = try sample.read(object + "/inventory.json").replacing("essex fair", with: "essex good")
        let sidecar = Digest(of: Array(text.utf8)).hex + "  inventory.json\n"
        for folder in [object, object + "/v1"] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/inventory.json"))
            try Data(sidecar.utf8).write(to: URL(fileURLWithPath: folder + "/inventory.json.sha512"))
        }
        #expect(sample.store().verify(paths: [object]).isSound)
        #expect(sample.store().verify().faults.map(\.code) == ["ledger-digest-mismatch"])
    }

    // The eight leaves and roots that RFC 6962 implementations have tested against since certificate-transparency's first.
    private static let leaves: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
        Array(0x60...0x6F),
    ]
    private static let roots = [
        "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=", "+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=",
    ]

    private func root(of count: Int) -> String {
        var tree = MerkleTree()
        for leaf in LedgerTests.leaves.prefix(count) { tree.append(leafHash: MerkleTree.leafHash(leaf)) }
        return tree.head.root
    }

    @Test func `the tree hash is that of RFC 6962`() {
        #expect(MerkleTree().head.root == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        #expect(root(of: 1) == LedgerTests.roots[0])
        #expect(root(of: 2) == LedgerTests.roots[1])
        #expect(root(of: 8) == "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=")
    }

    @Test(.enabled(if: shared("data/standards/merkle/testdata/consistency") != nil, "no shared vectors here"))
    func `the tree hash is that of the public test vectors`() throws {
        struct Vector: Decodable {
            let size1, size2: Int
            let root1, root2: String
        }
        let folder = try #require(shared("data/standards/merkle/testdata/consistency"))
        var compared = 0
        for number in 1...4 {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(number)/happy-path.json"))
            let vector = try JSONDecoder().decode(Vector.self, from: data)
            guard vector.size2 <= LedgerTests.leaves.count else { continue }
            #expect(root(of: vector.size1) == vector.root1)
            #expect(root(of: vector.size2) == vector.root2)
            compared += 1
        }
        #expect(compared > 0)
    }
}
