/// How much work a comparison may still do beyond reading both texts once.
///
/// It is counted in steps and not in seconds: a comparison gives the same on every machine. A step is about as much as comparing
/// two words. Once all steps are spent, passages are told whole: what differs is still found, but no longer word by word.
final class Effort {
    /// Room for looking up words, used again by every step.
    let places = PlaceTable()
    private(set) var spent = 0
    private let most: Int

    init(most: Int) { self.most = most }

    /// The effort for texts of so many words together. Ordinary edits need a few steps for each word, however many there are.
    convenience init(words: Int) { self.init(most: 1_000_000 + 48 * words) }

    /// Whether nothing is left.
    var isSpent: Bool { spent >= most }

    /// Takes some steps; `false` if there are not so many left, and then none are taken.
    func take(_ steps: Int) -> Bool {
        guard steps <= most - spent else { return false }
        spent += steps
        return true
    }
}
