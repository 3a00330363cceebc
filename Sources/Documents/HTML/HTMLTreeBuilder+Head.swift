// The insertion modes up to the body.

extension HTMLTreeBuilder {
    mutating func initial() -> Bool {
        switch token.kind {
        case .space: return false
        case .comment:
            insertComment(into: HTMLTree.document)
            return false
        case .doctype:
            isQuirky = HTMLQuirks.isQuirky(token.doctype, tree)
            let name = token.doctype.name ?? .empty
            tree.insert(tree.add(.init(kind: .doctype, content: name)), into: HTMLTree.document)
            mode = .beforeHTML
            return false
        default:
            isQuirky = true
            mode = .beforeHTML
            return true
        }
    }

    mutating func beforeHTML() -> Bool {
        switch (token.kind, token.tag) {
        case (.doctype, _), (.space, _): return false
        case (.comment, _):
            insertComment(into: HTMLTree.document)
            return false
        case (.startTag, .html):
            openHTML(element())
            return false
        case (.endTag, let tag) where ![.head, .body, .html, .br].contains(tag): return false
        default:
            openHTML(tree.add(.init(kind: .element, tag: .html, name: Int32(HTMLTag.html.rawValue))))
            return true
        }
    }

    private mutating func openHTML(_ index: Index) {
        tree.insert(index, into: HTMLTree.document)
        push(index)
        mode = .beforeHead
    }

    mutating func beforeHead() -> Bool {
        switch (token.kind, token.tag) {
        case (.space, _), (.doctype, _): return false
        case (.comment, _):
            insertComment()
            return false
        case (.startTag, .html): return inBody()
        case (.startTag, .head):
            head = insertElement()
            mode = .inHead
            return false
        case (.endTag, let tag) where ![.head, .body, .html, .br].contains(tag): return false
        default:
            head = insertElement(implied: .head)
            mode = .inHead
            return true
        }
    }

    mutating func inHead() -> Bool {
        switch token.kind {
        case .space: insertText(token.text)
        case .comment: insertComment()
        case .doctype: break
        case .startTag: return startTagInHead()
        case .endTag: return endTagInHead()
        default: return leaveHead()
        }
        return false
    }

    private mutating func startTagInHead() -> Bool {
        switch token.tag {
        case .html: return inBody()
        case .base, .basefont, .bgsound, .link, .meta: insertVoid()
        case .title: insertRaw(.rcdata)
        case .noframes, .style: insertRaw(.rawtext)
        case .noscript:
            insertElement()
            mode = .inHeadNoscript
        case .script: insertRaw(.script)
        case .template:
            guard !isTooDeep else { return false }
            insertElement()
            formatting.append(HTMLTree.none)
            isFramesetOK = false
            mode = .inTemplate
            templateModes.append(.inTemplate)
        case .head: break
        default: return leaveHead()
        }
        return false
    }

    private mutating func endTagInHead() -> Bool {
        switch token.tag {
        case .head:
            pop()
            mode = .afterHead
        case .body, .html, .br: return leaveHead()
        case .template: endTemplate()
        default: break
        }
        return false
    }

    private mutating func leaveHead() -> Bool {
        pop()
        mode = .afterHead
        return true
    }

    mutating func endTemplate() {
        guard isOpen(.template) else { return }
        generateAllImpliedEndTags()
        popThrough(.template)
        clearFormattingToMarker()
        _ = templateModes.popLast()
        resetMode()
    }

    mutating func inHeadNoscript() -> Bool {
        switch (token.kind, token.tag) {
        case (.doctype, _), (.startTag, .head), (.startTag, .noscript): return false
        case (.startTag, .html): return inBody()
        case (.endTag, .noscript):
            pop()
            mode = .inHead
            return false
        case (.space, _), (.comment, _): return inHead()
        case (.startTag, let tag) where [.basefont, .bgsound, .link, .meta, .noframes, .style].contains(tag):
            return inHead()
        case (.endTag, let tag) where tag != .br: return false
        default:
            pop()
            mode = .inHead
            return true
        }
    }

    mutating func afterHead() -> Bool {
        switch (token.kind, token.tag) {
        case (.space, _): insertText(token.text)
        case (.comment, _): insertComment()
        case (.doctype, _), (.startTag, .head): break
        case (.startTag, .html): return inBody()
        case (.startTag, .body):
            insertElement()
            isFramesetOK = false
            mode = .inBody
        case (.startTag, .frameset):
            insertElement()
            mode = .inFrameset
        case (.startTag, .base), (.startTag, .basefont), (.startTag, .bgsound), (.startTag, .link), (.startTag, .meta),
            (.startTag, .noframes), (.startTag, .script), (.startTag, .style), (.startTag, .template),
            (.startTag, .title):
            push(head)
            let again = inHead()
            if let place = stack.lastIndex(of: head) { removeFromStack(at: place) }
            return again
        case (.endTag, .template):
            endTemplate()
        case (.endTag, let tag) where ![.body, .html, .br].contains(tag): break
        default:
            insertElement(implied: .body)
            mode = .inBody
            return true
        }
        return false
    }

    mutating func inText() -> Bool {
        switch token.kind {
        case .endTag, .end:
            pop()
            tokenizer.contentModel = .data
            mode = originalMode
            return token.kind == .end
        default:
            insertText(token.text)
            return false
        }
    }

    mutating func inTemplate() -> Bool {
        switch (token.kind, token.tag) {
        case (.space, _), (.text, _), (.null, _), (.comment, _), (.doctype, _): return inBody()
        case (.startTag, let tag) where tag.isOfHead: return inHead()
        case (.endTag, .template): return inHead()
        case (.startTag, let tag):
            _ = templateModes.popLast()
            mode =
                switch tag {
                case .caption, .colgroup, .tbody, .tfoot, .thead: .inTable
                case .col: .inColumnGroup
                case .tr: .inTableBody
                case .td, .th: .inRow
                default: .inBody
                }
            templateModes.append(mode)
            return true
        case (.endTag, _): return false
        case (.end, _):
            guard isOpen(.template) else { return false }
            popThrough(.template)
            clearFormattingToMarker()
            _ = templateModes.popLast()
            resetMode()
            return true
        }
    }

    /// Sets the mode that fits the stack of open elements (WHATWG HTML, "Reset the insertion mode appropriately").
    mutating func resetMode() {
        for (place, index) in stack.enumerated().reversed() {
            let node = tree[index]
            guard node.namespace == .html else { continue }
            switch node.tag {
            case .td, .th: if place > 0 { return mode = .inCell }
            case .tr: return mode = .inRow
            case .tbody, .thead, .tfoot: return mode = .inTableBody
            case .caption: return mode = .inCaption
            case .colgroup: return mode = .inColumnGroup
            case .table: return mode = .inTable
            case .template: return mode = templateModes.last ?? .inTemplate
            case .head: if place > 0 { return mode = .inHead }
            case .body: return mode = .inBody
            case .frameset: return mode = .inFrameset
            case .html: return mode = head == HTMLTree.none ? .beforeHead : .afterHead
            default: break
            }
        }
        mode = .inBody
    }
}

extension HTMLTag {
    /// Whether it belongs to the head wherever it stands.
    var isOfHead: Bool {
        switch self {
        case .base, .basefont, .bgsound, .link, .meta, .noframes, .script, .style, .template, .title: true
        default: false
        }
    }
}
