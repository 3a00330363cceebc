/// What the mark-up of an answer gives away before anybody reads it: forms, passwords, scripts, a page that leads on, a page
/// that breaks off.
///
/// It looks for marks in the first half megabyte and the last bytes, in one pass, and builds nothing: reading documents is
/// the work of a reader process.
package struct PageSigns: Hashable, Sendable {
    /// Where a page sends its visitor by itself.
    package struct Refresh: Hashable, Sendable {
        /// After how long.
        package let seconds: Int
        /// The address as it is written; empty where the page only loads itself again.
        package let url: String
    }

    /// Whether the bytes look like a web page.
    package var isHypertext = false
    /// The words of `<title>`.
    package var title = ""
    /// The words of the first headings (`h1` to `h3`).
    package var headings: [String] = []
    /// The words that are shown, as far as a page without styles shows them; the first 4,000 characters.
    package var text = ""
    /// What is shown only where scripts do not run.
    package var noScriptText = ""
    package var hasPasswordField = false
    /// The names of hidden fields, in lower case.
    package var hiddenFields: Set<String> = []
    package var refresh: Refresh?
    /// Addresses of scripts, frames and forms, ids and classes: lower case, one a line.
    package var names = ""
    /// The beginnings of scripts that stand in the page itself, lower case.
    package var scripts = ""
    /// Whether the end of the page or of its body is written near the end of the bytes.
    package var hasEnd = false
    /// Whether the bytes end inside a tag, a comment, a style or a script.
    package var endsInside: String?

    /// How many bytes from the beginning are looked at.
    package static let headLimit = 524_288
    /// How many bytes from the end are wanted beside them.
    package static let tailLimit = 66_000

    /// Takes an answer that shows nothing yet.
    package init() {}

    /// Looks at an answer: its beginning, and its end, which may overlap.
    package init(head: [UInt8], tail: [UInt8], isWhole: Bool) {
        var scan = PageScan(Array(head.prefix(PageSigns.headLimit)))
        scan.run()
        self = scan.signs
        isHypertext = PageSigns.looksLikeHypertext(head)
        let end = String(decoding: tail.suffix(4096), as: UTF8.self).lowercased()
        hasEnd = end.contains("</html") || end.contains("</body")
        guard isHypertext else { return }
        endsInside = isWhole && head.count <= PageSigns.headLimit ? scan.openAtEnd : PageSigns.openTag(in: tail)
    }

    private static func looksLikeHypertext(_ head: [UInt8]) -> Bool {
        let start = String(decoding: head.prefix(1024), as: UTF8.self).lowercased()
        return ["<!doctype html", "<html", "<head", "<body", "<title", "<meta"].contains { start.contains($0) }
    }

    // A tag that was begun in the last bytes and never closed.
    private static func openTag(in tail: [UInt8]) -> String? {
        let end = tail.suffix(4096)
        guard let open = end.lastIndex(of: 0x3C), open + 1 < end.endIndex, !end[open...].contains(0x3E) else {
            return nil
        }
        return PageScan.beginsTag(end[open + 1]) ? "a tag" : nil
    }
}
