import Changes
import Foundation
import Model
import Support
import Testing

/// Pairs of documents in sentences of our own, each with what a careful reader wants told of it: `Tests/Fixtures/changes`.
@Suite struct ChangeFixturesTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let folder: String

        var testDescription: String { folder }

        static let all: [Case] = {
            let root = Fixtures.path("changes")
            let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
            return names.filter { $0.hasSuffix("/golden.json") }.sorted().map { Case(folder: String($0.dropLast(12))) }
        }()

        /// Gives one side: its bytes and its name.
        func side(_ name: String) throws -> (bytes: [UInt8], name: String) {
            let root = Fixtures.path("changes/" + folder)
            let file = try #require(
                try FileManager.default.contentsOfDirectory(atPath: root).first { $0.hasPrefix(name + ".") })
            return (try Fixtures.bytes("changes/\(folder)/\(file)"), file)
        }
    }

    private struct Golden: Decodable {
        struct Item: Decodable, Equatable {
            let `class`: ChangeClass
            let severity: Severity
            let path: String
            let from: String?
            let to: String?
            let touches: [String]?
        }

        let url: String?
        let severity: Severity
        let summary: String
        let quiet: Bool
        let items: [Item]
        let unread: [String]?
    }

    @Test(arguments: Case.all)
    func `every pair is told as its golden file says`(_ pair: Case) throws {
        try check(pair)
    }

    private func reading(_ side: (bytes: [UInt8], name: String), _ url: String?) throws -> Reading {
        try ChangeVariation.reading(side.bytes, name: side.name, url: url)
    }

    private func check(_ pair: Case) throws {
        let bytes = try Fixtures.bytes("changes/\(pair.folder)/golden.json")
        let golden = try JSONDecoder().decode(Golden.self, from: Data(bytes))
        let (old, new) = (
            try reading(pair.side("old"), golden.url), try reading(pair.side("new"), golden.url)
        )
        let change = Comparison.change(from: old, to: new)
        let items = change.isNews ? change.items : []
        #expect((change.isNews ? change.summary : "nothing changed") == golden.summary)
        #expect((change.isNews ? change.severity : .none) == golden.severity)
        #expect((change.isNews && change.quiet) == golden.quiet)
        let told = items.map {
            Golden.Item(
                class: $0.kind, severity: $0.severity, path: $0.path, from: $0.from, to: $0.to, touches: $0.touches)
        }
        #expect(told == golden.items)
        #expect(change.unread.map(\.path) == golden.unread ?? [])
        #expect(Comparison.change(from: new, to: new).items.isEmpty)
    }

    @Test func `there are a hundred of them`() {
        #expect(Case.all.count >= 100)
    }
}
