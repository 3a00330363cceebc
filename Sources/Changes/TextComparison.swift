import Model

/// What is said in passages, after all that the record accounts for. An object, since each of the items that it finds keeps it.
final class TextComparison {
    private let pages: Pages
    // By section, what its lines are folded under.
    private let names: (old: SectionNames, new: SectionNames)
    // Headings that are told: a table of contents has them once more.
    private let headings: (old: Set<Int>, new: Set<Int>)

    private init(_ pages: Pages) {
        self.pages = pages
        let (old, new) = (pages.old.headingKeys, pages.new.headingKeys)
        headings = (
            Set((pages.sections.renamed.map { $0.old } + pages.sections.removed).compactMap { old[$0] }),
            Set((pages.sections.renamed.map { $0.new } + pages.sections.added).compactMap { new[$0] })
        )
        names = (SectionNames(pages.old.record.sections), SectionNames(pages.new.record.sections))
    }

    static func run(_ pages: Pages, _ edits: Edits, into draft: inout ChangeDraft) {
        let comparison = TextComparison(pages)
        let lists = GradeLists(pages, draft)
        for edit in edits.edited where !lists.accounts(for: edit) { comparison.compare(edit, &draft) }
        // Short lines come and go with the layout.
        let added = edits.added.filter { !(pages.stoodAlready.lostItsLayout && pages.new.lines[$0].isShort) }
        for line in added where !pages.new.isHead(line) { comparison.noteAdded(line, &draft) }
        let addedHeads = added.filter(pages.new.isHead)
        var told = addedHeads.isEmpty ? Cover([]) : draft.told { $0.after }
        for line in addedHeads {
            comparison.isBareHead(line, on: pages.new, told)
                ? comparison.noteLayout(nil, line, &draft) : comparison.noteAdded(line, &draft)
        }
        guard !pages.missingIsUnknown else { return }
        let removed = edits.removed.filter { !(pages.standing.lostItsLayout && pages.old.lines[$0].isShort) }
        for line in removed where !pages.old.isHead(line) { comparison.noteRemoved(line, &draft) }
        let removedHeads = removed.filter(pages.old.isHead)
        told = removedHeads.isEmpty ? Cover([]) : draft.told { $0.before }
        for line in removedHeads {
            comparison.isBareHead(line, on: pages.old, told)
                ? comparison.noteLayout(line, nil, &draft) : comparison.noteRemoved(line, &draft)
        }
    }

    /// Whether a line is the head of a table that says nothing by itself: its few words stand over rows that are no news.
    private func isBareHead(_ line: Int, on page: Page, _ told: Cover) -> Bool {
        guard page.lines[line].weight < 6 else { return false }
        var last = line
        while last + 1 < page.lines.count, page.tableHeads[last + 1] == line { last += 1 }
        return !told.overlaps(page.lines[line].range.upperBound..<page.lines[last].range.upperBound)
    }

    private func noteLayout(_ old: Int?, _ new: Int?, as kind: ChangeClass = .layoutChanged, _ draft: inout ChangeDraft)
    {
        let (before, after) = (old.map { place($0, on: pages.old) }, new.map { place($0, on: pages.new) })
        let clause = { [pages] in
            let words = after.map { pages.new.text[$0] } ?? before.map { pages.old.text[$0] } ?? ""
            return "“\(Shortened.to(60, words))” \(new == nil ? "gone" : "new")"
        }
        draft.add(
            Entry(
                kind, before: before, after: after,
                position: after?.lowerBound ?? pages.position(ofOld: before?.lowerBound ?? 0),
                clause: clause
            ) { [self] in
                let (before, after) = (before.map(pages.old.text.evidence), after.map(pages.new.text.evidence))
                return ChangeItem(
                    kind, path: new.map { path($0, on: pages.new) } ?? old.map(formerPath) ?? "/text",
                    from: before?.exact, to: after?.exact, before: before, after: after)
            })
    }

    private func compare(_ edit: Edits.Edit, _ draft: inout ChangeDraft) {
        let difference = edit.difference
        guard !difference.removed.isEmpty || !difference.added.isEmpty,
            !draft.touches(old: edit.old, new: edit.new)
                || !draft.explains(
                    difference.removedWords, inOld: edit.old, difference.addedWords, inNew: edit.new),
            !headings.old.contains(pages.old.lines[edit.old].key)
                || !headings.new.contains(pages.new.lines[edit.new].key)
        else { return }
        if SiteLine.holds(edit.old, of: pages.old), SiteLine.holds(edit.new, of: pages.new) {
            return noteLayout(edit.old, edit.new, as: .furnitureChanged, &draft)
        }
        if Setting.isAll(of: difference) { return noteLayout(edit.old, edit.new, &draft) }
        if let stamp = Stamp(difference, label: pages.new.label(of: edit.new) ?? []) {
            return note(stamp, edit, &draft)
        }
        if Proclamation(difference.old) == nil, let notice = Proclamation(difference.new) {
            return proclaim(notice, line: edit.new, &draft)
        }
        let kind = difference.changesNegation ? ChangeClass.negationChanged : .textEdited
        draft.add(
            Entry(
                kind, Passage(old: edit.old, new: edit.new, difference: difference), of: self,
                before: place(edit.old, on: pages.old), after: place(edit.new, on: pages.new),
                // After the values that stand in the same line.
                position: pages.new.lines[edit.new].range.upperBound,
                fold: fold(edit.new, on: pages.new, names.new)))
    }

    /// Gives the item of a passage.
    func item(_ kind: ChangeClass, of passage: Passage) -> ChangeItem {
        let from = passage.old.map(pages.old.content)
        let to = passage.new.map(pages.new.content)
        return ChangeItem(
            kind,
            path: passage.new.map { path($0, on: pages.new) } ?? passage.old.map(formerPath) ?? "/text",
            from: from, to: to, words: passage.difference?.words,
            touches: passage.difference.map(Touched.kinds) ?? [],
            before: passage.old.map { evidence($0, on: pages.old) },
            after: passage.new.map { evidence($0, on: pages.new) })
    }

    /// Gives a passage as it can be taken in at a glance.
    func glance(of passage: Passage) -> String? {
        if let difference = passage.difference { return difference.glance }
        let content = passage.new.map(pages.new.content) ?? passage.old.map(pages.old.content) ?? ""
        return "“\(Shortened.to(60, content))”"
    }

    private func note(_ stamp: Stamp, _ edit: Edits.Edit, _ draft: inout ChangeDraft) {
        let (old, new) = (edit.difference.old, edit.difference.new)
        let common = min(zip(old, new).prefix { $0.text == $1.text }.count, old.count - 1, new.count - 1)
        let words = (pages.new.label(of: edit.new) ?? []) + new.prefix(common)
        let name = Phrase.joined(words.filter { $0.text != ":" })
        let (from, to) = (Phrase.joined(old.dropFirst(common)), Phrase.joined(new.dropFirst(common)))
        let item = ChangeItem(
            stamp == .dated ? .dateMoved : .furnitureChanged, path: "/dates/" + Slug.of(name), from: from, to: to,
            before: evidence(edit.old, on: pages.old), after: evidence(edit.new, on: pages.new))
        draft.add(
            Entry(
                item: item, position: pages.new.lines[edit.new].range.lowerBound,
                clause: Moves.clause(Shortened.to(60, name), from: Shortened.to(40, from), to: Shortened.to(40, to))))
    }

    private func noteAdded(_ line: Int, _ draft: inout ChangeDraft) {
        let words = pages.new.words(of: line)
        guard !headings.new.contains(pages.new.lines[line].key),
            !draft.explains([], inOld: nil, words, inNew: line),
            !draft.accounts(for: line, of: pages.new, isNew: true)
        else { return }
        if let notice = Proclamation(words) { return proclaim(notice, line: line, &draft) }
        if Preamble.holds(line, of: pages.new) || SiteLine.holds(line, of: pages.new) {
            return noteLayout(nil, line, as: .furnitureChanged, &draft)
        }
        let kind = pages.new.isBullet(line) ? ChangeClass.listItemAdded : .textAdded
        draft.add(
            Entry(
                kind, Passage(old: nil, new: line, difference: nil), of: self, before: nil,
                after: place(line, on: pages.new), position: pages.new.lines[line].range.lowerBound,
                fold: fold(line, on: pages.new, names.new)))
    }

    private func noteRemoved(_ line: Int, _ draft: inout ChangeDraft) {
        let words = pages.old.words(of: line)
        guard !headings.old.contains(pages.old.lines[line].key),
            !draft.explains(words, inOld: line, [], inNew: nil),
            !draft.accounts(for: line, of: pages.old, isNew: false)
        else { return }
        let position = pages.position(ofOld: pages.old.lines[line].range.lowerBound)
        if case .withdrawn = Proclamation(words) {
            let item = ChangeItem(
                .restored, path: "/", from: "withdrawn", to: "published", before: evidence(line, on: pages.old))
            return draft.add(
                Entry(item: item, position: position, clause: "restored: the notice of withdrawal is gone"))
        }
        if Preamble.holds(line, of: pages.old) || SiteLine.holds(line, of: pages.old) {
            return noteLayout(line, nil, as: .furnitureChanged, &draft)
        }
        let kind = pages.old.isBullet(line) ? ChangeClass.listItemRemoved : .textRemoved
        draft.add(
            Entry(
                kind, Passage(old: line, new: nil, difference: nil), of: self,
                before: place(line, on: pages.old),
                after: nil, position: position, fold: fold(line, on: pages.old, names.old)))
    }

    private func proclaim(_ notice: Proclamation, line: Int, _ draft: inout ChangeDraft) {
        let content = pages.new.content(of: line)
        let after = evidence(line, on: pages.new)
        let position = pages.new.lines[line].range.lowerBound
        switch notice {
        case .withdrawn:
            let item = ChangeItem(.withdrawn, path: "/", from: "published", to: "withdrawn", after: after)
            draft.add(Entry(item: item, position: position, clause: "withdrawn: “\(Shortened.to(80, content))”"))
        case .correction:
            let item = ChangeItem(.correctionNoted, path: path(line, on: pages.new), to: content, after: after)
            draft.add(Entry(item: item, position: position, clause: "correction noted: “\(Shortened.to(80, content))”"))
        }
    }

    private func evidence(_ line: Int, on page: Page) -> Evidence { page.text.evidence(place(line, on: page)) }

    private func place(_ line: Int, on page: Page) -> Range<Int> {
        let range = page.lines[line].range
        guard case .listItem(let item) = page.lines[line].role else { return range }
        // The bullet is the list's, not the item's.
        return item.place ?? range
    }

    private func path(_ line: Int, on page: Page) -> String {
        page.lines[line].section.map { "/sections/" + page.record.sections[$0].id } ?? "/text"
    }

    /// The path of an old line, with the id that its section has now.
    private func formerPath(_ line: Int) -> String {
        guard let index = pages.old.lines[line].section, let new = pages.sections.newOfOld[index] else {
            return path(line, on: pages.old)
        }
        return "/sections/\(pages.new.record.sections[new].id)"
    }

    private func fold(_ line: Int, on page: Page, _ names: SectionNames) -> Entry.Fold {
        Entry.Fold(
            place: page.lines[line].section.map { names[$0] } ?? "text",
            noun: page.isBullet(line) ? .bullet : .paragraph)
    }
}

/// What sections are called in a summary, shortened once each.
private final class SectionNames {
    private let sections: [Section]
    private var known: [String?]

    init(_ sections: [Section]) {
        self.sections = sections
        known = Array(repeating: nil, count: sections.count)
    }

    subscript(section: Int) -> String {
        if let name = known[section] { return name }
        let name = Shortened.to(60, sections[section].heading)
        known[section] = name
        return name
    }
}
