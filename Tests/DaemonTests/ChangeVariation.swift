import Changes
import Documents
import Foundation
import Model
import Reports
import Support
import Testing

/// A page, what is written otherwise in it, and what is told of that: the class of each item and its path, in any order.
struct ChangeVariation: CustomTestStringConvertible, Sendable {
    /// A document as it comes, with the name and the address it has.
    struct Page: Sendable {
        let name: String
        var url: String?
        let text: String
    }

    let testDescription: String
    let page: Page
    /// What stands instead of what; each must stand in the page.
    let edits: [(String, String)]
    let told: [String]

    init(_ description: String, _ page: Page, _ edits: [(String, String)], tells told: [String] = []) {
        testDescription = description
        self.page = page
        self.edits = edits
        self.told = told
    }

    /// Compares the page with what became of it, and the other way where nothing is to be told.
    func check() throws {
        var text = page.text
        for (before, after) in edits {
            try #require(text.contains(before), "the page has no “\(before)”")
            text = text.replacing(before, with: after)
        }
        let old = try ChangeVariation.reading(Array(page.text.utf8), name: page.name, url: page.url)
        let new = try ChangeVariation.reading(Array(text.utf8), name: page.name, url: page.url)
        let change = Comparison.change(from: old, to: new)
        #expect(ChangeVariation.told(change) == told.sorted(), "\(change.summary)")
        #expect(change.unread.isEmpty)
        if told.isEmpty { #expect(ChangeVariation.told(Comparison.change(from: new, to: old)).isEmpty) }
    }

    private static func told(_ change: Change) -> [String] {
        change.items.filter { $0.severity > .none }.map { "\($0.kind.rawValue) \($0.path)" }.sorted()
    }

    private static let library = Result { try ProfileLibrary.builtIn() }

    /// Reads one side as the program does.
    static func reading(_ bytes: [UInt8], name: String, url: String?) throws -> Reading {
        let document = try DocumentReader.read(bytes, hint: .init(name: name, url: url))
        let reader = RecordReader(profiles: try library.get(), software: .init(name: "test", version: "1"))
        let record = reader.record(
            of: document,
            facts: .init(
                name: name, url: url, bytes: bytes.count, sha256: sha256Hex(bytes), sha512: Digest(of: bytes)))
        return Reading(record: record, text: document.text)
    }
}
