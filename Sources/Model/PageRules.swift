/// What a publisher's pages look like: where their main part is, and what stands around it. A profile names these rules; they
/// hold for pages of its hosts.
///
/// A selector is `tag`, `.class`, `#id`, or a tag with one of the others (`div.related`); upper and lower case are one.
package struct PageRules: Hashable, Sendable, Codable {
    /// Hosts of the pages, in small letters.
    package var hosts: [String]
    /// Elements that hold the document; the mark-up's own `<main>` counts where none of them is on the page.
    package var main: [String]
    /// Elements that are no part of the document, wherever they stand.
    package var furniture: [String]

    /// Takes the values that the properties describe.
    package init(hosts: [String], main: [String] = [], furniture: [String] = []) {
        self.hosts = hosts
        self.main = main
        self.furniture = furniture
    }

    /// The rules of several profiles, or variants of one, for the same pages: what any of them names counts, as a page is read
    /// before it is known whose it is.
    package static func together(_ rules: [PageRules]) -> PageRules? {
        guard var all = rules.first else { return nil }
        for other in rules.dropFirst() where other != all {
            all.main += other.main.filter { !all.main.contains($0) }
            all.furniture += other.furniture.filter { !all.furniture.contains($0) }
        }
        return all
    }

    /// Whether a text is a selector of this language.
    package static func isSelector(_ text: String) -> Bool {
        let marks = text.filter { $0 == "." || $0 == "#" }.count
        guard let last = text.last, marks <= 1, last != ".", last != "#" else { return false }
        return text.allSatisfy { $0.isLetter || $0.isNumber || "-_.#".contains($0) }
    }
}
