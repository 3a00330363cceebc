import Archive
import Catalogue
import Foundation
import Model
import Support
import Synchronization
import Testing

@testable import Daemon

/// How the search index comes to follow the catalogue.
@Suite struct SearchFillerTests {
    // Notes of which some have a second version, archived by two passes.
    private func archived(_ count: Int = 12) async throws -> Rig {
        let rig = try Rig()
        for version in 1...2 {
            for number in 0..<count where version == 1 || number.isMultiple(of: 3) {
                let words = "The note of body\(number) says word\(number % 4) in version\(version) of it."
                try rig.drop(
                    "Note \(number)\n\n\(words) It is about the police and its work.\n", as: "note \(number).txt")
            }
            try await rig.pass()
        }
        return rig
    }

    private let questions = ["police", "word1", "version1", "version2 -word0", "\"note of body3\"", "body1*"]

    private func answers(_ path: String) throws -> [String] {
        let index = try SearchIndex(readingAt: path)
        return try questions.map { words in
            let answer = try index.answer(SearchQuery(words), limit: 100)
            return "\(words): " + answer.hits.map { "\($0.report) \($0.version)" }.joined(separator: ", ")
        }
    }

    @Test func `what a pass has archived can be searched after it`() async throws {
        let rig = try await archived()
        let answers = try answers(rig.settings.searchPath)
        #expect(answers[0].split(separator: ",").count == 12)
        #expect(answers[2].split(separator: ",").count == 8)
        #expect(answers[4].hasSuffix(" v2") && answers[4].split(separator: ",").count == 1)
    }

    @Test func `a filling that is killed after any step goes on where it was`() async throws {
        let rig = try await archived()
        let expected = try answers(rig.settings.searchPath)
        let runtime = try rig.run()
        let (path, other) = (rig.folder.file("first.sqlite"), rig.folder.file("second.sqlite"))
        var steps = 0
        while true {
            for path in [path, other] { SearchIndex.remove(path) }
            let filler = SearchFiller(runtime.catalogue, runtime.stages.store, path: path, mostDocuments: 1) { _ in }
            let index = try filler.open()
            var isMore = true
            for _ in 0..<steps where isMore { isMore = try filler.step(index).isMore }
            // What a kill leaves: the file and its log, as they are now.
            for suffix in ["", "-wal"] {
                try? FileManager.default.copyItem(atPath: path + suffix, toPath: other + suffix)
            }
            try index.close()
            try SearchFiller(runtime.catalogue, runtime.stages.store, path: other) { _ in }.fill()
            #expect(try answers(other) == expected, "after \(steps) steps")
            guard isMore else { break }
            steps += 1
        }
        #expect(steps >= 12)
        try runtime.close()
    }

    @Test func `an index of another catalogue is begun anew`() async throws {
        let rig = try await archived(3)
        let expected = try answers(rig.settings.searchPath)
        let index = try SearchIndex(fillingAt: rig.settings.searchPath)
        let position = try index.position()
        try index.write(SearchBatch(to: SearchPosition(sequence: position.sequence, event: "of another one")))
        try index.close()
        let runtime = try rig.run()
        runtime.indexWords(within: .seconds(60))
        #expect(try answers(rig.settings.searchPath) == expected)
        let again = try SearchIndex(readingAt: rig.settings.searchPath)
        #expect(try again.position() == position)
        try runtime.close()
    }

    @Test func `an index that turns out damaged is made anew by the next filling`() async throws {
        let rig = try await archived(6)
        let expected = try answers(rig.settings.searchPath)
        let path = rig.settings.searchPath
        let runtime = try rig.run()
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        // The first page stays: the file opens, and the damage shows when it is read.
        for page in 1..<(try handle.seekToEnd() / 4096) {
            try handle.seek(toOffset: page * 4096)
            try handle.write(contentsOf: Data(repeating: 0xA5, count: 4096))
        }
        try handle.close()
        try? FileManager.default.removeItem(atPath: path + "-wal")
        for _ in 0..<2 { runtime.indexWords(within: .seconds(60)) }
        #expect(try answers(path) == expected)
        try runtime.close()
    }

    @Test func `a damaged text is told and its report found by its names`() async throws {
        let rig = try await archived(2)
        let runtime = try rig.run()
        let row = try #require(try runtime.catalogue.allVersions().first { $0.title?.contains("1") == true })
        try rig.folder.write("something else", to: "Archive/\(row.path)/content/text.txt")
        SearchIndex.remove(rig.settings.searchPath)
        let told = Mutex<[Problem]>([])
        try SearchFiller(runtime.catalogue, runtime.stages.store, path: rig.settings.searchPath) { problem in
            told.withLock { $0.append(problem) }
        }.fill()
        #expect(told.withLock { $0.map(\.code) } == [.archiveDigestMismatch])
        let index = try SearchIndex(readingAt: rig.settings.searchPath)
        #expect(try index.answer(SearchQuery("\"note 1\""), limit: 9).found == 1)
        #expect(try index.answer(SearchQuery("body1"), limit: 9).found == 0)
        #expect(try index.answer(SearchQuery("body0"), limit: 9).found == 1)
        try runtime.close()
    }
}
