// SVG and MathML inside a page. Names stay in small letters: their right spelling matters to nobody who reads text.

extension HTMLTreeBuilder {
    /// Whether the token at hand is to be read by the rules of foreign content.
    var isForeign: Bool {
        guard !stack.isEmpty, token.kind != .end else { return false }
        let node = tree[current]
        guard node.namespace != .html else { return false }
        let isText = token.kind == .text || token.kind == .space || token.kind == .null
        if node.isTextIntegrationPoint {
            if isText { return false }
            if token.kind == .startTag, token.tag != .mglyph, token.tag != .malignmark { return false }
        }
        if node.namespace == .math, node.tag == .annotationXML, token.kind == .startTag, token.tag == .svg {
            return false
        }
        if isHTMLIntegrationPoint(current), isText || token.kind == .startTag { return false }
        return true
    }

    private func isHTMLIntegrationPoint(_ index: Index) -> Bool {
        let node = tree[index]
        switch (node.namespace, node.tag) {
        case (.svg, .foreignObject), (.svg, .desc), (.svg, .title): return true
        case (.math, .annotationXML):
            let encoding = tree.attribute(.encoding, of: index)?.lowercased()
            return encoding == "text/html" || encoding == "application/xhtml+xml"
        default: return false
        }
    }

    mutating func foreign() -> Bool {
        switch token.kind {
        case .null:
            let begun = tree.decoded.count
            tree.decoded.append(contentsOf: HTMLCharacterReferences.replacement)
            let base = tree.source.count
            insertText(HTMLText(start: Int32(base + begun), end: Int32(base + tree.decoded.count)))
        case .space: insertText(token.text)
        case .text:
            insertText(token.text)
            isFramesetOK = false
        case .comment: insertComment()
        case .startTag:
            if endsForeignContent {
                leaveForeign()
                return inMode(mode)
            }
            insertForeign(tree[current].namespace)
        case .endTag: return endTagInForeign()
        case .doctype, .end: break
        }
        return false
    }

    mutating func insertForeign(_ namespace: HTMLTree.Namespace) {
        guard !isTooDeep else {
            insertElement(namespace)
            pop()
            return
        }
        insertElement(namespace)
        if token.isSelfClosing { pop() }
    }

    private mutating func leaveForeign() {
        while stack.count > 1, tree[current].namespace != .html, !tree[current].isTextIntegrationPoint,
            !isHTMLIntegrationPoint(current)
        {
            pop()
        }
    }

    private mutating func endTagInForeign() -> Bool {
        if token.tag == .br || token.tag == .p {
            leaveForeign()
            return inMode(mode)
        }
        var place = stack.count - 1
        while place > 0 {
            let node = tree[stack[place]]
            if node.namespace == .html { return inMode(mode) }
            if node.name == token.name {
                while stack.count > place { pop() }
                return false
            }
            place -= 1
        }
        return false
    }

    // Start tags that show that the page forgot to end its drawing.
    private var endsForeignContent: Bool {
        switch token.tag {
        case .b, .big, .blockquote, .body, .br, .center, .code, .dd, .div, .dl, .dt, .em, .embed, .h1, .h2, .h3, .h4,
            .h5, .h6, .head, .hr, .i, .img, .li, .listing, .menu, .meta, .nobr, .ol, .p, .pre, .ruby, .s, .small,
            .span, .strong, .strike, .sub, .sup, .table, .tt, .u, .ul, .variable:
            true
        case .font:
            tree.attributes[Int(token.attributes.start)..<Int(token.attributes.end)].contains { attribute in
                [.color, .face, .size].contains { (name: HTMLAttributeName) in
                    attribute.name == Int32(name.rawValue)
                }
            }
        default: false
        }
    }
}

extension HTMLTree.Node {
    var isTextIntegrationPoint: Bool {
        guard namespace == .math else { return false }
        switch tag {
        case .mi, .mo, .mn, .ms, .mtext: return true
        default: return false
        }
    }
}
