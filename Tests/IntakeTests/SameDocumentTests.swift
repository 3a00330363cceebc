import Model
import Testing

@testable import Intake

@Suite("Whether an address still shows what it showed")
struct SameDocumentTests {
    private static let north = report("north", words(0..<400))

    private static func words(_ range: Range<Int>) -> String {
        range.map { "The team of ward \($0) keeps its book." }.joined(separator: "\n")
    }

    private static func report(_ subject: String, _ text: String, family: String = "peel", cycle: String = "2016")
        -> SameDocument.Shown
    {
        let id = ReportID(country: "gb", publisher: "hmicfrs", family: family, cycle: cycle, subject: subject)
        return .init(report: id, title: "\(subject) \(cycle)", text: text)
    }

    private static func page(_ title: String, _ text: String) -> SameDocument.Shown {
        .init(report: ReportID(document: title), title: title, text: text)
    }

    private func judge(
        _ now: SameDocument.Shown, before: SameDocument.Shown? = north, to final: String = "https://r.example/north"
    ) -> AdmissionRefusal? {
        SameDocument.judge(
            now, before: before,
            exchange: Exchange(url: "https://r.example/north", finalURL: final, status: 200))
    }

    @Test func `another report at the address is refused with both named`() throws {
        let refusal = try #require(judge(Self.report("south", Self.words(500..<900))))
        #expect(refusal.code == .wrongDocument)
        #expect(refusal.message.contains("north peel 2016") && refusal.message.contains("south peel 2016"))
        #expect(judge(Self.report("north", Self.words(500..<900), family: "custody"))?.code == .wrongDocument)
    }

    @Test func `a report of one template on another body of the register is another report`() {
        func shown(_ subject: String, _ code: String?) -> SameDocument.Shown {
            .init(report: Self.report(subject, "").report, title: subject, body: code, text: Self.words(0..<400))
        }
        #expect(judge(shown("south", "E2"), before: shown("north", "E1"))?.code == .wrongDocument)
        #expect(judge(shown("north-renamed", "E1"), before: shown("north", "E1")) == nil)
        #expect(judge(shown("south", "E2"), before: shown("north", nil)) == nil)
    }

    @Test func `a page that is no report is refused where a report was`() throws {
        let refusal = try #require(judge(Self.page("Our blog", "A day out with the dogs of the force")))
        #expect(refusal.code == .wrongDocument && refusal.message.contains("Our blog"))
    }

    @Test func `a request that is led to the front page is refused, whatever was there before`() throws {
        let home = Self.page("Home", "Welcome. Find inspections of forces and services.")
        for before in [Self.north, Self.page("Notes", Self.words(0..<50)), nil] {
            for address in [
                "https://r.example/", "https://r.example/home", "https://r.example/__home",
                "https://r.example/index.html",
            ] {
                let refusal = try #require(judge(home, before: before, to: address))
                #expect(refusal.code == .redirectedHome)
                #expect(refusal.message.contains(address))
            }
        }
    }

    @Test func `edits, new titles, new cycles and other languages are no other document`() {
        #expect(judge(Self.report("north", Self.words(0..<390))) == nil)
        #expect(judge(Self.page("North in brief", Self.words(10..<400))) == nil)
        #expect(judge(Self.report("north-and-moor", Self.words(0..<395))) == nil)
        #expect(judge(Self.report("north", Self.words(900..<1200), cycle: "2017")) == nil)
        #expect(judge(Self.report("north", "Mae'r tîm yn cadw ei lyfr")) == nil)
        #expect(judge(Self.report("north", Self.words(0..<400), family: "custody")) == nil)
    }

    @Test func `a document that nobody knew may become any other`() {
        let before = Self.page("Notes", Self.words(0..<100))
        #expect(judge(Self.page("Minutes", Self.words(500..<600)), before: before) == nil)
        #expect(judge(Self.report("south", Self.words(500..<600)), before: before) == nil)
        #expect(judge(Self.page("Anything", "words"), before: nil) == nil)
    }

    @Test func `a front page that is asked for may be shown`() {
        let exchange = Exchange(url: "http://r.example", finalURL: "https://r.example/home/", status: 200)
        #expect(SameDocument.judge(Self.page("Home", "Welcome"), before: nil, exchange: exchange) == nil)
    }

    @Test func `likeness is the share of what the shorter text has in common`() {
        #expect(Likeness.of(Self.words(0..<10), Self.words(0..<400)) > 0.9)
        #expect(Likeness.of(Self.words(0..<10), "nothing of all this stands in here") == 0)
        #expect(Likeness.of("", "") == 1 && Likeness.of("", "one two three four") == 0)
        #expect(Likeness.of("one two", "one two") == 1)
    }
}

@Suite("Whether a page broke off")
struct TruncationTests {
    private let whole = (0..<40).map { "Line \($0): the team of ward \($0) keeps its book and shows it." }

    private func signs(_ end: String) -> PageSigns {
        let bytes = Array(("<!DOCTYPE html><html><body><p>text</p>" + end).utf8)
        return PageSigns(head: bytes, tail: bytes, isWhole: true)
    }

    private func judge(_ lines: [String], end: String = "", hadEnd: Bool = true) -> AdmissionRefusal? {
        Truncation.judge(
            signs(end), text: lines.joined(separator: "\n"),
            before: .init(hadEnd: hadEnd, text: whole.joined(separator: "\n")))
    }

    @Test func `a text that is the beginning of the one before, without the end it had, is cut`() throws {
        let refusal = try #require(judge(Array(whole.prefix(28)) + ["Line 28: the te"]))
        #expect(refusal.code == .truncated && refusal.message.contains("cut") && refusal.message.contains("%"))
        var edited = Array(whole.prefix(28))
        edited[3] = "Line 3: the team of ward 3 keeps two books."
        #expect(judge(edited + ["Line 28"])?.code == .truncated)
    }

    @Test func `a page that is cut before its text began is cut, if its title is the same`() {
        let bytes = Array("<!DOCTYPE html><html><head><title>North 2016</title></head><body><nav><a>Home</a>".utf8)
        let signs = PageSigns(head: bytes, tail: bytes, isWhole: true)
        let text = whole.joined(separator: "\n")
        for shown in ["", "Home"] {
            #expect(
                Truncation.judge(signs, text: shown, before: .init(hadEnd: true, title: "North 2016", text: text))
                    != nil)
            #expect(Truncation.judge(signs, text: shown, before: .init(hadEnd: true, title: "Blog", text: text)) == nil)
        }
    }

    @Test func `what keeps its end, or never had one, or says something else, is not cut`() {
        #expect(judge(Array(whole.prefix(20)), end: "</body></html>") == nil)
        #expect(judge(Array(whole.prefix(20)), hadEnd: false) == nil)
        #expect(judge(whole) == nil)
        #expect(judge(whole + ["Line 40: a new one."]) == nil)
        #expect(judge(Array(whole.prefix(10)) + Array(whole.suffix(10))) == nil)
        #expect(judge(["Another page altogether.", "It is about boats.", "It has an end."]) == nil)
    }
}

@Suite("What is left of a report")
struct RemainsTests {
    private static let text =
        "North 2016\n"
        + (0..<80).map { "The team of ward \($0) keeps its book and shows it to its sergeant." }.joined(separator: "\n")

    private func shown(_ text: String, title: String = "North 2016", isKnown: Bool = true) -> SameDocument.Shown {
        let id = ReportID(country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2016", subject: "north")
        return .init(report: isKnown ? id : ReportID(document: "north"), title: title, text: text)
    }

    private func judge(
        _ text: String, title: String = "North 2016", isKnown: Bool = true, isGraded: Bool = false,
        before: String = Self.text
    ) -> AdmissionRefusal.Code? {
        Remains.judge(
            shown(text, title: title, isKnown: isKnown), before: shown(before, isKnown: isKnown), isGraded: isGraded)?
            .code
    }

    @Test func `a template without its content is empty`() {
        #expect(judge("North 2016") == .emptyBody)
        #expect(judge("North 2016\nThe team of ward 3 keeps its book and shows it to its sergeant.") == .emptyBody)
        #expect(judge("North 2016", isKnown: false) == .emptyBody)
    }

    @Test func `a message that nobody has thought of is another document`() {
        #expect(judge("Hmm, that went elsewhere", title: "HMICFRS") == .wrongDocument)
        #expect(judge("North 2016\nThe words of this page took too long to come.") == .wrongDocument)
        #expect(judge("Hmm, that went elsewhere", title: "Site", isKnown: false) == .wrongDocument)
    }

    @Test func `what became of a report is said where the page is no report any more`() {
        let line = "This report was withdrawn on 3 May 2017."
        let refusal = Remains.judge(
            shown("North 2016\n\(line)", isKnown: false), before: shown(Self.text), isGraded: false)
        #expect(refusal?.code == .wrongDocument && refusal?.message.contains(line) == true)
    }

    @Test func `a report that says what became of it is a report`() {
        #expect(judge("North 2016\nThis report was withdrawn on 3 May 2017 while we look at its figures again.") == nil)
        #expect(judge("North 2016\nThis page has been replaced by the report for 2017.") == nil)
    }

    @Test func `what keeps its weight, states a grade, or was short before is a report`() {
        let half = Self.text.split(separator: "\n").prefix(40).joined(separator: "\n")
        #expect(judge(half) == nil)
        #expect(judge("North 2016\nThe force is good.", isGraded: true) == nil)
        #expect(judge("North 2016\nA new word", before: "North 2016\nAn old word") == nil)
        #expect(judge("North 2016\nA new word", isKnown: false) == nil)
    }
}
