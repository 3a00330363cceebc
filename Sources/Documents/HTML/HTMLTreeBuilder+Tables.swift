// The insertion modes of tables.

extension HTMLTreeBuilder {
    private mutating func clearStack(to isContext: (HTMLTag) -> Bool) {
        popUntil { isContext($0) || $0 == .template || $0 == .html }
    }

    mutating func inTable() -> Bool {
        switch token.kind {
        case .space, .text, .null:
            guard tree[current].namespace == .html, tree[current].tag.isTableStructure else {
                return inTableAnythingElse()
            }
            pendingTableText = []
            originalMode = mode
            mode = .inTableText
            return true
        case .comment: insertComment()
        case .doctype: break
        case .startTag: return startTagInTable()
        case .endTag: return endTagInTable()
        case .end: return inBody()
        }
        return false
    }

    private mutating func startTagInTable() -> Bool {
        switch token.tag {
        case .caption:
            clearStack { $0 == .table }
            formatting.append(HTMLTree.none)
            insertElement()
            mode = .inCaption
        case .colgroup:
            clearStack { $0 == .table }
            insertElement()
            mode = .inColumnGroup
        case .col:
            clearStack { $0 == .table }
            insertElement(implied: .colgroup)
            mode = .inColumnGroup
            return true
        case .tbody, .tfoot, .thead:
            clearStack { $0 == .table }
            insertElement()
            mode = .inTableBody
        case .td, .th, .tr:
            clearStack { $0 == .table }
            insertElement(implied: .tbody)
            mode = .inTableBody
            return true
        case .table:
            guard hasInScope(.table, .table) else { break }
            popThrough(.table)
            resetMode()
            return true
        case .style, .script, .template: return inHead()
        case .input where isHiddenInput: insertVoid()
        case .form:
            guard form == HTMLTree.none, !isOpen(.template) else { break }
            form = insertElement()
            pop()
        default: return inTableAnythingElse()
        }
        return false
    }

    private mutating func endTagInTable() -> Bool {
        switch token.tag {
        case .table:
            guard hasInScope(.table, .table) else { break }
            popThrough(.table)
            resetMode()
        case .body, .caption, .col, .colgroup, .html, .tbody, .td, .tfoot, .th, .thead, .tr: break
        case .template: return inHead()
        default: return inTableAnythingElse()
        }
        return false
    }

    // What has no place in a table stands before it.
    private mutating func inTableAnythingElse() -> Bool {
        isFosterParenting = true
        defer { isFosterParenting = false }
        return inBody()
    }

    mutating func inTableText() -> Bool {
        switch token.kind {
        case .null: return false
        case .space, .text:
            pendingTableText.append(token)
            return false
        default: break
        }
        let saved = token
        let pending = pendingTableText
        pendingTableText = []
        let hasWords = pending.contains { $0.kind == .text }
        for text in pending {
            if hasWords {
                token = text
                _ = inTableAnythingElse()
            } else {
                insertText(text.text)
            }
        }
        token = saved
        mode = originalMode
        return true
    }

    mutating func inCaption() -> Bool {
        switch (token.kind, token.tag) {
        case (.endTag, .caption): _ = closeCaption()
        case (.startTag, .caption), (.startTag, .col), (.startTag, .colgroup), (.startTag, .tbody), (.startTag, .td),
            (.startTag, .tfoot), (.startTag, .th), (.startTag, .thead), (.startTag, .tr), (.endTag, .table):
            return closeCaption()
        case (.endTag, .body), (.endTag, .col), (.endTag, .colgroup), (.endTag, .html), (.endTag, .tbody),
            (.endTag, .td), (.endTag, .tfoot), (.endTag, .th), (.endTag, .thead), (.endTag, .tr):
            break
        default: return inBody()
        }
        return false
    }

    private mutating func closeCaption() -> Bool {
        guard hasInScope(.caption, .table) else { return false }
        generateImpliedEndTags()
        popThrough(.caption)
        clearFormattingToMarker()
        mode = .inTable
        return true
    }

    mutating func inColumnGroup() -> Bool {
        switch (token.kind, token.tag) {
        case (.space, _): insertText(token.text)
        case (.comment, _): insertComment()
        case (.doctype, _), (.endTag, .col): break
        case (.startTag, .html): return inBody()
        case (.startTag, .col): insertVoid()
        case (.startTag, .template), (.endTag, .template): return inHead()
        case (.end, _): return inBody()
        default:
            guard isCurrent(.colgroup) else { break }
            pop()
            mode = .inTable
            if token.kind == .endTag, token.tag == .colgroup { break }
            return true
        }
        return false
    }

    mutating func inTableBody() -> Bool {
        switch (token.kind, token.tag) {
        case (.startTag, .tr):
            clearStack(to: \.isRowGroup)
            insertElement()
            mode = .inRow
        case (.startTag, .th), (.startTag, .td):
            clearStack(to: \.isRowGroup)
            insertElement(implied: .tr)
            mode = .inRow
            return true
        case (.endTag, .tbody), (.endTag, .tfoot), (.endTag, .thead):
            guard hasInScope(token.tag, .table) else { break }
            clearStack(to: \.isRowGroup)
            pop()
            mode = .inTable
        case (.startTag, .caption), (.startTag, .col), (.startTag, .colgroup), (.startTag, .tbody), (.startTag, .tfoot),
            (.startTag, .thead), (.endTag, .table):
            guard hasInScope(.table, where: \.isRowGroup) else { break }
            clearStack(to: \.isRowGroup)
            pop()
            mode = .inTable
            return true
        case (.endTag, .body), (.endTag, .caption), (.endTag, .col), (.endTag, .colgroup), (.endTag, .html),
            (.endTag, .td), (.endTag, .th), (.endTag, .tr):
            break
        default: return inTable()
        }
        return false
    }

    mutating func inRow() -> Bool {
        switch (token.kind, token.tag) {
        case (.startTag, .th), (.startTag, .td):
            clearStack { $0 == .tr }
            insertElement()
            mode = .inCell
            formatting.append(HTMLTree.none)
        case (.endTag, .tr): _ = closeRow()
        case (.startTag, .caption), (.startTag, .col), (.startTag, .colgroup), (.startTag, .tbody), (.startTag, .tfoot),
            (.startTag, .thead), (.startTag, .tr), (.endTag, .table):
            return closeRow()
        case (.endTag, .tbody), (.endTag, .tfoot), (.endTag, .thead):
            return hasInScope(token.tag, .table) ? closeRow() : false
        case (.endTag, .body), (.endTag, .caption), (.endTag, .col), (.endTag, .colgroup), (.endTag, .html),
            (.endTag, .td), (.endTag, .th):
            break
        default: return inTable()
        }
        return false
    }

    private mutating func closeRow() -> Bool {
        guard hasInScope(.tr, .table) else { return false }
        clearStack { $0 == .tr }
        pop()
        mode = .inTableBody
        return true
    }

    mutating func inCell() -> Bool {
        switch (token.kind, token.tag) {
        case (.endTag, .td), (.endTag, .th):
            guard hasInScope(token.tag, .table) else { break }
            generateImpliedEndTags()
            popThrough(token.tag)
            clearFormattingToMarker()
            mode = .inRow
        case (.startTag, .caption), (.startTag, .col), (.startTag, .colgroup), (.startTag, .tbody), (.startTag, .td),
            (.startTag, .tfoot), (.startTag, .th), (.startTag, .thead), (.startTag, .tr):
            guard hasInScope(.table, where: \.isCell) else { break }
            closeCell()
            return true
        case (.endTag, .body), (.endTag, .caption), (.endTag, .col), (.endTag, .colgroup), (.endTag, .html): break
        case (.endTag, .table), (.endTag, .tbody), (.endTag, .tfoot), (.endTag, .thead), (.endTag, .tr):
            guard hasInScope(token.tag, .table) else { break }
            closeCell()
            return true
        default: return inBody()
        }
        return false
    }

    private mutating func closeCell() {
        generateImpliedEndTags()
        popUntil(\.isCell)
        pop()
        clearFormattingToMarker()
        mode = .inRow
    }
}

extension HTMLTag {
    var isRowGroup: Bool { self == .tbody || self == .tfoot || self == .thead }
    var isCell: Bool { self == .td || self == .th }
}
