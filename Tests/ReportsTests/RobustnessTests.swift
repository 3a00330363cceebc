import Documents
import Model
import Support
import Testing

/// Damaged input never traps, and what is read from it is in it.
@Suite struct RobustnessTests {
    @Test func `any truncation of a report is read without a trap and with evidence that holds`() throws {
        let bytes = try Fixtures.bytes("hmicfrs/gloucestershire-2016.txt")
        for end in stride(from: 1, to: bytes.count, by: 97) { try checkIfReadable(Array(bytes.prefix(end))) }
    }

    @Test func `any flipped bit is read without a trap and with evidence that holds`() throws {
        let bytes = try Fixtures.bytes("hmicfrs/gloucestershire-2016.txt")
        var generator = Seeded(seed: 7)
        for _ in 0..<60 {
            var damaged = bytes
            for _ in 0..<20 {
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0..<8, using: &generator)
            }
            try checkIfReadable(damaged)
        }
    }

    @Test func `tags thrown into a report at random are read without a trap`() throws {
        let text = String(decoding: try Fixtures.bytes("hmicfrs/gloucestershire-2016.txt"), as: UTF8.self)
        let tags = [
            "<p>", "</p>", "<li>", "<table>", "<tr>", "<td>", "</div>", "<b", "<h2>", "</h3>", "<!--", "&#x0;", "<svg>",
            "<a href=x>", "<select>",
        ]
        var generator = Seeded(seed: 11)
        for _ in 0..<40 {
            let pieces = text.split(separator: " ").prefix(400).map { word in
                Bool.random(using: &generator) ? String(word) : word + (tags.randomElement(using: &generator) ?? "")
            }
            try checkIfReadable(Array(("<html><body>" + pieces.joined(separator: " ")).utf8))
        }
    }

    @Test(.enabled(if: SharedData.isThere, "the shared data is not beside the project"))
    func `every real file of others is read or refused with an outcome`() throws {
        for folder in [
            "data/strings", "data/html-parsing", "data/inspection-reports", "data/fuzz", "data/docs", "data/mhtml",
        ] {
            for path in SharedData.files(below: folder) {
                let name = String(path.dropFirst((SharedData.folder ?? "").utf8.count + 1))
                try checkIfReadable(SharedData.bytes(name))
            }
        }
    }

    private func checkIfReadable(_ bytes: [UInt8]) throws {
        do {
            let read = try ReadReport(bytes)
            #expect(read.allEvidence.allSatisfy { read.document.text.shows($0) })
            #expect(read.record.judgments.allSatisfy { !$0.evidence.isEmpty })
            let again = try JSON.decoded(Record.self, from: JSON.bytes(of: read.record))
            #expect(again == read.record)
        } catch let refusal as Refusal {
            #expect(!refusal.message.isEmpty && !refusal.remedy.isEmpty)
        }
    }
}
