import Model

/// The one line that tells a change, the same words in log, event, mail and feed.
enum Summary {
    static let longest = 3

    /// Gives a clause for each item, edits of one section folded into one; beyond three clauses the rest is counted.
    ///
    /// - Parameter unlisted: how many of them the change does not tell item by item.
    static func line(_ entries: [Entry], unlisted: Int = 0) -> String {
        let groups = first(entries)
        var shown = groups.map(text)
        let rest = entries.count - groups.reduce(0) { $0 + $1.count }
        if rest > 0 { shown.append("and \(rest) more") }
        if unlisted > 0 { shown.append("\(unlisted) of \(entries.count) items not listed") }
        return OneLine.of(shown.joined(separator: "; "))
    }

    /// Gives the items of the first few clauses: one with a clause of its own, or all that are folded into one.
    private static func first(_ entries: [Entry]) -> [[Entry]] {
        var shown: [[Entry]] = []
        for entry in entries {
            let place = shown.firstIndex {
                $0[0].kind == entry.kind && $0[0].fold != nil && $0[0].fold == entry.fold
            }
            if let place {
                shown[place].append(entry)
            } else if shown.count < longest {
                shown.append([entry])
            }
        }
        return shown
    }

    private static func text(_ entries: [Entry]) -> String {
        guard let fold = entries[0].fold else { return entries[0].clause }
        return folded(entries[0].kind, fold, entries)
    }

    private static func folded(_ kind: ChangeClass, _ fold: Entry.Fold, _ entries: [Entry]) -> String {
        let noun = entries.count == 1 ? fold.noun.rawValue : "\(entries.count) \(fold.noun.rawValue)s"
        switch kind {
        case .textAdded, .listItemAdded: return counted(fold, noun + " added", entries)
        case .textRemoved, .listItemRemoved: return counted(fold, noun + " removed", entries)
        default:
            if entries.count == 1, let glance = entries[0].glance { return "\(fold.place): \(glance)" }
            var (added, removed) = (0, 0)
            for entry in entries {
                let counts = entry.counts
                added += counts.added
                removed += counts.removed
            }
            let negation = kind == .negationChanged ? ", a negation with it" : ""
            let number = entries.count == 1 ? "1 \(noun)" : noun
            return "\(fold.place): \(number) edited\(negation) \(WordCount.text(added: added, removed: removed))"
        }
    }

    private static func counted(_ fold: Entry.Fold, _ verb: String, _ entries: [Entry]) -> String {
        guard entries.count == 1, let glance = entries[0].glance else {
            return "\(fold.place): \(verb)"
        }
        return "\(fold.place): \(verb) \(glance)"
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
