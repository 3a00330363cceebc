import Foundation
import Model
import Support
import Testing

@testable import Catalogue

@Suite struct SearchIndexTests {
    @Test func `all words must be there, a phrase as it stands, and none that is left out`() throws {
        var reports = try FiledReports()
        try reports.file("kent", "The force requires improvement at vetting.")
        try reports.file("surrey", "Improvement is what the force requires; its inspections went well.")
        try reports.file("dorset", "Nothing to say.")
        #expect(try reports.find("requires improvement") == ["kent", "surrey"])
        #expect(try reports.find("\"requires improvement\"") == ["kent"])
        #expect(try reports.find("force -vetting") == ["surrey"])
        #expect(try reports.find("inspection") == ["surrey"])
        #expect(try reports.find("\"inspection\"") == [])
        #expect(try reports.find("inspec*") == ["surrey"])
        #expect(try reports.find("\"the force req\"*") == ["kent", "surrey"])
        #expect(try reports.find("submarine") == [])
    }

    @Test func `case, accents and apostrophes do not matter`() throws {
        var reports = try FiledReports()
        try reports.file("gwent", "Mae'n rhaid i'r heddlu wella; tŷ bach twt. Zoë’s café.")
        for words in ["mae'n", "MAE’N", "ty", "tŷ", "T\u{79}\u{302}", "zoe", "cafe\u{301}", "\"i'r heddlu\""] {
            #expect(try reports.find(words) == ["gwent"], "\(words)")
        }
    }

    @Test func `a word in title or subject counts for more, and equals stand by their names`() throws {
        var reports = try FiledReports()
        try reports.file("zeal", "Vetting was looked at, and vetting again, with other things besides.")
        try reports.file("alpha", "Nothing of that kind in this text.")
        try reports.file("beta", title: "Vetting in the force", "Nothing of that kind in this text.")
        #expect(try reports.find("vetting") == ["beta", "zeal"])
        #expect(try reports.find("alpha").first == "alpha")
        #expect(try reports.find("kind text -vetting") == ["alpha"])
        try reports.file("delta", "Nothing of that kind in this text.")
        #expect(try reports.find("kind -vetting") == ["alpha", "delta"])
    }

    @Test func `subject and cycle leave out the others, exactly`() throws {
        var reports = try FiledReports()
        try reports.file("avon-and-somerset", in: "2018/19", "police")
        try reports.file("avon-and-somerset", in: "2016", "police")
        try reports.file("avon", in: "2018/19", "police of avon-and-somerset in 2016")
        #expect(try reports.find("police", subject: "avon-and-somerset").count == 2)
        #expect(try reports.find("police", subject: "avon") == ["avon"])
        #expect(try reports.find("police", cycle: "2018/19").count == 2)
        #expect(try reports.find("police", subject: "avon-and-somerset", cycle: "2016").count == 1)
        #expect(try reports.find("police", subject: "a\" OR \"b").isEmpty)
    }

    @Test func `a later version takes the place of the older one`() throws {
        var reports = try FiledReports()
        try reports.file("kent", "The grade is inadequate.")
        try reports.file("kent", number: 2, "The grade is good.")
        #expect(try reports.find("inadequate").isEmpty)
        #expect(try reports.find("good") == ["kent"])
        #expect(try reports.index.count() == 1)
    }

    @Test func `words whose text is lost stay behind and find nothing`() throws {
        var reports = try FiledReports()
        try reports.file("kent", "The grade is inadequate.")
        let kent = ReportID(country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2016", subject: "kent")
        let old = try #require(try reports.index.document(of: kent))
        var batch = SearchBatch(to: SearchPosition(sequence: 7, event: "e7"))
        batch.removed = [(old, nil)]
        batch.added = [IndexedDocument.filed(row(kent, 2, subject: "kent"), by: 7, text: Array("Good now.".utf8))]
        try reports.index.write(batch)
        #expect(try reports.find("inadequate").isEmpty)
        #expect(try reports.find("now") == ["kent"])
        #expect(try reports.index.position() == SearchPosition(sequence: 7, event: "e7"))
    }

    @Test func `of very many reports those that are named so come first, then the newest`() throws {
        var reports = try FiledReports()
        try reports.file("named", title: "Police", "nothing")
        for number in 0...SearchIndex.mostRanked { try reports.file("body-\(number)", "the police") }
        let answer = try reports.index.answer(SearchQuery("police"), limit: 3)
        #expect(answer.isMore && answer.found == SearchIndex.mostRanked + 1)
        #expect(try reports.find("police", limit: 3) == ["named", "body-2000", "body-1999"])
        #expect(try !reports.index.answer(SearchQuery("police"), subject: "named", limit: 3).isMore)
    }

    @Test func `a beginning of very many words finds them all`() throws {
        var reports = try FiledReports()
        let words = (0..<300).map { "ab" + String(repeating: "c", count: $0 % 17) + String($0) }
        try reports.file("kent", words.joined(separator: " "))
        try reports.file("dorset", "abd")
        #expect(Set(try reports.find("ab*")) == ["kent", "dorset"])
        #expect(try reports.find("abd*") == ["dorset"])
    }

    @Test func `a text is indexed up to its limit and no letter is cut`() throws {
        let limit = IndexedDocument.longestText
        let text = String(repeating: "x", count: limit - 8) + " first ŷ second"
        let filed = IndexedDocument.filed(row(), by: 1, text: Array(text.utf8))
        #expect(filed.document.isCut && filed.text.count == limit - 1)
        #expect(String(validating: filed.text, as: UTF8.self) != nil)
        #expect(!IndexedDocument.filed(row(), by: 1, text: Array("short".utf8)).document.isCut)
    }

    @Test func `an index that is damaged or of another form is made anew, and not read`() throws {
        var reports = try FiledReports()
        try reports.file("kent", "police")
        try reports.index.close()
        let path = reports.folder.file("search.sqlite")
        let sound = try Data(contentsOf: URL(fileURLWithPath: path))
        var other = sound
        other[63] = 99  // the last byte of user_version
        for bytes in [Data(repeating: 0x41, count: 9000), other] {
            try bytes.write(to: URL(fileURLWithPath: path))
            #expect(throws: Problem.self) { try SearchIndex(readingAt: path) }
            let again = try SearchIndex(fillingAt: path)
            #expect(try again.position() == .start && again.count() == 0)
            try again.close()
        }
        #expect(
            try #require(throws: Problem.self) { try SearchIndex(readingAt: path + "x") }.code == .searchIndexMissing)
    }

    @Test func `nothing that anybody writes is an error of syntax`() throws {
        var reports = try FiledReports()
        try reports.file("kent", "the police of kent")
        var generator = Seeded(seed: 7)
        let pieces = [
            "\"", "“", "(", ")", "*", "-", "+", "^", ":", "{", "}", "NEAR(", "AND", "OR", "NOT", "title:", "marks :",
            "\u{0}", "'", ";", "--", "\\", "%", ",", "police", "kent*", " ", "\n", "\u{301}", "🚓", "\u{E0FF}s", "ß",
            "ﷺ", "½",
        ]
        var asked = 0
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 1...12, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            guard let query = try? SearchQuery(text) else { continue }
            asked += 1
            #expect(throws: Never.self, "\(text)") {
                let answer = try reports.index.answer(query, subject: "ke\"nt", cycle: ")", limit: 5)
                #expect(answer.found == 0)
                _ = try reports.index.answer(query, limit: 5)
                _ = try reports.index.passage(for: query, in: Array("the police of kent".utf8), length: 18, width: 10)
            }
        }
        #expect(asked > 1000)
    }
}
