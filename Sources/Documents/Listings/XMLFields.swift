import Foundation

/// XML as a listing needs it: where an element begins, and what text it held when it ends.
struct XMLFields {
    enum Step {
        case open(String, [String: String])
        /// The text directly inside, without blanks around it.
        case close(String, String)
    }

    private var tokens: XMLTokens
    private var texts: [String] = []
    /// How many elements are open, the one that a step is of among them.
    private(set) var depth = 0
    private var isClosing = false

    // Longer texts are the contents of articles, which are fetched from where they stand.
    private static let longestText = 4096

    init(_ bytes: [UInt8], prefixes: [String: String]) { tokens = XMLTokens(bytes, prefixes: prefixes) }

    var isCut: Bool { tokens.isCut }

    mutating func next() -> Step? {
        if isClosing { (depth, isClosing) = (depth - 1, false) }
        while let token = tokens.next() {
            switch token {
            case .start(let name, let attributes):
                depth += 1
                texts.append("")
                return .open(name, attributes)
            case .text(let text):
                guard let last = texts.indices.last, texts[last].utf8.count < XMLFields.longestText else { continue }
                texts[last] += text.prefix(XMLFields.longestText)
            case .end(let name):
                isClosing = true
                let text = texts.popLast() ?? ""
                return .close(name, text.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }
        return nil
    }
}
