/// An address, and the place on a page that leads there.
struct PDFLink {
    let address: String
    let left: Double, right: Double, bottom: Double, top: Double
}

/// What an annotation looks like: a form, and how it is put in its place.
struct PDFAppearance {
    let form: PDFObject
    let matrix: PDFMatrix
    /// The mark by which the structure finds its text.
    let mark: Int?

    /// The mark of what an annotation shows; no number that a page gives to its content.
    static func mark(ofObject number: Int) -> Int { -1 - number }
}

/// The annotations of a page (ISO 32000-1, 12.5): the links, and the fields and notes that show text.
struct PDFAnnotations {
    private let all: [(rules: [String: PDFObject], object: Int?)]
    private let file: PDFFile

    init(_ list: PDFObject?, _ file: PDFFile) {
        self.file = file
        all = (file.resolve(list).array ?? []).prefix(5000).compactMap { annotation in
            file.resolve(annotation).dictionary.map { ($0, annotation.referenced) }
        }
    }

    /// The links, where a page that is not turned has them.
    func links(movedBy matrix: PDFMatrix) -> [PDFLink] {
        all.compactMap { annotation, _ in
            let place = file.numbers(annotation["Rect"])
            guard annotation["Subtype"]?.name == "Link", place.count == 4,
                let address = file.resolve(file.resolve(annotation["A"]).dictionary?["URI"]).string
            else { return nil }
            return PDFLink(
                address: PDFTextString.decoded(address), left: min(place[0], place[2]) + matrix.e,
                right: max(place[0], place[2]) + matrix.e, bottom: min(place[1], place[3]) + matrix.f,
                top: max(place[1], place[3]) + matrix.f)
        }
    }

    /// What is written into the fields of a form and beside the text, if it is shown.
    var appearances: [PDFAppearance] {
        all.compactMap { annotation, object in
            let (hidden, noView) = (2, 32)
            guard showsText(annotation), (file.resolve(annotation["F"]).int ?? 0) & (hidden | noView) == 0 else {
                return nil
            }
            let form = file.resolve(file.resolve(annotation["AP"]).dictionary?["N"])
            guard case .stream(let dictionary, _) = form,
                let matrix = placing(dictionary, at: file.numbers(annotation["Rect"]))
            else { return nil }
            return PDFAppearance(form: form, matrix: matrix, mark: object.map(PDFAppearance.mark))
        }
    }

    // Buttons show signs, not text.
    private func showsText(_ annotation: [String: PDFObject]) -> Bool {
        let parent = file.resolve(annotation["Parent"]).dictionary
        return switch annotation["Subtype"]?.name {
        case "FreeText": true
        case "Widget": ["Tx", "Ch"].contains(file.resolve(annotation["FT"] ?? parent?["FT"]).name)
        default: false
        }
    }

    // The box of the form, as its own matrix turns it, fills the place of the annotation.
    private func placing(_ form: [String: PDFObject], at place: [Double]) -> PDFMatrix? {
        let box = file.numbers(form["BBox"])
        guard box.count == 4, place.count == 4 else { return nil }
        let own = PDFMatrix(file.numbers(form["Matrix"])) ?? PDFMatrix()
        let corners = [(box[0], box[1]), (box[0], box[3]), (box[2], box[1]), (box[2], box[3])].map { x, y in
            PDFMatrix(1, 0, 0, 1, x, y).then(own)
        }
        guard let left = corners.map(\.e).min(), let right = corners.map(\.e).max(),
            let bottom = corners.map(\.f).min(), let top = corners.map(\.f).max(), right > left, top > bottom
        else { return nil }
        let across = abs(place[2] - place[0]) / (right - left)
        let up = abs(place[3] - place[1]) / (top - bottom)
        return PDFMatrix(
            across, 0, 0, up, min(place[0], place[2]) - left * across, min(place[1], place[3]) - bottom * up)
    }
}
