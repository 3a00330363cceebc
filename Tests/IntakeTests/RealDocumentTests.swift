import Documents
import Foundation
import Model
import Support
import Testing

@testable import Intake

@Suite("Documents that must be admitted")
struct RealDocumentTests {
    /// Why an answer with this body would be refused, without anybody knowing it or the version before.
    private func refusal(_ body: [UInt8], name: String) -> AdmissionRefusal? {
        let signs = PageSigns(head: body, tail: Array(body.suffix(PageSigns.tailLimit)), isWhole: true)
        if let refusal = Truncation.judge(head: body, tail: body, signs: signs) { return refusal }
        guard let document = try? DocumentReader.read(body, hint: .init(name: name)) else { return nil }
        let url = "https://reports.example/" + name
        return Admission.judge(
            .init(
                exchange: Exchange(url: url, finalURL: url, status: 200), size: body.count, signs: signs,
                title: document.title, textHead: String(document.text.string.prefix(4000))))
    }

    @Test func `no fixture of a report is taken for anything else`() throws {
        for fixture in ReadingFixture.all {
            let refusal = refusal(try fixture.bytes(), name: fixture.name)
            #expect(refusal == nil, "\(fixture.path): \(refusal?.code.rawValue ?? "") \(refusal?.message ?? "")")
        }
    }

    @Test(
        .enabled(if: SharedData.isThere),
        arguments: ["inspection-reports", "page-series", "change-pairs", "docs", "pdf"])
    func `no real document of other people is, either`(folder: String) throws {
        let endings = [".html", ".txt", ".md", ".pdf", ".htm"]
        for path in SharedData.files(below: "data/" + folder) where endings.contains(where: path.hasSuffix) {
            let body = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            let refusal = refusal(body, name: URL(fileURLWithPath: path).lastPathComponent)
            #expect(refusal == nil, "\(path): \(refusal?.code.rawValue ?? "") \(refusal?.message ?? "")")
        }
    }

    @Test(.enabled(if: SharedData.isThere)) func `no edit of a real page is taken for a cut or for what is left of it`()
        throws
    {
        let id = ReportID(country: "gb", publisher: "p", family: "f", cycle: "c", subject: "s")
        var before: (signs: PageSigns, title: String, text: String)?
        for path in SharedData.files(below: "data/page-series") where path.hasSuffix(".html") {
            let body = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            guard let document = try? DocumentReader.read(body) else { continue }
            let signs = PageSigns(head: body, tail: Array(body.suffix(PageSigns.tailLimit)), isWhole: true)
            let (title, text) = (document.title ?? "", document.text.string)
            if let before {
                let whole = Truncation.Before(hadEnd: before.signs.hasEnd, title: before.signs.title, text: before.text)
                #expect(Truncation.judge(signs, text: text, before: whole) == nil, "\(path)")
                let (new, old) = (
                    SameDocument.Shown(report: id, title: title, text: text),
                    SameDocument.Shown(report: id, title: before.title, text: before.text)
                )
                #expect(Remains.judge(new, before: old, isGraded: false) == nil, "\(path)")
            }
            before = (signs, title, text)
        }
    }
}
