import Foundation
import Model
import Support
import Testing

@testable import Catalogue

@Suite struct OpeningTests {
    @Test func `a new catalogue has every table and opens again with what it holds`() throws {
        let sample = try Sample()
        let name = try sample.catalogue.installation()
        #expect(name.hasPrefix("urn:uuid:"))
        #expect(UUID(uuidString: String(name.dropFirst(9))) != nil)
        #expect(name == name.lowercased())
        try sample.catalogue.record(batch())
        try sample.catalogue.close()
        let again = try CatalogueDatabase(path: sample.path)
        #expect(try again.installation() == name)
        #expect(try again.latest(of: metropolitan) == row())
        try again.check()
    }

    @Test func `the installation can be put back for a rebuild`() throws {
        let sample = try Sample()
        try sample.catalogue.setInstallation("urn:uuid:11111111-0000-4000-8000-000000000000")
        try sample.catalogue.close()
        let again = try CatalogueDatabase(path: sample.path)
        #expect(try again.installation() == "urn:uuid:11111111-0000-4000-8000-000000000000")
    }

    @Test func `commits are synced and caches are small`() throws {
        let catalogue = try Sample().catalogue
        let settings = try ["synchronous", "foreign_keys", "cache_size", "journal_mode"].flatMap {
            try catalogue.answer(to: "PRAGMA \($0)")
        }
        #expect(settings == ["2", "1", "-1024", "wal"])
    }

    @Test func `a missing catalogue says what makes one`() throws {
        let folder = try TemporaryFolder()
        let problem = try #require(throws: Problem.self) {
            try CatalogueDatabase(readingAt: folder.file("none.sqlite"))
        }
        #expect(problem.code == .catalogueMissing)
        #expect(problem.remedy.contains("reportwatch rebuild"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("none.sqlite")))
    }

    @Test func `a file that is no database is damage with its remedy`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(String(repeating: "this is no database ", count: 500), to: "c.sqlite")
        for open in [{ try CatalogueDatabase(path: path) }, { try CatalogueDatabase(readingAt: path) }] {
            let problem = try #require(throws: Problem.self) { try open() }
            #expect(problem.code == .catalogueDamaged)
            #expect(problem.remedy.contains("reportwatch rebuild"))
            #expect(problem.location == path)
        }
    }

    @Test func `pages that were overwritten are damage, and a damaged file can be set aside`() throws {
        let sample = try Sample()
        // So that the file itself holds the pages, and not the log beside it.
        _ = try sample.catalogue.answer(to: "PRAGMA wal_autocheckpoint = 100")
        for number in 1...200 { try sample.catalogue.record(batch(number)) }
        try sample.catalogue.close()
        let handle = try #require(FileHandle(forUpdatingAtPath: sample.path))
        let size = try handle.seekToEnd()
        // The first page stays: the file opens, and the damage shows when it is read.
        for page in 1..<(size / 4096) {
            try handle.seek(toOffset: page * 4096)
            try handle.write(contentsOf: Data(repeating: 0xA5, count: 4096))
        }
        try handle.close()
        let problem = try #require(throws: Problem.self) {
            let catalogue = try CatalogueDatabase(path: sample.path)
            _ = try catalogue.allVersions()
        }
        #expect(problem.code == .catalogueDamaged)
        let aside = try CatalogueDatabase.setAside(sample.path, at: minute(0))
        #expect(FileManager.default.fileExists(atPath: aside))
        let fresh = try CatalogueDatabase(path: sample.path)
        #expect(try fresh.counts().versions == 0)
    }

    @Test func `a catalogue of a later program is left alone`() throws {
        let sample = try Sample()
        _ = try sample.catalogue.answer(to: "INSERT INTO grdb_migrations VALUES ('999: what comes later')")
        try sample.catalogue.close()
        for open in [
            { try CatalogueDatabase(path: sample.path) }, { try CatalogueDatabase(readingAt: sample.path) },
        ] {
            #expect(try #require(throws: Problem.self) { try open() }.code == .catalogueNewer)
        }
    }

    @Test func `a reader does not upgrade an older catalogue`() throws {
        let sample = try Sample()
        _ = try sample.catalogue.answer(to: "DELETE FROM grdb_migrations")
        try sample.catalogue.close()
        let problem = try #require(throws: Problem.self) { try CatalogueDatabase(readingAt: sample.path) }
        #expect(problem.code == .catalogueOlder)
    }

    @Test func `a reader looks at a catalogue that nobody has open, and cannot write`() throws {
        let sample = try Sample()
        try sample.catalogue.record(batch())
        try sample.catalogue.close()
        let reader = try CatalogueDatabase(readingAt: sample.path)
        #expect(try reader.counts().versions == 1)
        #expect(try reader.installation().hasPrefix("urn:uuid:"))
        #expect(try #require(throws: Problem.self) { try reader.record(batch(2)) }.code == .catalogueUnreadable)
    }
}
