import Model
import Support
import Testing

@testable import Catalogue

/// The index against a scan of all texts by the plainest means.
@Suite struct SearchModelTests {
    private struct Document {
        let subject: String
        let cycle: String
        var number: Int
        /// Title, names and text, each as its words.
        var columns: [[String]]
    }

    private struct Question {
        var wanted: [Term] = []
        var unwanted: [Term] = []
        var subject: String?
        var cycle: String?

        enum Term {
            case word(String), phrase([String]), beginning(String)

            var written: String {
                switch self {
                case .word(let word): word
                case .phrase(let words): "\"\(words.joined(separator: ", "))\""
                case .beginning(let word): word + "*"
                }
            }

            func holds(in columns: [[String]]) -> Bool {
                columns.contains { words in
                    switch self {
                    case .word(let word):
                        words.contains(word) || words.contains(word + "s") || words.contains { $0 + "s" == word }
                    case .phrase(let phrase): words.indices.contains { words[$0...].starts(with: phrase) }
                    case .beginning(let start): words.contains { $0.hasPrefix(start) }
                    }
                }
            }
        }

        var written: String { (wanted.map(\.written) + unwanted.map { "-" + $0.written }).joined(separator: " ") }

        func holds(of document: Document) -> Bool {
            wanted.allSatisfy { $0.holds(in: document.columns) }
                && !unwanted.contains { $0.holds(in: document.columns) }
                && subject ?? document.subject == document.subject && cycle ?? document.cycle == document.cycle
        }
    }

    private static let words = (0..<40).map {
        "\(["grade", "chief", "polic", "victim", "arrest"][$0 % 5])\(["a", "er", "ing", "ed", "o", "um", "ix", "y"][$0 / 5])"
    }

    @Test func `what is found is what a scan finds, through changes of the reports`() throws {
        var generator = Seeded(seed: 2016)
        var reports = try FiledReports()
        var documents: [String: Document] = [:]
        var found = 0
        for _ in 0..<150 {
            try change(&reports, &documents, &generator)
            for _ in 0..<10 {
                let question = question(&generator)
                let answer = try reports.index.answer(
                    SearchQuery(question.written), subject: question.subject, cycle: question.cycle, limit: 1000)
                let expected = Set(documents.filter { question.holds(of: $1) }.keys)
                #expect(Set(answer.hits.map { $0.report.folder }) == expected, "\(question)")
                #expect(answer.found == expected.count)
                found += expected.count
            }
        }
        #expect(found > 500)
    }

    private func change(
        _ reports: inout FiledReports, _ documents: inout [String: Document], _ generator: inout Seeded
    ) throws {
        func text(_ count: Int) -> [String] {
            (0..<count).map { _ in Self.words.randomElement(using: &generator) ?? "" }
        }
        let (subject, cycle) = (
            "body-\(Int.random(in: 0..<12, using: &generator))",
            ["2014", "2018/19"].randomElement(using: &generator) ?? ""
        )
        let report = ReportID(country: "gb", publisher: "hmicfrs", family: "peel", cycle: cycle, subject: subject)
        let number = (documents[report.folder]?.number ?? 0) + 1
        let (title, words) = (text(2), text(Int.random(in: 0..<12, using: &generator)))
        try reports.file(
            subject, in: cycle, title: title.joined(separator: " "), number: number, words.joined(separator: "\n"))
        let names = report.spoken.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        documents[report.folder] = Document(
            subject: subject, cycle: cycle, number: number, columns: [title, names, words])
    }

    private func question(_ generator: inout Seeded) -> Question {
        func word() -> String { Self.words.randomElement(using: &generator) ?? "" }
        func term() -> Question.Term {
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: .phrase([word(), word()])
            case 1: .beginning(String(word().prefix(Int.random(in: 2...7, using: &generator))))
            case 2: .word(word() + "s")
            default: .word(word())
            }
        }
        var question = Question(wanted: (0...Int.random(in: 0...1, using: &generator)).map { _ in term() })
        if Int.random(in: 0..<4, using: &generator) == 0 { question.unwanted = [term()] }
        if Int.random(in: 0..<4, using: &generator) == 0 {
            question.subject = "body-\(Int.random(in: 0..<12, using: &generator))"
        }
        if Int.random(in: 0..<4, using: &generator) == 0 { question.cycle = "2018/19" }
        return question
    }
}
