import Foundation

/// How wide the letters of the fonts are that every reader has, and files need not describe (ISO 32000-1, 9.6.2.2), in
/// thousandths of their size; fonts of the same family that lack their widths are about as wide.
struct PDFStandardWidths: Sendable {
    private let widths: [Character: Double]
    private let usual: Double

    /// Takes the family from the font's name, in lower case, and from what else is known of it.
    static func family(_ name: String, isBold: Bool, isSerif: Bool) -> PDFStandardWidths {
        let has = { (parts: [String]) in parts.contains { name.contains($0) } }
        if has(["courier", "mono", "consol", "typewriter"]) { return courier }
        if isSerif || has(["times", "roman", "georgia", "garamond", "palatino", "minion", "cambria"]) {
            return isBold ? timesBold : times
        }
        return isBold ? helveticaBold : helvetica
    }

    /// Gives the width of a character; letters with accents are as wide as without.
    func width(of text: String?) -> Double {
        guard let character = text?.first else { return usual }
        if let width = widths[character] { return width }
        let plain = String(character).decomposedStringWithCanonicalMapping.unicodeScalars.first
        return plain.flatMap { widths[Character($0)] } ?? usual
    }

    private init(_ table: String, usual: Double) {
        let values = table.split(separator: " ").compactMap { Double($0) }
        let characters = (0x20...0x7E).compactMap { Unicode.Scalar($0).map(Character.init) } + "‘’“”–—•"
        widths = Dictionary(zip(characters, values)) { first, _ in first }
        self.usual = usual
    }

    private static let courier = PDFStandardWidths("", usual: 600)
    private static let helvetica = PDFStandardWidths(
        """
        278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 \
        556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 \
        722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 \
        500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 222 222 333 333 556 \
        1000 350
        """, usual: 556)
    private static let helveticaBold = PDFStandardWidths(
        """
        278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 \
        556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 \
        722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 \
        556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584 278 278 500 500 556 \
        1000 350
        """, usual: 556)
    private static let times = PDFStandardWidths(
        """
        250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 \
        500 278 278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 \
        667 556 611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 \
        500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541 333 333 444 444 500 \
        1000 350
        """, usual: 500)
    private static let timesBold = PDFStandardWidths(
        """
        250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 500 \
        500 333 333 570 570 570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611 778 \
        722 556 667 722 722 1000 722 722 667 333 278 333 581 500 333 500 556 444 556 444 333 500 556 278 333 \
        556 278 833 556 500 556 556 444 389 333 556 500 722 500 500 444 394 220 394 520 333 333 500 500 500 \
        1000 350
        """, usual: 500)
}
