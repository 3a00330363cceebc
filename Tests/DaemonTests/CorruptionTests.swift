import Archive
import Foundation
import Model
import Support
import Testing

@testable import Catalogue
@testable import Daemon

/// Damage that a running daemon meets: it builds nothing on it, changes nothing of it, and says what the catalogue has wrong.
@Suite("Corruption")
struct CorruptionTests {
    private static let isTorture = ProcessInfo.processInfo.environment["REPORTWATCH_TORTURE"] != nil

    private func installation() async throws -> Rig {
        let rig = try Rig()
        try rig.drop(letter)
        try rig.drop(letter + "Other.\n", as: "other.txt")
        try await rig.pass()
        try rig.drop(changedLetter)
        try await rig.pass()
        return rig
    }

    @Test func `a daemon that meets damage spreads none of it`() async throws {
        var random = Seeded(seed: 11)
        let count = Self.isTorture ? 400 : 8
        for number in 0..<count {
            let rig = try await installation()
            let before = try files(rig)
            let names = before.keys.filter { $0.hasPrefix("documents/") && before[$0]?.isEmpty == false }.sorted()
            let name = try #require(names.randomElement(using: &random))
            var bytes = try #require(before[name])
            let place = Int.random(in: 0..<bytes.count, using: &random)
            if number.isMultiple(of: 2) { bytes[place] ^= 1 } else { bytes.removeLast(bytes.count - place) }
            try Data(bytes).write(to: URL(fileURLWithPath: rig.folder.file("Archive/" + name)))
            try rig.drop(letter.replacing("in June", with: "in August"))
            try rig.drop(letter + "Third.\n", as: "third.txt")
            try await rig.pass()
            let after = try files(rig)
            #expect(after.keys.contains { $0.hasPrefix("documents/third-txt/v1/") }, "\(name)")
            // Nothing of what was committed is another than the damage made it, but for a root inventory that its version's
            // own copy has healed.
            for (file, content) in before where file != name && !isSurface(file) {
                #expect(after[file] == content, "damage of \(name) reached \(file)")
            }
            #expect(after[name] == bytes || isSurface(name), "the damaged \(name) was touched")
            // Put back from a copy, the archive is sound, whatever was added meanwhile.
            if !isSurface(name) {
                try Data(before[name] ?? []).write(to: URL(fileURLWithPath: rig.folder.file("Archive/" + name)))
            }
            let runtime = try rig.run()
            #expect(runtime.stages.store.verify().faults == [], "after damage of \(name)")
            try runtime.close()
        }
        print("damage under a running daemon: \(count) tried")
    }

    private func isSurface(_ file: String) -> Bool {
        file == "ledger.jsonl"
            || file.split(separator: "/").dropLast().last?.hasPrefix("v") == false && file.contains("inventory.json")
    }

    @Test func `a sound catalogue has no fault, whatever it is made of`() async throws {
        let rig = try await installation()
        let runtime = try rig.run()
        #expect(CatalogueCheck(runtime.catalogue, runtime.stages.store).findings() == [])
        try runtime.close()
    }

    /// A bit anywhere in the file: either SQLite or the comparison finds it, or nothing that is asked has changed.
    @Test func `a flipped bit of the catalogue is found, or changes nothing that the archive knows`() async throws {
        let rig = try await installation()
        let runtime = try rig.run()
        // So much more that SQLite carries everything from its journal into the file.
        let pages = try #require(Int(runtime.catalogue.answer(to: "PRAGMA page_count").first ?? ""))
        _ = try runtime.catalogue.answer(to: "PRAGMA wal_autocheckpoint = 1000")
        _ = try runtime.catalogue.answer(to: "CREATE TABLE filler (bytes BLOB)")
        _ = try runtime.catalogue.answer(to: "INSERT INTO filler VALUES (zeroblob(6000000))")
        try runtime.close()
        let path = rig.settings.cataloguePath
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let expected = try rows(rig)
        #expect(pages > 20 && bytes.count > 6_000_000)
        var random = Seeded(seed: 13)
        let count = Self.isTorture ? 2_000 : 120
        var found = 0
        for _ in 0..<count {
            var damaged = bytes
            let place = Int.random(in: 0..<pages * 4096, using: &random)
            damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            try damaged.write(to: URL(fileURLWithPath: path))
            if try faults(rig).isEmpty {
                #expect(try rows(rig) == expected, "bit at \(place) is not found")
            } else {
                found += 1
            }
        }
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(try faults(rig) == [] && found > 0 && found < count)
        print(
            "corruption of the catalogue: \(count) tried, \(found) found, the rest in unused bytes or in what only it knows"
        )
    }

    private func faults(_ rig: Rig) throws -> [StateFault] {
        let store = VersionStore(
            root: rig.settings.archive, staging: rig.settings.archive, installation: "", software: "")
        do throws(Problem) {
            let catalogue = try CatalogueDatabase(path: rig.settings.cataloguePath)
            return CatalogueCheck(catalogue, store, secondLook: .zero).findings()
        } catch { return [.init(code: error.code.rawValue, what: error.what, location: error.location)] }
    }

    private func rows(_ rig: Rig) throws -> [String] {
        let catalogue = try CatalogueDatabase(path: rig.settings.cataloguePath)
        return try catalogue.allVersions().map { "\($0)" }
            + catalogue.events(withRereads: true).map { "\($0.id) \($0.report)" }
    }

    private func files(_ rig: Rig) throws -> [String: [UInt8]] {
        Dictionary(
            uniqueKeysWithValues: try rig.files("Archive").map {
                ($0, Array(try Data(contentsOf: URL(fileURLWithPath: rig.folder.file("Archive/" + $0)))))
            })
    }
}
