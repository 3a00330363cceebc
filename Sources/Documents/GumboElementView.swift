import CGumbo
import CGumboLibrary

/// An element of gumbo's tree, seen from Swift; valid only while the tree is.
struct GumboElementView {
    let name: String
    private let element: GumboElement

    init(_ node: UnsafePointer<GumboNode>) {
        element = node.pointee.v.element
        if element.tag == GUMBO_TAG_UNKNOWN {
            // An unknown name is known only by its place in the source: `<name attribute>`.
            let original = UnsafeBufferPointer(
                start: element.original_tag.data, count: Int(element.original_tag.length))
            let letters = original.dropFirst().prefix { $0 > 0x20 && $0 != 0x3E && $0 != 0x2F }.map {
                UInt8(bitPattern: $0)
            }
            name = String(decoding: letters, as: UTF8.self).lowercased()
        } else {
            name = String(cString: gumbo_normalized_tagname(element.tag))
        }
    }

    var children: [UnsafePointer<GumboNode>] {
        (0..<Int(element.children.length)).compactMap { index in
            element.children.data[index].map { UnsafePointer($0.assumingMemoryBound(to: GumboNode.self)) }
        }
    }

    func attribute(_ wanted: String) -> String? {
        var list = element.attributes
        return gumbo_get_attribute(&list, wanted).map { String(cString: $0.pointee.value) }
    }

    /// The text directly inside, without that of elements inside.
    var text: String {
        children.compactMap { node in
            switch node.pointee.type {
            case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE, GUMBO_NODE_CDATA: String(cString: node.pointee.v.text.text)
            default: nil
            }
        }.joined()
    }

    /// Whether a heading stands anywhere inside.
    var holdsHeading: Bool {
        var nodes = children
        while let node = nodes.popLast() {
            guard node.pointee.type == GUMBO_NODE_ELEMENT else { continue }
            let child = GumboElementView(node)
            if ["h1", "h2", "h3", "main", "article"].contains(child.name) { return true }
            nodes.append(contentsOf: child.children)
        }
        return false
    }

    /// Whether the page names this element as its main part.
    var isMain: Bool { name == "main" || attribute("role")?.lowercased() == "main" }

    /// Whether text before and after this element stands in lines of its own.
    var isBlock: Bool { GumboElementView.blocks.contains(name) }

    private static let blocks: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div",
        "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
        "hr",
        "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot",
        "thead",
        "tr", "ul",
    ]
}

/// What surrounds a report on its page, told by structure; a profile adds its own rules.
enum Furniture {
    static func isFurniture(_ element: GumboElementView, insideMain: Bool) -> Bool {
        switch element.name {
        case "nav", "dialog", "button": return true
        // Some systems wrap the whole page in one form.
        case "form": if !element.holdsHeading { return true }
        case "footer", "header", "aside": if !insideMain { return true }
        default: break
        }
        // How LibreOffice exports the head and the foot of its pages.
        if element.name == "div", let title = element.attribute("title"), title == "header" || title == "footer" {
            return true
        }
        if let role = element.attribute("role")?.lowercased(), roles.contains(role) { return true }
        let names = [element.attribute("class"), element.attribute("id")].compactMap { $0?.lowercased() }
        return names.contains { name in
            name.split(whereSeparator: { " \t\n".contains($0) }).contains { word in
                marks.contains {
                    word == $0 || word.hasPrefix($0 + "-") || word.hasSuffix("-" + $0) || word.hasPrefix($0 + "_")
                }
            }
        }
    }

    private static let roles: Set<String> = ["navigation", "banner", "contentinfo", "search", "alertdialog", "dialog"]
    private static let marks = [
        "breadcrumb", "breadcrumbs", "cookie", "cookies", "cookie-banner", "skip-link", "skiplink", "site-nav",
        "navbar",
        "pagination", "social", "share", "sharing", "related", "related-links", "site-footer", "site-header",
        "newsletter",
    ]
}
