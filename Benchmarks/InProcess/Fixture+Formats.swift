extension Fixture {
    /// The report as plain text, one block a line.
    func text(edited: Bool = false) -> String {
        pieces(edited: edited).map { piece in
            switch piece {
            case .heading(_, let text), .paragraph(let text): text + "\n"
            case .item(let text): "- " + text + "\n"
            }
        }.joined()
    }

    /// The report as a web page, with some navigation and a footer around it.
    func page() -> String {
        let menu = (1...40).map { "<li><a href=\"/menu/\($0)/\">Entry \($0) of the menu</a></li>" }.joined()
        var body = ""
        var isList = false
        for piece in pieces() {
            if case .item(let text) = piece {
                body += (isList ? "" : "<ul>\n") + "<li>\(text)</li>\n"
                isList = true
                continue
            }
            body += isList ? "</ul>\n" : ""
            isList = false
            switch piece {
            case .heading(let level, let text): body += "<h\(level)>\(text)</h\(level)>\n"
            case .paragraph(let text), .item(let text): body += "<p class=\"block\">\(text)</p>\n"
            }
        }
        body += isList ? "</ul>\n" : ""
        return """
            <!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>\(force) \(cycle)</title></head>
            <body><nav><ul>\(menu)</ul></nav><main>\(body)</main><footer><p>About this site</p></footer></body></html>

            """
    }
}
