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

    /// The report as a site publishes it, about 80 KB: styles, scripts and menus around it, classes on everything.
    func publishedPage() -> String {
        let styles = (0..<580).map {
            ".c-card-\($0){margin:\($0 % 9)px;padding:0 1em;color:#00\(1000 + $0);display:flex}"
        }
        let script = (0..<230).map { "window.q=window.q||[];q.push({id:\($0),name:\"event-\($0)\",on:\($0 % 3 < 1)});" }
        let forces = Fixture.names.map { "<li class=\"menu-item\"><a href=\"/forces/#\">\($0)</a></li>" }.joined()
        return page()
            .replacing("</head>", with: "<style>\(styles.joined(separator: "\n"))</style></head>")
            .replacing(
                "<nav>", with: "<header class=\"site-header\"><ul>\(forces)</ul></header><nav class=\"main-menu\">"
            )
            .replacing("</body>", with: "<script>\(script.joined(separator: "\n"))</script></body>")
    }

    /// What a reader must find in its text: every heading, paragraph and item.
    var wanted: [String] {
        pieces().map { piece in
            switch piece {
            case .heading(_, let text), .paragraph(let text), .item(let text): text
            }
        }
    }
}
