import Archive
import Catalogue
import Foundation
import Model
import Support
import Testing

@testable import Daemon

/// A report whose versions lie in more than one folder of the archive.
struct SuccessorTests {
    private let rig: Rig

    init() async throws {
        rig = try Rig(versionsInObject: 2)
        for number in 1...5 {
            try rig.drop(letter + "Round \(number).\n")
            try await rig.pass()
        }
    }

    @Test func `versions go on numbering over folders, in the archive, the catalogue and what is told`() throws {
        let runtime = try rig.run()
        defer { try? runtime.close() }
        let rows = try runtime.catalogue.allVersions()
        #expect(rows.map(\.version.value) == [1, 2, 3, 4, 5])
        let folders = ["", "", "--part-2", "--part-2", "--part-3"].map { "documents/note-txt" + $0 }
        #expect(rows.map(\.path) == zip(folders, ["v1", "v2", "v1", "v2", "v1"]).map { "\($0)/\($1)" })
        let told = try runtime.catalogue.events().map { try JSON.decoded(Event.self, from: Array($0.json.utf8)).data }
        #expect(told.map(\.archivePath) == rows.map(\.path))
        #expect(told.map { $0.fromVersion?.value ?? 0 } == [0, 1, 2, 3, 4])
        #expect(CatalogueCheck(runtime.catalogue, runtime.stages.store, secondLook: .zero).findings() == [])
        #expect(runtime.stages.store.verify().faults == [])
    }

    @Test func `the text of a version in another folder is a return, known bytes a duplicate, and both are read again`()
        async throws
    {
        try rig.drop(letter + "Round 1.\n")
        try await rig.pass()
        try rig.drop(letter + "Round 1.\n", as: "note.txt")
        try await rig.pass()
        let runtime = try rig.run()
        defer { try? runtime.close() }
        let rows = try runtime.catalogue.allVersions()
        #expect(rows.count == 6 && rows.last?.path == "documents/note-txt--part-3/v2")
        #expect(try runtime.catalogue.events().last?.type == .reverted)
        for row in rows { #expect(try ArchivedOriginal(row, in: runtime.stages.store).size > 0) }
    }

    @Test func `what a crash kept from the catalogue is found in every folder`() async throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: rig.folder.file("State/catalogue.sqlite" + suffix))
        }
        let runtime = try rig.run()
        defer { try? runtime.close() }
        #expect(try runtime.catalogue.allVersions().map(\.version.value) == [1, 2, 3, 4, 5])
        #expect(try runtime.catalogue.events().count == 5)
    }
}
