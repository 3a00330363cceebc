import Model
import Support
import Testing

@testable import Catalogue

@Suite struct SearchQueryTests {
    private func units(_ text: String) throws -> [String] {
        let query = try SearchQuery(text)
        func spoken(_ unit: SearchQuery.Unit) -> String {
            (unit.isQuoted ? "“\(unit.text)”" : unit.text) + (unit.isPrefix && unit.isQuoted ? "*" : "")
        }
        return query.wanted.map(spoken) + query.unwanted.map { "not " + spoken($0) }
    }

    @Test func `words, phrases, beginnings and what must not be there are told apart`() throws {
        #expect(try units("stop and search") == ["stop", "and", "search"])
        #expect(
            try units("\"requires improvement\" -vetting inspect*") == [
                "“requires improvement”", "inspect*", "not vetting",
            ])
        #expect(try units("-\"no concerns\" force") == ["force", "not “no concerns”"])
        #expect(try units("“cause of concern” stop-and-search") == ["“cause of concern”", "stop-and-search"])
        #expect(try units("\"victims of cri\"*") == ["“victims of cri”*"])
    }

    @Test func `what means nothing is left out`() throws {
        #expect(try units("  force  - -- \"\" * ( ) & 2016 ") == ["force", "2016"])
        #expect(try units("\"never closed") == ["“never closed”"])
        #expect(try units("a\u{0}b\u{E0FF}c\nd") == ["a", "b", "c", "d"])
        #expect(try units("AND OR NOT NEAR") == ["AND", "OR", "NOT", "NEAR"])
    }

    @Test(arguments: [
        "", "  ", "\"\"", "()", "-vetting", "-\"no concerns\" -x", "***", String(repeating: "a ", count: 33),
    ])
    func `without a word that is wanted, or with too many, there is no question`(text: String) throws {
        let problem = try #require(throws: Problem.self) { try SearchQuery(text) }
        #expect(problem.code == .searchUnclear && !problem.remedy.isEmpty)
    }

    @Test func `a very long question is refused`() {
        #expect(throws: Problem.self) { try SearchQuery(String(repeating: "x", count: 2001)) }
        #expect(throws: Never.self) { try SearchQuery(String(repeating: "x", count: 2000)) }
    }

    @Test(arguments: [
        ("inspection", "inspections"), ("force", "forces"), ("abuse", "abuses"), ("policy", "policies"),
        ("boy", "boys"),
        ("process", "processes"), ("search", "searches"), ("child", "children"), ("focus", "focuses"),
        ("analysis", "analyses"), ("case", "cases"), ("tax", "taxes"), ("victim", "victims"), ("life", "lives"),
    ])
    func `singular and plural mean each other`(one: String, many: String) {
        #expect(WordForms.of(one).contains(many) && WordForms.of(one).contains(one))
        #expect(WordForms.of(many).contains(one) && WordForms.of(many).contains(many))
    }

    @Test(arguments: ["has", "2016", "ŵyn", "ie", "s"])
    func `what is no English word of some length has one form`(word: String) {
        #expect(WordForms.of(word) == [word])
    }
}
