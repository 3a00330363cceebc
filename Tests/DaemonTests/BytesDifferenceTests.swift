import Testing

@testable import Daemon

@Suite("What differs between two captures that say the same")
struct BytesDifferenceTests {
    private func difference(_ old: String, _ new: String, isMarkup: Bool = true) -> BytesDifference? {
        BytesDifference(from: Array(old.utf8), to: Array(new.utf8), isMarkup: isMarkup)
    }

    @Test func `words that a reader sees are told with their line`() throws {
        let found = try #require(
            difference(
                "<html>\n<p>All rights kept. Updated on Monday.</p>\n",
                "<html>\n<p class=\"x\">All rights kept. Updated on Sunday.</p>\n"))
        #expect(found.isVisible)
        #expect(found.spoken == "line 2: “Monday.” → “Sunday.”")
    }

    @Test(arguments: [
        ("<p id=\"a1\">x</p>", "<p id=\"b2\">x</p>"), ("<script>n = 1</script>y", "<script>n = 2</script>y"),
        ("<!-- made 09:00 -->y", "<!-- made 09:01 -->y"), ("<p>x</p><p>y</p>", "<p>x</p>\n\n<p>y</p>"),
    ])
    func `what only a program sees is not`(old: String, new: String) throws {
        #expect(try #require(difference(old, new)).isVisible == false)
    }

    @Test func `nothing differs, one is empty, or the difference is long`() throws {
        #expect(difference("same", "same") == nil)
        #expect(try #require(difference("", "x\ny", isMarkup: false)).spoken == "line 1: “” → “x y”")
        let long = try #require(difference("a", String(repeating: "word ", count: 10_000), isMarkup: false))
        #expect(long.after.count == 60 && long.after.hasSuffix("…"))
    }
}
