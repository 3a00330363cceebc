/// The report as a site publishes it: in the middle of navigation, a cookie banner and a footer.
extension PeelReport {
    /// A whole page; `notice` is furniture that may change from day to day.
    func page(notice: String = "We use cookies to make this site simpler.") -> String {
        """
        <!DOCTYPE html>
        <html lang="en-GB"><head><meta charset="utf-8"><title>\(shortName) \(cycle) - HMIC</title>
        <style>body { color: black }</style><script>window.seen = true;</script></head>
        <body>
        <div id="cookie-banner" class="cookie-banner" role="dialog"><p>\(notice)</p><button>Accept</button></div>
        <header><a href="/">HMIC home</a><nav><ul><li><a href="/about-us/">About us</a></li>
        <li><a href="/peel-assessments/">PEEL assessments</a></li></ul></nav></header>
        <main><article>
        \(body)
        </article></main>
        <footer><ul><li><a href="/privacy/">Privacy</a></li><li><a href="/contact/">Contact us</a></li></ul>
        <p>© Crown copyright</p></footer>
        </body></html>

        """
    }

    private var body: String {
        var lines: [String] = []
        var isInList = false
        for piece in pieces {
            let isBullet = if case .bullet = piece { true } else { false }
            if isBullet != isInList { lines.append(isBullet ? "<ul>" : "</ul>") }
            isInList = isBullet
            lines.append(PeelReport.markedUp(piece))
        }
        return (lines + (isInList ? ["</ul>"] : [])).joined(separator: "\n")
    }

    private static func markedUp(_ piece: Piece) -> String {
        switch piece {
        case .title(let text): "<h1>\(text)</h1>"
        case .heading(let text): "<h2>\(text)</h2>"
        case .question(let text): "<h3>\(text)</h3>"
        case .line(let text), .paragraph(let text): "<p>\(text)</p>"
        case .bullet(let text): "<li>\(text)</li>"
        }
    }
}
