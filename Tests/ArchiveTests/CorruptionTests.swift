import Archive
import Foundation
import Model
import Support
import Testing

/// Random damage of every kind to an archive and its ledger: all of it is found, and none where there is none.
struct CorruptionTests {
    private static let isTorture = ProcessInfo.processInfo.environment["REPORTWATCH_TORTURE"] != nil
    private static let count = isTorture ? 8_000 : 250

    private let sample: Sample
    private let store: VersionStore

    init() throws {
        sample = try Sample()
        store = sample.store()
        _ = try store.open()
        try sample.add(store, sample.draft("kent", 1, "good"), sample.draft("essex", 1, "fair"))
        try sample.add(store, sample.draft("kent", 2, "better"), sample.draft("surrey", 1, "poor"))
        try sample.add(store, sample.draft("kent", 3, "good"))
    }

    @Test func `whatever is done to a file, a folder or a line is found, and told of that place alone`() throws {
        var random = Seeded(seed: 7)
        var tried: [String: Int] = [:]
        let files = try files().filter { $0.value.count > 0 }
        let names = files.keys.sorted()
        while tried.values.reduce(0, +) < Self.count {
            guard let name = names.randomElement(using: &random), let bytes = files[name] else { break }
            let kinds = name == "ledger.jsonl" ? Self.kinds + Self.lineKinds : Self.kinds
            guard let kind = kinds.randomElement(using: &random) else { break }
            let other = names.randomElement(using: &random) ?? name
            let touched = try damage(name, bytes, kind, other, files, &random)
            if touched.isEmpty { continue }
            tried[kind, default: 0] += 1
            let faults = store.verify().faults
            #expect(!faults.isEmpty, "\(kind) of \(name) (\(other)) is not found")
            for fault in faults where !belongs(fault, to: touched) {
                Issue.record("\(kind) of \(name) (\(other)) is told of another place: \(fault)")
            }
            for (name, bytes) in files where touched.contains(where: { name.hasPrefix($0) }) { try write(bytes, name) }
            try restore(files)
        }
        #expect(store.verify().isSound)
        print("corruption of the archive: \(tried.values.reduce(0, +)) tried, \(tried.sorted { $0.key < $1.key })")
    }

    private static let kinds = ["flip", "cut", "zeros", "longer", "gone", "swapped", "overwritten", "folder gone"]
    private static let lineKinds = ["line gone", "lines swapped", "line twice", "last lines gone"]

    /// Damages something and gives the paths it touched; none where it would change nothing.
    private func damage(
        _ name: String, _ bytes: [UInt8], _ kind: String, _ other: String, _ files: [String: [UInt8]],
        _ random: inout Seeded
    ) throws -> [String] {
        var new = bytes
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch kind {
        case "flip": new[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case "cut": new = Array(bytes[..<place])
        case "zeros":
            for index in place..<min(bytes.count, place + Int.random(in: 1...512, using: &random)) { new[index] = 0 }
        case "longer": new += [UInt8](repeating: [0, 10, 32, 120].randomElement(using: &random) ?? 0, count: 1)
        case "gone":
            try FileManager.default.removeItem(atPath: sample.root + "/" + name)
            return [name]
        case "folder gone":
            let folder = (name as NSString).deletingLastPathComponent
            guard !folder.isEmpty else { return [] }
            try FileManager.default.removeItem(atPath: sample.root + "/" + folder)
            return [folder]
        case "swapped":
            guard let content = files[other], content != bytes else { return [] }
            try write(content, name)
            try write(bytes, other)
            return [name, other]
        case "overwritten": new = files[other] ?? bytes
        default: new = lines(of: bytes, kind, &random)
        }
        if new == bytes { return [] }
        try write(new, name)
        return [name]
    }

    private func lines(of bytes: [UInt8], _ kind: String, _ random: inout Seeded) -> [UInt8] {
        var lines = bytes.split(separator: 0x0A).map { Array($0) + [0x0A] }
        let (one, two) = (
            lines.indices.randomElement(using: &random) ?? 0, lines.indices.randomElement(using: &random) ?? 0
        )
        switch kind {
        case "line gone": lines.remove(at: one)
        case "lines swapped": lines.swapAt(one, two)
        case "line twice": lines.insert(lines[one], at: two)
        default: lines.removeLast(lines.count - one)
        }
        return lines.flatMap { $0 }
    }

    // A fault stands at the report, the ledger or the root file that was touched. What a ledger does not say of a report any
    // more is told of the report; what a report does not hold any more breaks what the ledger says of it.
    private func belongs(_ fault: Fault, to touched: [String]) -> Bool {
        let place = fault.location.replacing(sample.root, with: "").drop { $0 == "/" }
        return touched.contains { name in
            let report = name.split(separator: "/").prefix(2).joined(separator: "/")
            if !name.contains("/") { return place.isEmpty || place == name || fault.code.hasPrefix("ledger-") }
            return place.hasPrefix(report) || report.hasPrefix(place) && fault.code == "E073"
                || name.hasPrefix(place) && !place.isEmpty
        }
    }

    private func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: sample.root) ?? .init() {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: sample.root + "/" + name, isDirectory: &isFolder)
            if !isFolder.boolValue {
                files[name] = Array(try Data(contentsOf: URL(fileURLWithPath: sample.root + "/" + name)))
            }
        }
        return files
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        let url = URL(fileURLWithPath: sample.root + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    private func restore(_ files: [String: [UInt8]]) throws {
        for (name, bytes) in files where !FileManager.default.fileExists(atPath: sample.root + "/" + name) {
            try write(bytes, name)
        }
    }
}
