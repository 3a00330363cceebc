/// Writes PDFs object by object, for tests: tagged or not, whole or broken.
package struct PDFFixture {
    private var objects: [String] = []

    package init() {}

    /// Adds an object and gives its number.
    @discardableResult
    package mutating func add(_ object: String) -> Int {
        objects.append(object)
        return objects.count
    }

    /// Adds a stream and gives its number.
    package mutating func add(stream: String, _ dictionary: String = "") -> Int {
        add("<< /Length \(stream.utf8.count) \(dictionary) >>\nstream\n\(stream)\nendstream")
    }

    /// Gives the file; the catalogue is object 1.
    package func bytes(trailer: String = "", hasCrossReference: Bool = true) -> [UInt8] {
        var file = "%PDF-1.7\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        guard hasCrossReference else { return Array((file + "trailer\n<< /Root 1 0 R \(trailer) >>\n").utf8) }
        let start = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            file += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R \(trailer) >>\nstartxref\n\(start)\n%%EOF\n"
        return Array(file.utf8)
    }

    /// Pages with the contents given; Helvetica as F1, its bold as F2.
    package static func pages(_ contents: [String], catalogue: String = "", others: [String] = []) -> PDFFixture {
        var pdf = PDFFixture()
        let first = 5
        pdf.add("<< /Type /Catalog /Pages 2 0 R \(catalogue) >>")
        let kids = contents.indices.map { "\(first + $0 * 2) 0 R" }.joined(separator: " ")
        pdf.add(
            "<< /Type /Pages /Count \(contents.count) /Kids [\(kids)] /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
        pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>")
        for (index, content) in contents.enumerated() {
            pdf.add("<< /Type /Page /Parent 2 0 R /Contents \(first + index * 2 + 1) 0 R /StructParents \(index) >>")
            _ = pdf.add(stream: content)
        }
        for other in others { pdf.add(other) }
        return pdf
    }

    /// A line of text at a place.
    package static func line(_ text: String, _ x: Int, _ y: Int, size: Int = 10, font: String = "F1") -> String {
        "BT /\(font) \(size) Tf 1 0 0 1 \(x) \(y) Tm (\(text)) Tj ET\n"
    }
}
