/// Text shown in one go: same line, same font, no wide gap in it. Places are in points of the page, y upwards.
struct PDFSpan {
    var text: String
    var start: Double
    var end: Double
    var baseline: Double
    var size: Double
    var isBold: Bool
    /// The marked content that it stands in; nil outside any, and in artifacts.
    var marked: Int?
    /// Whether the page itself says that this is no part of its text (running heads, page numbers).
    var isArtifact: Bool
    /// How many of its glyphs have no known text.
    var unknown = 0
}

/// An affine transformation, as PDF writes it: [a b c d e f].
struct PDFMatrix: Hashable {
    var a = 1.0, b = 0.0, c = 0.0, d = 1.0, e = 0.0, f = 0.0

    init() {}

    init(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double) {
        (self.a, self.b, self.c, self.d, self.e, self.f) = (a, b, c, d, e, f)
    }

    init?(_ values: [Double]) {
        guard values.count >= 6 else { return nil }
        self.init(values[0], values[1], values[2], values[3], values[4], values[5])
    }

    /// This transformation, and then another.
    func then(_ next: PDFMatrix) -> PDFMatrix {
        PDFMatrix(
            a * next.a + b * next.c, a * next.b + b * next.d, c * next.a + d * next.c, c * next.b + d * next.d,
            e * next.a + f * next.c + next.e, e * next.b + f * next.d + next.f)
    }
}
