/// How much a change matters, by what changed and never by how much of it.
package enum Severity: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    case none, low, medium, high

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
    private var rank: Int { Severity.allCases.firstIndex(of: self) ?? 0 }
}

/// What kind of difference an item is; each has one severity.
package enum ChangeClass: String, Hashable, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
    case judgmentGraded = "judgment-graded"
    case judgmentChanged = "judgment-changed"
    case judgmentRemoved = "judgment-removed"
    case findingAdded = "finding-added"
    case findingRemoved = "finding-removed"
    case findingReworded = "finding-reworded"
    case withdrawn, restored, reverted
    case correctionNoted = "correction-noted"
    case renditionsDisagree = "renditions-disagree"
    case negationChanged = "negation-changed"
    case sectionAdded = "section-added"
    case sectionRemoved = "section-removed"
    case sectionRenamed = "section-renamed"
    case textAdded = "text-added"
    case textRemoved = "text-removed"
    case textEdited = "text-edited"
    case listItemAdded = "list-item-added"
    case listItemRemoved = "list-item-removed"
    case figureChanged = "figure-changed"
    case personChanged = "person-changed"
    case dateMoved = "date-moved"
    case linkChanged = "link-changed"
    case titleChanged = "title-changed"
    case furnitureChanged = "furniture-changed"
    case layoutChanged = "layout-changed"
    case bytesChanged = "bytes-changed"

    package var severity: Severity {
        switch self {
        case .judgmentGraded, .judgmentChanged, .judgmentRemoved, .findingAdded, .findingRemoved, .findingReworded,
            .withdrawn, .restored, .reverted, .correctionNoted, .renditionsDisagree, .negationChanged:
            .high
        case .sectionAdded, .sectionRemoved, .sectionRenamed, .textAdded, .textRemoved, .textEdited, .listItemAdded,
            .listItemRemoved, .figureChanged, .personChanged:
            .medium
        case .dateMoved, .linkChanged, .titleChanged: .low
        case .furnitureChanged, .layoutChanged, .bytesChanged: .none
        }
    }
}

/// Which way a grade went on its scale.
package enum Movement: String, Hashable, Sendable, Codable, CaseIterable {
    case better, worse, unchanged
}

/// One classified difference between two versions of a report.
package struct ChangeItem: Hashable, Sendable, Codable {
    /// The words an edit added and removed, in the order of the text.
    package struct Words: Hashable, Sendable, Codable {
        package let added: [String]
        package let removed: [String]

        /// Takes the values that the properties describe.
        package init(added: [String], removed: [String]) {
            self.added = added
            self.removed = removed
        }
    }

    package let kind: ChangeClass
    package let severity: Severity
    /// Names the thing by its id, never by position: `/judgments/effectiveness`.
    package let path: String
    package let from: String?
    package let to: String?
    package let words: Words?
    /// What an edit of a passage touches, by name: `date`, `grade`, `name`, `negation`, `number`; absent where it touches none.
    package let touches: [String]?
    /// Of a grade that moved on its scale: which way. Absent where the two do not compare.
    package let movement: Movement?
    package let before: Evidence?
    package let after: Evidence?
    /// Of renditions that disagree, beside other changes of one: the version that holds `before`. Absent where the event names it.
    package var beside: VersionNumber?
    /// Whether only the beginning of a passage is quoted; absent where it is quoted whole, as all but the longest are.
    package var cut: Bool?

    /// Takes the values that the properties describe.
    package init(
        _ kind: ChangeClass, path: String, from: String? = nil, to: String? = nil, words: Words? = nil,
        touches: [String] = [], movement: Movement? = nil, before: Evidence? = nil, after: Evidence? = nil
    ) {
        self.kind = kind
        severity = kind.severity
        self.path = path
        self.from = from
        self.to = to
        self.words = words
        self.touches = touches.isEmpty ? nil : touches
        self.movement = movement
        self.before = before
        self.after = after
    }

    private enum CodingKeys: String, CodingKey {
        case kind = "class", severity, path, from, to, words, touches, movement, before, after, beside, cut
    }
}

/// The difference between two versions of one report. Without items there is no change.
package struct Change: Hashable, Sendable, Codable {
    /// A value of the old record that the new text may still hold and that can no longer be read from it: unknown, not removed.
    package struct Unread: Hashable, Sendable, Codable {
        /// Names the value by its id: `/judgments/effectiveness`.
        package let path: String
        /// Where it was read before.
        package let before: Evidence
        /// What stands in that place now.
        package let after: Evidence?

        /// Takes the values that the properties describe.
        package init(path: String, before: Evidence, after: Evidence?) {
            self.path = path
            self.before = before
            self.after = after
        }
    }

    package let items: [ChangeItem]
    /// One line in a person's words, longest news first.
    package let summary: String
    /// Content changed and none of the page's own dates moved.
    package let quiet: Bool
    /// What a changed layout hides from the reader, judgments first.
    package let unread: [Unread]
    /// How many items of which class differ besides and are not among `items`: of a report that is another one altogether.
    package let omitted: [ChangeClass: Int]

    /// Takes the values that the properties describe.
    package init(
        items: [ChangeItem], summary: String, quiet: Bool, unread: [Unread] = [], omitted: [ChangeClass: Int] = [:]
    ) {
        self.items = items
        self.summary = summary
        self.quiet = quiet
        self.unread = unread
        self.omitted = omitted
    }

    /// The highest severity of its items, those left out too.
    package var severity: Severity {
        max(items.lazy.map(\.severity).max() ?? .none, omitted.keys.lazy.map(\.severity).max() ?? .none)
    }

    /// Whether this is news: something above `none` changed.
    package var isNews: Bool { severity > .none }
}
