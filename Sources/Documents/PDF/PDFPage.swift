/// A page: its number, what it shows, and its links (ISO 32000-1, 7.7.3).
struct PDFPage {
    let number: Int
    let spans: [PDFSpan]
    let showsPicture: Bool
    let height: Double
    let width: Double
    let links: [PDFLink]
    /// The number of the page's object, by which the structure names it.
    let object: Int?

    // More is a trap.
    private static let most = 5000

    /// Gives all pages in order, up to a number that no report has.
    static func all(of file: PDFFile) -> [PDFPage] {
        var pages: [PDFPage] = []
        var waiting: [(PDFObject, [String: PDFObject])] = [(file.catalogue["Pages"] ?? .null, [:])]
        var visited = PDFVisited()
        while let (object, inherited) = waiting.popLast() {
            guard visited.isNew(object) else { continue }
            guard let dictionary = file.resolve(object).dictionary else {
                file.noteMissingPart()
                continue
            }
            var attributes = inherited
            for key in ["Resources", "MediaBox", "CropBox", "Rotate"] where dictionary[key] != nil {
                attributes[key] = dictionary[key]
            }
            if let kids = file.resolve(dictionary["Kids"]).array, dictionary["Type"]?.name != "Page" {
                if visited.isNew(dictionary["Kids"]) { waiting += kids.reversed().map { ($0, attributes) } }
            } else if pages.count < most {
                pages.append(PDFPage(dictionary, attributes, pages.count + 1, object.referenced, file))
            } else {
                file.noteOverBudget()
                break
            }
        }
        return pages
    }

    private init(
        _ dictionary: [String: PDFObject], _ attributes: [String: PDFObject], _ number: Int, _ object: Int?,
        _ file: PDFFile
    ) {
        self.number = number
        self.object = object
        func box(_ key: String) -> [Double]? {
            let values = file.numbers(attributes[key])
            guard values.count == 4, values.allSatisfy({ $0.magnitude < 1e6 }) else { return nil }
            return values
        }
        let media = box("CropBox") ?? box("MediaBox") ?? [0, 0, 595, 842]
        let (left, bottom) = (min(media[0], media[2]), min(media[1], media[3]))
        let (across, up) = (abs(media[2] - media[0]), abs(media[3] - media[1]))
        let turn = ((file.resolve(attributes["Rotate"]).int ?? 0) % 360 + 360) % 360
        let turned =
            switch turn {
            case 90: PDFMatrix(0, -1, 1, 0, -bottom, left + across)
            case 180: PDFMatrix(-1, 0, 0, -1, left + across, bottom + up)
            case 270: PDFMatrix(0, 1, -1, 0, bottom + up, -left)
            default: PDFMatrix(1, 0, 0, 1, -left, -bottom)
            }
        (width, height) = turn % 180 == 0 ? (across, up) : (up, across)
        var content = PDFContent(file: file, turned: turned)
        content.run(
            PDFPage.content(dictionary["Contents"], file),
            resources: file.resolve(attributes["Resources"]).dictionary ?? [:])
        let annotations = PDFAnnotations(dictionary["Annots"], file)
        for appearance in annotations.appearances { content.show(appearance) }
        spans = content.spans
        showsPicture = content.showsPicture
        links = turn == 0 ? annotations.links(movedBy: turned) : []
    }

    // Several streams are one, with a blank between them.
    private static func content(_ object: PDFObject?, _ file: PDFFile) -> [UInt8] {
        guard let object else { return [] }
        let parts = file.resolve(object).array ?? [object]
        if parts.count > 1000 { file.noteOverBudget() }
        let streams = parts.prefix(1000).map { file.resolve($0) }
        if streams.contains(.null) { file.noteMissingPart() }
        return Array(streams.compactMap { file.contents(of: $0) }.joined(separator: [0x0A]))
    }

    /// The address that a span leads to, if most of it lies in a link.
    func address(at span: PDFSpan) -> String? {
        let (middle, height) = ((span.start + span.end) / 2, span.baseline + span.size * 0.3)
        return links.first { $0.left <= middle && middle <= $0.right && $0.bottom <= height && height <= $0.top }?
            .address
    }
}
