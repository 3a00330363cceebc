import Changes
import Documents
import Foundation
import Model
import Reports
import Support
import Testing

/// Real pages in many versions that others wrote, labelled as change or noise.
@Suite("Real changes", .enabled(if: SharedData.isThere, "the folder of real files is not beside the project"))
struct SharedChangesTests {
    private static let library = Result { try ProfileLibrary.builtIn() }

    private func reading(_ path: String) throws -> Reading {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let name = URL(fileURLWithPath: path).lastPathComponent
        let document = try DocumentReader.read(bytes, hint: .init(name: name))
        let reader = RecordReader(profiles: try Self.library.get(), software: .init(name: "test", version: "1"))
        let record = reader.record(
            of: document,
            facts: .init(name: name, bytes: bytes.count, sha256: sha256Hex(bytes), sha512: Digest(of: bytes)))
        return Reading(record: record, text: document.text)
    }

    private func change(_ old: String, _ new: String) throws -> Change {
        Comparison.change(from: try reading(old), to: try reading(new))
    }

    private struct Pair: Decodable {
        let label: String
        let dir: String
        let expected_words_changed: Bool?
    }

    private struct Label: Decodable {
        let file: String
        let text_changed: Bool?
        let changed_beyond_last_updated_stamp: Bool?
    }

    private func lines<Line: Decodable>(_ path: String) throws -> [Line] {
        try String(decoding: SharedData.bytes(path), as: UTF8.self).split(separator: "\n")
            .map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test func `pairs of captures are told where their words or links changed, and only there`() throws {
        let base = "data/change-pairs/pairs-ota-demo/"
        let pairs: [Pair] = try lines(base + "PAIRS.jsonl")
        #expect(pairs.count >= 8)
        for pair in pairs {
            let folder = try #require(SharedData.folder) + "/" + base + pair.dir
            let change = try change(folder + "/before.html", folder + "/after.html")
            #expect(change.isNews == (pair.label == "real"), "\(folder): \(change.summary)")
            let words = change.items.contains { $0.severity >= .medium }
            #expect(words == (pair.expected_words_changed == true), "\(folder): \(change.summary)")
        }
    }

    @Test func `another footer is silent, removed passages are told`() throws {
        let base = try #require(SharedData.folder) + "/data/change-pairs/edgi/"
        #expect(try !change(base + "falsepos-footer-a.html", base + "falsepos-footer-b.html").isNews)
        for name in ["truepos-image-removal", "truepos-major-changes"] {
            let kinds = try change(base + name + "-a.html", base + name + "-b.html").items.map(\.kind)
            #expect(kinds.contains(.textRemoved), "\(name)")
        }
    }

    @Test func `a stamp that alone moved is a date, what else changed is content`() throws {
        let base = "data/page-series/ofsted-summary/"
        let labels: [Label] = try lines(base + "LABELS.jsonl")
        let folder = try #require(SharedData.folder) + "/" + base
        for (before, label) in zip(labels, labels.dropFirst()) {
            let names = [before, label].map { folder + $0.file }
            let change = try change(names[0], names[1])
            let content = change.items.filter { $0.severity >= .medium }
            #expect(
                content.isEmpty == (label.changed_beyond_last_updated_stamp == false),
                "\(names[1]): \(change.summary)")
            let dated = change.items.contains { $0.kind == .dateMoved }
            #expect(dated == (label.text_changed == true), "\(names[1]): \(change.summary)")
        }
    }

    @Test func `each daily figure of a table is told from what to what`() throws {
        let files = SharedData.files(below: "data/page-series/covid").filter { $0.contains("-in-uk-") }
        #expect(files.count > 5)
        for (old, new) in zip(files, files.dropFirst()) {
            let items = try change(old, new).items.filter { $0.kind == .figureChanged }
            let told = Set(items.map { "\($0.from ?? "") \($0.to ?? "")" })
            let (before, after) = (try rows(old), try rows(new))
            for (place, cells) in before {
                guard let others = after[place], others.count == cells.count else { continue }
                for (from, to) in zip(cells, others) where from != to && from != "-" && to != "-" {
                    #expect(told.contains("\(from) \(to)"), "\(new): \(place)")
                }
            }
        }
    }

    // The cells of each row by its place: the words of the row, and how often they stood before.
    private func rows(_ path: String) throws -> [String: [String]] {
        let text = try reading(path).text
        var seen: [String: Int] = [:]
        var rows: [String: [String]] = [:]
        for line in text.lines.map({ text[$0] }) where line.contains("\t") && line.first != "\t" {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            seen[cells[0], default: 0] += 1
            rows["\(cells[0]) \(seen[cells[0], default: 0])"] = Array(cells.dropFirst())
        }
        return rows
    }
}
