import Archive
import Catalogue
import Foundation
import Model
import Support
import Testing

@testable import Daemon

/// Which labels an input has.
struct InputLabelTests {
    private func provenance(_ rig: Rig) throws -> [String: [String]?] {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        var labels: [String: [String]?] = [:]
        for row in try runtime.catalogue.allVersions() {
            let bytes = try runtime.stages.store.bytes(of: "record.json", in: row.report, version: row.version)
            labels[row.report.folder] = try JSON.decoded(Record.self, from: bytes).provenance.labels
            #expect(
                try runtime.catalogue.labels(of: row.report, row.version) == labels[row.report.folder]?.map { $0 } ?? []
            )
        }
        return labels
    }

    @Test func `each folder is one label, written on one line, and none twice`() async throws {
        let rig = try Rig()
        try rig.drop(letter + "One.\n", as: "a/b/a/one.txt")
        try rig.drop(letter + "Two.\n", as: "line\nend/two.txt")
        try rig.drop(letter + "Three.\n", as: "three.txt")
        try await rig.pass()
        let labels = try provenance(rig)
        #expect(labels["documents/a-b-a-one-txt"] == ["a", "b"], "\(labels)")
        #expect(labels.values.contains(["line\\nend"]), "\(labels)")
        #expect(labels["documents/three-txt"] == .some(nil), "\(labels)")
    }

    @Test func `what is packed in a file has the labels of the file, and not its folders inside`() async throws {
        let rig = try Rig()
        let zip = ZIPFixture.bytes([.init("inner/note.txt", letter), .init("other.txt", changedLetter + "Other.\n")])
        try Data(zip).write(to: URL(fileURLWithPath: rig.folder.file("pack.zip")))
        try FileManager.default.createDirectory(
            atPath: rig.folder.file("Inbox/met"), withIntermediateDirectories: true)
        #expect(rename(rig.folder.file("pack.zip"), rig.folder.file("Inbox/met/pack.zip")) == 0)
        try await rig.pass()
        let labels = try provenance(rig)
        #expect(labels.count >= 2 && labels.values.allSatisfy { $0 == ["met"] }, "\(labels)")
    }

    @Test func `bytes that are read again keep their labels`() async throws {
        let rig = try Rig()
        try rig.drop(letter, as: "met/note.txt")
        try await rig.pass()
        let runtime = try rig.run()
        defer { try? runtime.close() }
        let row = try #require(try runtime.catalogue.allVersions().first)
        let original = try ArchivedOriginal(row, in: runtime.stages.store)
        #expect(original.record.provenance.labels == ["met"])
        var results: [RereadResult] = []
        try await runtime.reread([row.report]) { results.append($0) }
        #expect(results.map(\.outcome) == [.unchanged])
    }
}
