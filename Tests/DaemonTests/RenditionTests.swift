import Changes
import Model
import Support
import Testing

@testable import Daemon

@Suite("What becomes of a rendition that is new")
struct RenditionTests {
    private static let text =
        letter + "\nIts officers answer most calls within an hour, and it counts the calls it gets.\n"

    private func reading(_ text: String, as mediaType: String, from url: String? = nil) throws -> HeldReading {
        let request = ReadRequest(
            name: "letter.txt", url: url, contentType: nil, retrieved: nil, http: nil, parent: nil,
            limits: MemberLimits())
        let result = try ReportReader.builtIn().read(Array(text.utf8), request)
        var record = result.record
        record.provenance.source.mediaType = mediaType
        return HeldReading(record: record, text: result.held)
    }

    private func word(_ old: HeldReading, _ new: HeldReading) -> String {
        let change = Comparison.change(from: old.reading, to: new.reading)
        return switch Stages.judge(change, from: old, to: new, VersionNumber(1)) {
        case .agrees: "agrees"
        case .changed: "changed"
        case .disagrees: "disagrees"
        }
    }

    @Test func `a PDF that is worded otherwise agrees, a page that is has changed`() throws {
        let old = try reading(Self.text, as: "text/html")
        let other = Self.text.replacing("in June", with: "in late June")
        #expect(try word(old, reading(other, as: "application/pdf")) == "agrees")
        #expect(try word(reading(other, as: "application/pdf"), old) == "agrees")
        #expect(try word(old, reading(other, as: "text/plain")) == "changed")
    }

    @Test func `another text is no rendition`() throws {
        let old = try reading(Self.text, as: "text/html")
        let other = try reading("A poem about the sea and the birds that cross it every year.\n", as: "application/pdf")
        #expect(word(old, other) == "changed")
    }

    @Test func `one kind from one address, or dropped, is one rendition`() throws {
        func source(_ type: String, _ url: String?) throws -> Provenance.Source {
            try reading(letter, as: type, from: url).record.provenance.source
        }
        let page = try source("text/html", "https://example.org/a/")
        #expect(page.isSameRendition(as: try source("text/html", "http://www.example.org/a")))
        #expect(!page.isSameRendition(as: try source("text/html", "https://example.org/b/")))
        #expect(!page.isSameRendition(as: try source("application/pdf", "https://example.org/a/")))
        #expect(!page.isSameRendition(as: try source("text/html", nil)))
        #expect(try source("text/plain", nil).isSameRendition(as: source("text/plain", nil)))
    }
}
