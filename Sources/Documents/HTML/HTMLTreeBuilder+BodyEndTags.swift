// End tags in the insertion mode "in body".

extension HTMLTreeBuilder {
    mutating func endTagInBody() -> Bool {
        switch token.tag {
        case .template: endTemplate()
        case .body, .html:
            guard hasInScope(.body) else { break }
            mode = .afterBody
            return token.tag == .html
        case .address, .article, .aside, .blockquote, .button, .center, .details, .dialog, .dir, .div, .dl, .fieldset,
            .figcaption, .figure, .footer, .header, .hgroup, .listing, .main, .menu, .nav, .ol, .pre, .search,
            .section, .select, .summary, .ul:
            endBlock(token.tag)
        case .form: endForm()
        case .p:
            if !hasInScope(.p, .button) { insertElement(implied: .p) }
            closeParagraph()
        case .li:
            guard hasInScope(.li, .listItem) else { break }
            generateImpliedEndTags(except: .li)
            popThrough(.li)
        case .dd, .dt: endBlock(token.tag, except: token.tag)
        case .h1, .h2, .h3, .h4, .h5, .h6:
            guard hasInScope(where: \.isHeading) else { break }
            generateImpliedEndTags()
            popUntil(\.isHeading)
            pop()
        case .a, .b, .big, .code, .em, .font, .i, .nobr, .s, .small, .strike, .strong, .tt, .u: adopt(token.tag)
        case .applet, .marquee, .object:
            guard hasInScope(token.tag) else { break }
            endBlock(token.tag)
            clearFormattingToMarker()
        case .br:
            (token.kind, token.attributes) = (.startTag, .empty)
            return startTagInBody()
        default: anyOtherEndTag()
        }
        return false
    }

    private mutating func endBlock(_ tag: HTMLTag, except kept: HTMLTag? = nil) {
        guard hasInScope(tag) else { return }
        generateImpliedEndTags(except: kept)
        popThrough(tag)
    }

    private mutating func endForm() {
        if isOpen(.template) { return endBlock(.form) }
        let index = form
        form = HTMLTree.none
        guard index != HTMLTree.none, stack.contains(index), hasInScope(.form) else { return }
        generateImpliedEndTags()
        // What the form's end tag leaves open stays open.
        if let place = stack.lastIndex(of: index) { removeFromStack(at: place) }
    }

    mutating func anyOtherEndTag() {
        for index in stack.reversed() {
            let node = tree[index]
            if node.namespace == .html, node.name == token.name {
                generateImpliedEndTags(except: node.tag == .other ? nil : node.tag)
                while stack.count > 1, pop() != index {}
                return
            }
            if node.isSpecial { return }
        }
    }
}
