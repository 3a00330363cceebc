import Model

/// How much of a change is told item by item. A report that has become another one altogether differs in every paragraph: to list
/// them all helps nobody, and both texts say the same. What is not listed is counted.
package struct ChangeLimit: Hashable, Sendable, Codable {
    /// So many items are listed.
    package var items: Int
    /// All items together quote about so many letters.
    package var letters: Int
    /// A single quotation is cut after so many.
    package var quotation: Int

    /// Takes the values that the properties describe.
    package init(items: Int, letters: Int, quotation: Int) {
        (self.items, self.letters, self.quotation) = (items, letters, quotation)
    }

    /// Nothing is left out.
    package static let none = ChangeLimit(items: .max, letters: .max, quotation: .max)

    /// What an event holds. The longest reports have some hundred paragraphs, and a new edition that shares none of them with the
    /// old one still fits; the longest paragraphs have some thousand letters.
    package static let event = ChangeLimit(items: 2000, letters: 4 << 20, quotation: 20_000)

    /// Gives the items that are listed, in the order of the entries, and how many of each class are not. Values of the record come
    /// first, then passages, then what is no news; each in the order of the entries.
    func told(of entries: [Entry]) -> (items: [ChangeItem], omitted: [ChangeClass: Int]) {
        if self == .none { return (entries.map(\.item), [:]) }
        var listed: [Int: ChangeItem] = [:]
        var left = letters
        for rank in Rank.allCases where listed.count < items && left > 0 {
            for index in entries.indices where rank == Rank(entries[index]) {
                guard listed.count < items, left > 0 else { break }
                let item = entries[index].item.cut(to: quotation)
                left -= item.letters
                listed[index] = item
            }
        }
        var omitted: [ChangeClass: Int] = [:]
        for index in entries.indices where listed[index] == nil { omitted[entries[index].kind, default: 0] += 1 }
        return (listed.keys.sorted().compactMap { listed[$0] }, omitted)
    }

    private enum Rank: CaseIterable {
        case value, passage, noNews

        init(_ entry: Entry) { self = entry.severity == .none ? .noNews : entry.fold == nil ? .value : .passage }
    }
}

extension ChangeItem {
    /// How many letters, in bytes, it quotes.
    fileprivate var letters: Int {
        let quoted = [from, to, before?.exact, after?.exact].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
        let words = (words?.added ?? []).reduce(0) { $0 + $1.utf8.count }
        return (self.words?.removed ?? []).reduce(quoted + words + path.utf8.count) { $0 + $1.utf8.count }
    }

    /// Gives the item with the beginning of what it quotes, where that is longer; and says so.
    fileprivate func cut(to length: Int) -> ChangeItem {
        let isShort = [from, to, before?.exact, after?.exact].allSatisfy { ($0?.utf8.count ?? 0) <= length }
        guard !isShort || max(words?.added.count ?? 0, words?.removed.count ?? 0) > length else { return self }
        let words = words.map { words in
            Words(added: Array(words.added.prefix(length)), removed: Array(words.removed.prefix(length)))
        }
        var item = ChangeItem(
            kind, path: path, from: from?.beginning(length), to: to?.beginning(length), words: words,
            touches: touches ?? [], movement: movement, before: before?.beginning(length),
            after: after?.beginning(length))
        item.beside = beside
        item.cut = item != self ? true : nil
        return item
    }
}

extension String {
    fileprivate func beginning(_ length: Int) -> String {
        utf8.count <= length ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(length)))
    }
}
