import Model

/// Title and links: what may change without a word of the text changing.
struct MetadataComparison {
    private let pages: Pages

    static func run(_ pages: Pages, into draft: inout ChangeDraft) {
        let comparison = MetadataComparison(pages: pages)
        comparison.compareTitle(&draft)
        comparison.compareLinks(&draft)
    }

    private func compareTitle(_ draft: inout ChangeDraft) {
        guard !pages.lostItsKind, let before = pages.old.record.title, let after = pages.new.record.title,
            WordScanner.plain(before) != WordScanner.plain(after)
        else { return }
        let item = ChangeItem(.titleChanged, path: "/title", from: before, to: after)
        draft.add(
            Entry(
                item: item, position: 0, clause: "title: \(Shortened.to(60, before)) → \(Shortened.to(60, after))"))
    }

    private func compareLinks(_ draft: inout ChangeDraft) {
        let old = Dictionary(grouping: pages.old.record.links) { WordScanner.plain($0.text) }
        let new = Dictionary(grouping: pages.new.record.links) { WordScanner.plain($0.text) }
        for (text, links) in new.sorted(by: { $0.key < $1.key }) {
            guard !text.isEmpty, let before = old[text] else { continue }
            let (gone, come) = MetadataComparison.differing(before, links)
            for (left, right) in zip(gone, come) { note(left, right, &draft) }
        }
    }

    private static func differing(_ old: [Link], _ new: [Link]) -> ([Link], [Link]) {
        var counts: [String: Int] = [:]
        for link in old { counts[address(link.url), default: 0] += 1 }
        var come: [Link] = []
        for link in new {
            let left = counts[address(link.url), default: 0]
            if left > 0 { counts[address(link.url)] = left - 1 } else { come.append(link) }
        }
        var gone: [Link] = []
        for link in old.reversed() {
            let left = counts[address(link.url), default: 0]
            guard left > 0 else { continue }
            counts[address(link.url)] = left - 1
            gone.append(link)
        }
        return (gone.reversed(), come)
    }

    /// An address without its scheme and last slash, and without what is new with each visit: moving a site to https changes no
    /// link's target, nor does a session.
    private static func address(_ url: String) -> String {
        var rest = Substring(Invisible.without(Visit.without(url)))
        for scheme in ["https://", "http://"] where rest.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            break
        }
        return String(rest.last == "/" ? rest.dropLast() : rest)
    }

    private func note(_ before: Link, _ after: Link, _ draft: inout ChangeDraft) {
        let item = ChangeItem(
            .linkChanged, path: "/links/" + Slug.of(after.text), from: before.url, to: after.url,
            before: before.evidence, after: after.evidence)
        draft.add(
            Entry(
                item: item, position: after.evidence.start,
                clause:
                    "link “\(Shortened.to(40, after.text))”: \(Shortened.to(80, before.url)) → \(Shortened.to(80, after.url))"
            ))
    }
}

/// Letters that nobody sees: soft hyphens and spaces without width, which a word may have in its address too.
private enum Invisible {
    private static let letters = ["\u{AD}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}"]
    private static let codes = ["%C2%AD", "%E2%80%8B", "%E2%80%8C", "%E2%80%8D", "%E2%81%A0", "%EF%BB%BF"]

    static func without(_ url: String) -> String {
        guard url.utf8.contains(where: { $0 >= 0x80 || $0 == UInt8(ascii: "%") }) else { return url }
        return (letters + codes).reduce(url) { $0.replacing($1, with: "") }
    }
}
