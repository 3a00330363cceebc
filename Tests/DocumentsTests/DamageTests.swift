import Foundation
import Model
import Support
import Testing

@testable import Documents

/// Whatever happens to a file, it is read or refused; nothing traps. `REPORTWATCH_TORTURE` looks a hundred times longer.
@Suite("Damaged files")
struct DamageTests {
    private static let names = [
        "report.docx", "report.odt", "report.eml", "report.mhtml", "report.html", "tagged.pdf", "untagged.pdf",
    ]
    private static let rounds = ProcessInfo.processInfo.environment["REPORTWATCH_TORTURE"] == nil ? 12 : 1200

    @Test(arguments: names)
    func `any truncation is read or refused`(name: String) throws {
        let bytes = try Fixtures.bytes("renditions/" + name)
        var generator = Seeded(seed: 3)
        for _ in 0..<Self.rounds {
            check(Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator))))
        }
    }

    @Test(arguments: names)
    func `any flipped bits are read or refused`(name: String) throws {
        let bytes = try Fixtures.bytes("renditions/" + name)
        var generator = Seeded(seed: 5)
        for _ in 0..<Self.rounds {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                damaged[Int.random(in: 0..<bytes.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0..<8, using: &generator)
            }
            check(damaged)
        }
    }

    // Office files and PDFs are packed: damage inside them is made before they are packed.
    @Test func `damage inside the parts of an office document is read or refused`() throws {
        var generator = Seeded(seed: 9)
        for name in ["report.docx", "report.odt"] {
            let archive = try ZIPArchive(Fixtures.bytes("renditions/" + name))
            let parts = try archive.entries.filter { !$0.isFolder }.map {
                ZIPFixture.Entry($0.name, try archive.contents(of: $0, limit: 1 << 20))
            }
            for _ in 0..<Self.rounds {
                let damaged = parts.map { part in
                    part.with { part in
                        guard !part.content.isEmpty, part.name.hasSuffix(".xml") else { return }
                        let place = Int.random(in: 0..<part.content.count, using: &generator)
                        if Bool.random(using: &generator) {
                            part.content.removeSubrange(place...)
                        } else {
                            part.content[place] = UInt8.random(in: 0...255, using: &generator)
                        }
                    }
                }
                check(ZIPFixture.bytes(damaged))
            }
        }
    }

    private func check(_ bytes: [UInt8]) {
        guard let document = try? DocumentReader.read(bytes) else { return }
        #expect(document.blocks.allSatisfy { $0.range.upperBound <= document.text.scalars.count })
    }
}
