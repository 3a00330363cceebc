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
    private(set) lazy var folded = text.lowercased()
    /// Whether the word turns a statement round. Nothing but a reader's own eye is as sure to care.
    private(set) lazy var negates = WordForm.negations.contains(folded) || folded.hasSuffix("n't") || text == "Ni"
    private(set) lazy var hasNumber = text.contains(where: \.isNumber)
    private(set) lazy var isCapital = text.first?.isUppercase ?? false
    /// What an edit touches that adds or drops the word.
    private(set) lazy var touch = Touched.kind(of: self)
    /// Whether a notice of the document itself could be told by it.
    private(set) lazy var isOfNotice = Proclamation.signs.contains(folded)

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
    // The letters of all forms in a row, where each form ends in them, and a table of forms by the hash of their letters: open
    // addressing, at most half full. The hash is keyed anew for each comparison, so that no text can choose its collisions.
    private var letters: [Unicode.Scalar] = []
    private var ends: [Int] = []
    private var hashes: [Int] = []
    private var table = [Int32](repeating: -1, count: 1024)
    private let key = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max) | 1)

    /// Gives the form of a word.
    mutating func form(of scalars: [Unicode.Scalar], in range: Range<Int>, isMark: Bool) -> WordForm {
        form(of: scalars, in: range, isMark: isMark, isFolded: false)
    }

    private mutating func form(
        of scalars: [Unicode.Scalar], in range: Range<Int>, isMark: Bool, isFolded: Bool
    ) -> WordForm {
        let hash = hash(scalars, range)
        if let known = find(hash, scalars, range) { return known }
        let text = String(scalars: scalars[range])
        var foldedID: Int?
        if !isFolded, !scalars[range].allSatisfy({ $0.value < 0x80 && !$0.isCapital }) {
            let folded = Array(text.lowercased().unicodeScalars)
            if !folded.elementsEqual(scalars[range]) {
                foldedID = form(of: folded, in: 0..<folded.count, isMark: isMark, isFolded: true).id
            }
        }
        let id = forms.count
        let form = WordForm(text, isMark: isMark, id: id, foldedID: foldedID ?? id)
        forms.append(form)
        letters.append(contentsOf: scalars[range])
        ends.append(letters.count)
        hashes.append(hash)
        if forms.count * 2 > table.count { grow() }
        table[freeSlot(hash)] = Int32(id)
        return form
    }

    // Both halves of a product of 128 bits, for each letter: much faster than the standard library's for so few bytes.
    private func hash(_ scalars: [Unicode.Scalar], _ range: Range<Int>) -> Int {
        scalars.withUnsafeBufferPointer { scalars in
            var state = key.0 ^ UInt64(range.count)
            for position in range {
                let product = (state ^ UInt64(scalars[position].value)).multipliedFullWidth(by: key.1)
                state = product.high ^ product.low &+ 0x9E37_79B9_7F4A_7C15
            }
            return Int(truncatingIfNeeded: state ^ (state >> 32))
        }
    }

    private func find(_ hash: Int, _ scalars: [Unicode.Scalar], _ range: Range<Int>) -> WordForm? {
        var slot = hash & (table.count - 1)
        while table[slot] >= 0 {
            let known = Int(table[slot])
            let start = known == 0 ? 0 : ends[known - 1]
            if hashes[known] == hash, ends[known] - start == range.count,
                letters[start..<ends[known]].elementsEqual(scalars[range])
            {
                return forms[known]
            }
            slot = (slot + 1) & (table.count - 1)
        }
        return nil
    }

    private func freeSlot(_ hash: Int) -> Int {
        var slot = hash & (table.count - 1)
        while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
        return slot
    }

    private mutating func grow() {
        table = [Int32](repeating: -1, count: table.count * 4)
        // The newest one is put in by who asked for the room.
        for id in forms.indices.dropLast() { table[freeSlot(hashes[id])] = Int32(id) }
    }
}
