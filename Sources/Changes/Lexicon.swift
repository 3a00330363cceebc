import Model

/// One spelling of a word. Words of one comparison that are spelled alike share it, so that comparing words is comparing numbers.
final class WordForm {
    /// The form that is compared.
    let text: String
    let isMark: Bool
    /// Equal for equal words of one lexicon; negative for a word that stands by itself.
    let id: Int
    /// The same for words that differ in the case of their letters alone.
    let foldedID: Int
    /// As the text has it, where that is not the form that is compared: the day of a date.
    let printed: String?
    private(set) lazy var folded = id >= 0 && id == foldedID ? text : text.lowercased()
    /// Whether the word turns a statement round. Nothing but a reader's own eye is as sure to care.
    private(set) lazy var negates =
        WordForm.negations.contains(folded) || folded.hasSuffix("n't") || text == "Ni"
    private(set) lazy var hasNumber =
        text.utf8.contains { (0x30...0x39).contains($0) }
        || !text.utf8.allSatisfy { $0 < 0x80 } && text.contains(where: \.isNumber)
    private(set) lazy var isCapital =
        text.utf8.first.map { $0 < 0x80 ? (0x41...0x5A).contains($0) : text.first?.isUppercase ?? false } ?? false
    /// Whether small letters follow a capital one, as in a name; not in *GW*.
    private(set) lazy var isCapitalized = isCapital && text.dropFirst().contains { $0.isLowercase }
    /// What an edit touches that adds or drops the word.
    private(set) lazy var touch = Touched.kind(of: self)
    /// Whether a notice of the document itself could be told by it.
    private(set) lazy var isOfNotice =
        Proclamation.signBeginnings.contains(text.utf8.first ?? 0)
        && Proclamation.signs.contains(folded)

    init(_ text: String, isMark: Bool, id: Int = -1, foldedID: Int = -1, printed: String? = nil) {
        self.text = text
        self.printed = printed
        self.isMark = isMark
        self.id = id
        self.foldedID = foldedID
    }

    private static let negations: Set = [
        "not", "no", "never", "cannot", "without", "nor", "neither",
        // Of Welsh. A small *ni* is mostly *we*, and *na* is *than*.
        "nid", "nad", "ddim", "heb", "byth", "peidio", "beidio", "pheidio",
    ]
}

/// The forms of all words of a comparison.
struct Lexicon {
    private var forms: [WordForm] = []
    // The letters of all forms in a row, and where each form ends in them.
    private var letters: [Unicode.Scalar] = []
    private var ends: [Int] = []
    private var table = HashTable()
    private let key = HashKey()

    /// Gives the form of a word.
    mutating func form(of scalars: [Unicode.Scalar], in range: Range<Int>, isMark: Bool) -> WordForm {
        form(of: scalars, in: range, isMark: isMark, isFolded: false)
    }

    private mutating func form(
        of scalars: [Unicode.Scalar], in range: Range<Int>, isMark: Bool, isFolded: Bool
    ) -> WordForm {
        let hash = scalars.withUnsafeBufferPointer { scalars in
            key.hash(scalars[range].lazy.map { UInt64($0.value) })
        }
        if let known = find(hash, scalars, range) { return forms[known] }
        let text = String(scalars: scalars[range])
        var foldedID: Int?
        if !isFolded, !scalars[range].allSatisfy({ $0.value < 0x80 && !$0.isCapital }) {
            let folded = Array(text.lowercased().unicodeScalars)
            if !folded.elementsEqual(scalars[range]) {
                foldedID = form(of: folded, in: 0..<folded.count, isMark: isMark, isFolded: true).id
            }
        }
        let id = table.add(hash)
        let form = WordForm(text, isMark: isMark, id: id, foldedID: foldedID ?? id)
        forms.append(form)
        letters.append(contentsOf: scalars[range])
        ends.append(letters.count)
        return form
    }

    private func find(_ hash: Int, _ scalars: [Unicode.Scalar], _ range: Range<Int>) -> Int? {
        table.find(hash) { known in
            let start = known == 0 ? 0 : ends[known - 1]
            return ends[known] - start == range.count && letters[start..<ends[known]].elementsEqual(scalars[range])
        }
    }
}
