import Foundation
import Model
import Support
import Testing

@testable import Intake

@Suite("Answers in the shape of those of real servers and walls")
struct AnswerTests {
    @Test(arguments: StoredAnswer.all) func `an answer is what its folder says`(answer: StoredAnswer) throws {
        #expect(try answer.verdict(read: false) == answer.kind, "by its mark-up alone")
        #expect(try answer.verdict(read: true) == answer.kind, "with what a reader made of it")
    }

    @Test func `there are many of them, of every kind that a page alone can be, and as many traps`() {
        let kinds = Dictionary(grouping: StoredAnswer.all, by: \.kind)
        #expect(StoredAnswer.all.count >= 90)
        #expect((kinds["admitted"]?.count ?? 0) >= 25)
        let others = Set(AdmissionRefusal.Code.allCases.map(\.rawValue)).subtracting(kinds.keys)
        #expect(others == ["wrong-document", "redirected-home"])
    }

    @Test func `damage to a page never stops the look at it`() throws {
        for answer in StoredAnswer.all {
            let body = try answer.transfer().body
            for cut in stride(from: 0, to: body.count, by: max(1, body.count / 40)) {
                _ = PageSigns(head: Array(body[..<cut]), tail: Array(body[..<cut].suffix(4096)), isWhole: true)
                let flipped = body.enumerated().map { $0.offset % 41 == cut % 41 ? UInt8(0x3C) : $0.element }
                _ = PageSigns(head: flipped, tail: flipped.suffix(100), isWhole: false)
            }
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["<", "<!--", "<a x='", "<a x=\"", "<script>", "</title>", "<title>", "&", "<h1>"])
    func `a page of nothing but beginnings is looked at in one pass`(piece: String) {
        let bytes = Array(String(repeating: piece, count: 100_000).utf8)
        _ = PageSigns(head: bytes, tail: bytes.suffix(PageSigns.tailLimit), isWhole: true)
    }
}

@Suite("The closed list of refusals")
struct RefusalListTests {
    private func page(_ path: String) throws -> String {
        let root = URL(filePath: Fixtures.path("")).deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test(arguments: ["README.md", "docs/admission.md"]) func `every code stands in the documentation`(path: String)
        throws
    {
        let text = try page(path)
        for code in AdmissionRefusal.Code.allCases.map(\.rawValue) + FetchFailure.Code.allCases.map(\.rawValue) {
            #expect(text.contains("`\(code)`"), "\(code)")
        }
    }

    @Test(arguments: AdmissionRefusal.Code.allCases) func `every refusal says what to do`(code: AdmissionRefusal.Code) {
        #expect(code.remedy.hasSuffix(".") && code.remedy.first?.isUppercase == true)
        #expect(code.retry != .never)
    }
}
