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

    /// All of them where REPORTWATCH_TORTURE is set, else every nineteenth: enough to see a slip, few enough for every run.
    package static let sample: [ReadingFixture] = {
        let isLong = ProcessInfo.processInfo.environment["REPORTWATCH_TORTURE"] != nil
        return all.enumerated().filter { isLong || $0.offset % 19 == 0 }.map(\.element)
    }()

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
