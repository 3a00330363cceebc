import Model

/// The one line that tells a change, the same words in log, event, mail and feed.
enum Summary {
    static let longest = 3

    /// Gives a clause for each item, edits of one section folded into one; beyond three clauses the rest is counted.
    static func line(_ entries: [Entry]) -> String {
        let clauses = clauses(entries)
        var shown = clauses.prefix(longest).map(\.text)
        let rest = clauses.dropFirst(longest).reduce(0) { $0 + $1.items }
        if rest > 0 { shown.append("and \(rest) more") }
        return OneLine.of(shown.joined(separator: "; "))
    }

    private struct Group: Hashable {
        let kind: ChangeClass
        let fold: Entry.Fold
    }

    private static func clauses(_ entries: [Entry]) -> [(text: String, items: Int)] {
        var groups: [Group: [Entry]] = [:]
        for entry in entries {
            if let fold = entry.fold { groups[Group(kind: entry.item.kind, fold: fold), default: []].append(entry) }
        }
        var clauses: [(text: String, items: Int)] = []
        for entry in entries {
            if let fold = entry.fold {
                // Told where its first item stands.
                let group = Group(kind: entry.item.kind, fold: fold)
                guard let members = groups.removeValue(forKey: group) else { continue }
                clauses.append((folded(group, members), members.count))
            } else {
                clauses.append((entry.clause, 1))
            }
        }
        return clauses
    }

    private static func folded(_ group: Group, _ entries: [Entry]) -> String {
        let noun = entries.count == 1 ? group.fold.noun.rawValue : "\(entries.count) \(group.fold.noun.rawValue)s"
        switch group.kind {
        case .textAdded, .listItemAdded: return counted(group, noun + " added", entries)
        case .textRemoved, .listItemRemoved: return counted(group, noun + " removed", entries)
        default:
            if entries.count == 1, let glance = entries[0].glance { return "\(group.fold.place): \(glance)" }
            var (added, removed) = (0, 0)
            for entry in entries {
                guard let counts = entry.item.words.map(WordCount.counts) else { continue }
                added += counts.added
                removed += counts.removed
            }
            let number = "\(entries.count) \(group.fold.noun.rawValue)\(entries.count == 1 ? "" : "s")"
            let negation = group.kind == .negationChanged ? ", a negation with it" : ""
            return
                "\(group.fold.place): \(number) edited\(negation) \(WordCount.text(added: added, removed: removed))"
        }
    }

    private static func counted(_ group: Group, _ verb: String, _ entries: [Entry]) -> String {
        guard entries.count == 1, let glance = entries[0].glance else { return "\(group.fold.place): \(verb)" }
        return "\(group.fold.place): \(verb) \(glance)"
    }
}

/// Text that stays on one line of a log, whatever it holds.
enum OneLine {
    /// Gives text in which control characters, line separators and marks that turn the direction of writing are escaped.
    static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: breaks) else { return text }
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            line.append(contentsOf: breaks(scalar) ? escaped(scalar).unicodeScalars : String(scalar).unicodeScalars)
        }
        return String(line)
    }

    private static func breaks(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
    }
}
