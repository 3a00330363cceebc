// The insertion mode "in body", which most of a page is read in.

extension HTMLTreeBuilder {
    mutating func inBody() -> Bool {
        switch token.kind {
        case .null, .doctype: break
        case .space:
            reconstructFormatting()
            insertText(token.text)
        case .text:
            reconstructFormatting()
            insertText(token.text)
            isFramesetOK = false
        case .comment: insertComment()
        case .startTag: return startTagInBody()
        case .endTag: return endTagInBody()
        case .end: return templateModes.isEmpty ? false : inTemplate()
        }
        return false
    }

    mutating func closeParagraph() {
        guard hasInScope(.p, .button) else { return }
        generateImpliedEndTags(except: .p)
        popThrough(.p)
    }

    mutating func startTagInBody() -> Bool {
        switch token.tag {
        case .html: mergeAttributes(into: stack[0], unless: isOpen(.template))
        case .base, .basefont, .bgsound, .link, .meta, .noframes, .script, .style, .template, .title: return inHead()
        case .body: startBody()
        case .frameset: startFrameset()
        case .address, .article, .aside, .blockquote, .center, .details, .dialog, .dir, .div, .dl, .fieldset,
            .figcaption, .figure, .footer, .header, .hgroup, .main, .menu, .nav, .ol, .p, .search, .section, .summary,
            .ul:
            closeParagraph()
            insertOrdinary()
        case .h1, .h2, .h3, .h4, .h5, .h6:
            closeParagraph()
            if tree[current].namespace == .html, tree[current].tag.isHeading { pop() }
            insertOrdinary()
        case .pre, .listing:
            closeParagraph()
            insertOrdinary()
            ignoreLineFeed()
            isFramesetOK = false
        case .form: startForm()
        case .li: startItem { $0 == .li }
        case .dd, .dt: startItem { $0 == .dd || $0 == .dt }
        case .plaintext:
            closeParagraph()
            insertElement()
            tokenizer.contentModel = .plaintext
        case .button:
            if hasInScope(.button) {
                generateImpliedEndTags()
                popThrough(.button)
            }
            reconstructFormatting()
            insertOrdinary()
            isFramesetOK = false
        case .table: startTable()
        default: return startInlineInBody()
        }
        return false
    }

    private mutating func startInlineInBody() -> Bool {
        switch token.tag {
        case .a:
            if let open = activeFormatting(.a) {
                adopt(.a)
                formatting.removeAll { $0 == open }
                if let place = stack.lastIndex(of: open) { removeFromStack(at: place) }
            }
            startFormatting()
        case .b, .big, .code, .em, .font, .i, .s, .small, .strike, .strong, .tt, .u: startFormatting()
        case .nobr:
            reconstructFormatting()
            if hasInScope(.nobr) {
                adopt(.nobr)
                reconstructFormatting()
            }
            insertFormatting()
        case .applet, .marquee, .object:
            reconstructFormatting()
            guard !isTooDeep else { return false }
            insertElement()
            formatting.append(HTMLTree.none)
            isFramesetOK = false
        case .area, .br, .embed, .img, .keygen, .wbr:
            reconstructFormatting()
            insertVoid()
            isFramesetOK = false
        case .image:
            (token.tag, token.name) = (.img, Int32(HTMLTag.img.rawValue))
            return true
        case .input: startInput()
        case .param, .source, .track: insertVoid()
        case .hr:
            closeParagraph()
            if hasInScope(.select) { generateImpliedEndTags() }
            insertVoid()
            isFramesetOK = false
        default: return startRareInBody()
        }
        return false
    }

    private mutating func startRareInBody() -> Bool {
        switch token.tag {
        case .textarea:
            insertRaw(.rcdata)
            ignoreLineFeed()
            isFramesetOK = false
        case .xmp:
            closeParagraph()
            reconstructFormatting()
            isFramesetOK = false
            insertRaw(.rawtext)
        case .iframe:
            isFramesetOK = false
            insertRaw(.rawtext)
        case .noembed: insertRaw(.rawtext)
        case .select: startSelect()
        case .option, .optgroup:
            if hasInScope(.select) {
                generateImpliedEndTags(except: token.tag == .option ? .optgroup : nil)
            } else if isCurrent(.option) {
                pop()
            }
            reconstructFormatting()
            insertOrdinary()
        case .rb, .rtc:
            if hasInScope(.ruby) { generateImpliedEndTags() }
            insertOrdinary()
        case .rp, .rt:
            if hasInScope(.ruby) { generateImpliedEndTags(except: .rtc) }
            insertOrdinary()
        case .math, .svg:
            reconstructFormatting()
            insertForeign(token.tag == .math ? .math : .svg)
        case .caption, .col, .colgroup, .frame, .head, .tbody, .td, .tfoot, .th, .thead, .tr: break
        default:
            reconstructFormatting()
            insertOrdinary()
        }
        return false
    }

    // A second `<html>` or `<body>` adds what attributes the first one has not.
    private mutating func mergeAttributes(into index: Index, unless isForbidden: Bool) {
        guard !isForbidden, !token.attributes.isEmpty else { return }
        let old = tree[index].content
        let present = tree.attributes[Int(old.start)..<Int(old.end)]
        let added = tree.attributes[Int(token.attributes.start)..<Int(token.attributes.end)]
            .filter { new in !present.contains { $0.name == new.name } }
        guard !added.isEmpty, present.count < 256 else { return }
        let start = tree.attributes.count
        tree.attributes.append(contentsOf: Array(present) + added)
        tree[index].content = HTMLText(start: Int32(start), end: Int32(tree.attributes.count))
    }

    private mutating func startBody() {
        guard stack.count > 1, tree.isHTML(stack[1], .body), !isOpen(.template) else { return }
        isFramesetOK = false
        mergeAttributes(into: stack[1], unless: false)
    }

    private mutating func startFrameset() {
        guard stack.count > 1, tree.isHTML(stack[1], .body), isFramesetOK else { return }
        tree.remove(stack[1])
        while stack.count > 1 { pop() }
        insertElement()
        mode = .inFrameset
    }

    private mutating func startForm() {
        let isInTemplate = isOpen(.template)
        guard form == HTMLTree.none || isInTemplate else { return }
        closeParagraph()
        let index = insertElement()
        if !isInTemplate { form = index }
    }

    private mutating func startItem(_ isSame: (HTMLTag) -> Bool) {
        isFramesetOK = false
        for index in stack.reversed() {
            let node = tree[index]
            if node.namespace == .html, isSame(node.tag) {
                generateImpliedEndTags(except: node.tag)
                popThrough(node.tag)
                break
            }
            let isPassedOver = node.namespace == .html && [.address, .div, .p].contains(node.tag)
            if node.isSpecial, !isPassedOver { break }
        }
        closeParagraph()
        insertOrdinary()
    }

    private mutating func startTable() {
        if !isQuirky { closeParagraph() }
        guard !isTooDeep else { return }
        insertElement()
        isFramesetOK = false
        mode = .inTable
    }

    private mutating func startFormatting() {
        reconstructFormatting()
        insertFormatting()
    }

    private mutating func insertFormatting() {
        guard !isTooDeep else { return insertVoid() }
        pushFormatting(insertElement())
    }

    private mutating func startInput() {
        if hasInScope(.select) { popThrough(.select) }
        reconstructFormatting()
        insertVoid()
        if !isHiddenInput { isFramesetOK = false }
    }

    var isHiddenInput: Bool {
        let attributes = tree.attributes[Int(token.attributes.start)..<Int(token.attributes.end)]
        guard let type = attributes.first(where: { $0.name == Int32(HTMLAttributeName.type.rawValue) }) else {
            return false
        }
        return String(decoding: tree.value(of: type), as: UTF8.self).lowercased() == "hidden"
    }

    private mutating func startSelect() {
        if hasInScope(.select) { return popThrough(.select) }
        reconstructFormatting()
        insertOrdinary()
        isFramesetOK = false
    }
}

extension HTMLTag {
    var isHeading: Bool {
        switch self {
        case .h1, .h2, .h3, .h4, .h5, .h6: true
        default: false
        }
    }
}
