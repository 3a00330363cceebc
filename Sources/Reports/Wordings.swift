/// Plain wordings of a profile divided into words once, when the profile is compiled.
struct Wordings: Sendable {
    private let words: [String: [String]]

    init(_ wordings: [String]) {
        words = Dictionary(wordings.map { ($0, Tokenizer.words(of: $0)) }) { first, _ in first }
    }

    func words(of wording: String) -> [String] { words[wording] ?? Tokenizer.words(of: wording) }
}
