import Foundation

/// A document of `Tests/Fixtures/reading`, with the address it came from.
package struct ReadingFixture: CustomStringConvertible, Sendable {
    /// Below `reading`.
    package let path: String
    /// As it stands in the golden file beside it.
    package let address: String?
    package var description: String { path }

    /// The last part of the path.
    package var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Whether its bytes are its text.
    package var isPlain: Bool { path.hasSuffix(".txt") || path.hasSuffix(".md") }

    /// Gives its bytes.
    package func bytes() throws -> [UInt8] { try Fixtures.bytes("reading/" + path) }

    /// All of them where REPORTWATCH_TORTURE is set, else about every nineteenth: enough to see a slip, few enough for every
    /// run. Its path alone decides whether one is taken, so that a new fixture leaves the others where they are.
    package static let sample: [ReadingFixture] = {
        let isLong = ProcessInfo.processInfo.environment["REPORTWATCH_TORTURE"] != nil
        return all.filter { isLong || hash(of: $0.path) % 19 == 0 }
    }()

    // FNV-1a: the same in every process and on every machine.
    private static func hash(of path: String) -> UInt64 {
        path.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// All of them, in one order on every machine.
    package static let all: [ReadingFixture] = {
        let root = Fixtures.path("reading")
        let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".json") }.sorted().map { file in
            let golden = try? JSONSerialization.jsonObject(with: Data(Fixtures.bytes("reading/" + file)))
            return ReadingFixture(
                path: String(file.dropLast(5)), address: (golden as? [String: Any])?["address"] as? String)
        }
    }()
}
