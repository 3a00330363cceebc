import Support

/// The report as somebody prints it: the same words in lines, on pages.
extension PeelReport {
    /// A PDF without tags.
    var pdf: [UInt8] {
        var pages = [""]
        var height = 780
        for piece in pieces {
            let style = PeelReport.style(piece)
            height -= style.above
            for line in PeelReport.wrapped(style.text, width: 1000 / style.size) {
                if height < 60 {
                    pages.append("")
                    height = 780
                }
                pages[pages.count - 1] += PDFFixture.line(
                    PeelReport.escaped(line), 50, height, size: style.size, font: style.font)
                height -= style.size + 2
            }
        }
        return PDFFixture.pages(pages).bytes()
    }

    private static func style(_ piece: Piece) -> (text: String, size: Int, font: String, above: Int) {
        switch piece {
        case .title(let text): (text, 20, "F2", 0)
        case .heading(let text): (text, 15, "F2", 16)
        case .question(let text): (text, 12, "F2", 10)
        case .line(let text), .paragraph(let text): (text, 10, "F1", 8)
        case .bullet(let text): ("\u{2022} " + text, 10, "F1", 8)
        }
    }

    private static func wrapped(_ text: String, width: Int) -> [String] {
        text.split(separator: " ").reduce(into: [""]) { lines, word in
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + word.count < width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
    }

    // Windows-1252, as the fonts of the fixture are encoded.
    private static func escaped(_ text: String) -> String {
        let codes: [Character: String] = ["’": "\\222", "–": "\\226", "ë": "\\353", "•": "\\225"]
        return text.map { codes[$0] ?? (["(", ")"].contains($0) ? "\\" + String($0) : String($0)) }.joined()
    }
}
