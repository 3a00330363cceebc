import Documents
import Foundation
import Model
import Support
import Testing

@testable import Intake

/// An answer of `Tests/Fixtures/answers`: a head and a body in one file; its folder says what it is.
struct StoredAnswer: CustomStringConvertible, Sendable {
    let path: String
    var description: String { path }
    /// What it is, or `admitted`.
    var kind: String { String(path.prefix { $0 != "/" }) }

    static let all: [StoredAnswer] = {
        let files = FileManager.default.enumerator(atPath: Fixtures.path("answers"))?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".http") }.sorted().map { StoredAnswer(path: $0) }
    }()

    /// The answer as the transfer brought it.
    func transfer() throws -> (result: TransferResult, body: [UInt8], asked: String) {
        let bytes = try Fixtures.bytes("answers/" + path)
        let end = try #require(bytes.firstRange(of: Array("\n\n".utf8)))
        var result = TransferResult()
        var own: [String: String] = [:]
        for line in bytes[..<end.lowerBound].split(separator: 0x0A) + [[]] {
            Array(line).withUnsafeBytes { result.head.take($0) }
            let parts = String(decoding: line, as: UTF8.self).split(separator: ": ", maxSplits: 1).map(String.init)
            if parts.count == 2, parts[0].hasPrefix("X-") { own[parts[0]] = parts[1] }
        }
        let asked = own["X-Asked"] ?? "https://reports.example/north-2016/"
        result.finalURL = own["X-Answered"] ?? asked
        let body = Array(bytes[end.upperBound...])
        result.size = body.count
        if result.head.status >= 300 { result.page = body }
        return (result, body, asked)
    }

    /// What it is taken for: by its mark-up alone, or with what a reader made of it.
    func verdict(read: Bool) throws -> String {
        let (result, body, asked) = try transfer()
        let request = FetchRequest(url: asked, spoolPath: "", settings: HTTPSettings(userAgent: "test"))
        if result.head.status >= 300 {
            guard
                case .failed(let failure) = FetchJudgment.outcome(
                    of: result, for: request, RedirectChain(request), now: Timestamp(milliseconds: 0))
            else { return "admitted" }
            return failure.code == .unauthorized ? "login-page" : failure.code.rawValue
        }
        let head = result.head
        let signs = PageSigns(head: body, tail: Array(body.suffix(PageSigns.tailLimit)), isWhole: true)
        var answer = Admission.Answer(
            exchange: Exchange(
                url: asked, finalURL: result.finalURL, status: head.status, mediaType: head.mediaType, marks: head.marks
            ),
            size: body.count, signs: signs)
        if read, let document = try? DocumentReader.read(body, hint: .init(contentType: head.mediaType, url: asked)) {
            answer.title = document.title
            answer.textHead = String(document.text.string.prefix(4000))
        }
        if let refusal = Truncation.judge(head: body, tail: body, signs: signs) { return refusal.code.rawValue }
        return Admission.judge(answer)?.code.rawValue ?? "admitted"
    }
}
