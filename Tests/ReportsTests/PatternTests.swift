import Model
import Testing

@testable import Reports

/// The wording language.
@Suite struct PatternTests {
    private func match(_ wording: String, _ text: String, phrases: [String: String] = [:]) throws -> [String: String]? {
        let canonical = CanonicalText(text)
        let tokens = Tokenizer.tokens(of: canonical, in: 0..<canonical.scalars.count)
        let pattern = try Pattern(wording, phrases: phrases, lists: PatternTests.lists)
        return pattern.firstMatch(in: tokens, slots: PatternTests.read)?.captures.mapValues(\.value)
    }

    private static let lists = ["colour": WordList([(["red"], "red"), (["green"], "green")])]

    private static func read(_ slot: Slot, _ tokens: [Token], _ position: Int) -> [(value: String, end: Int)] {
        if case .words(let list) = slot { list.readings(in: tokens, at: position) } else { [] }
    }

    @Test(arguments: [
        ("the door is {colour}", "We saw that the door is red.", true),
        ("the door is {colour}", "The door was red.", false),
        ("the [old] door is {colour}", "The old door is green", true),
        ("the (door | gate) is {colour}", "the gate is green", true),
        ("the * is {colour}", "the very old gate in the wall is red", true),
        ("^ the door", "Here is the door", false),
        ("the door $", "I shut the door.", true),
        ("the door $", "the door is red", false),
        ("the force 's door", "the force’s door", true),
        ("a well-kept door", "A well‑kept “door”", true),
        (#"the door \( {colour} \) $"#, "The door (red)", true),
        (#"the door \( {colour} \) $"#, "The door red", false),
    ])
    func `a wording fits or does not`(wording: String, text: String, fits: Bool) throws {
        #expect(try (match(wording, text) != nil) == fits)
    }

    @Test func `a slot gives what it took, and a phrase stands for its words`() throws {
        let found = try match(
            "the {thing} is {colour}", "the garden gate is red", phrases: ["thing": "(garden gate | door)"])
        #expect(found == ["colour": "red"])
    }

    @Test(arguments: ["the (door", "the [door", "the {colour", "the door)"])
    func `a wording that is not closed is an error`(wording: String) {
        #expect(throws: PatternError.self) { try Pattern(wording) }
    }

    @Test func `a phrase that contains itself is an error`() {
        #expect(throws: PatternError.self) { try Pattern("{a}", phrases: ["a": "x {a}"]) }
    }

    @Test func `a wording of many gaps gives up instead of running for ever`() throws {
        let text = String(repeating: "word ", count: 3000)
        #expect(try match("* x * x * x * x * x * {colour}", text) == nil)
    }

    @Test func `what follows a gap is looked for once, however many places it may begin at`() throws {
        let text = "red " + String(repeating: "the word ", count: 8_000)
        let canonical = CanonicalText(text)
        let tokens = Tokenizer.tokens(of: canonical, in: 0..<canonical.scalars.count)
        var looks = 0
        let counting: SlotReader = { _, _, _ in
            looks += 1
            return []
        }
        let pattern = try Pattern("the * {colour}", lists: PatternTests.lists)
        #expect(pattern.firstMatch(in: tokens, slots: counting) == nil)
        #expect((1...tokens.count + 2).contains(looks))
    }

    @Test func `what follows a slot of many ends is looked for once at each of them`() throws {
        let canonical = CanonicalText("red " + String(repeating: "the word ", count: 400))
        let tokens = Tokenizer.tokens(of: canonical, in: 0..<canonical.scalars.count)
        var looks = 0
        let counting: SlotReader = { slot, tokens, position in
            guard case .topic = slot else {
                looks += 1
                return []
            }
            return (position..<tokens.count).reversed().map { ("", $0 + 1) }
        }
        let pattern = try Pattern("the {topic} {colour}", lists: PatternTests.lists)
        #expect(pattern.firstMatch(in: tokens, slots: counting) == nil)
        #expect((1...tokens.count + 2).contains(looks))
    }

    @Test(arguments: [
        ("the * door (is | was) {colour}", "the door of the old door is red", "red"),
        ("(the * gate | * door) is {colour}", "the door is green, the gate was red", "green"),
        ("* [the] * is {colour}", "is it the gate that is red", "red"),
    ])
    func `gaps find what is there`(wording: String, text: String, colour: String) throws {
        #expect(try match(wording, text)?["colour"] == colour)
    }

    @Test(arguments: [
        ("8.7 million", "8700000"), ("673,000", "673000"), ("8.99m", "8990000"), ("0.07", "0.07"), ("92", "92"),
        ("5 thousand", "5000"), ("0.5 million", "500000"), ("1,2", nil), ("12th", nil),
    ])
    func `numbers are read as reports write them`(text: String, value: String?) {
        let canonical = CanonicalText(text)
        let tokens = Tokenizer.tokens(of: canonical, in: 0..<canonical.scalars.count)
        #expect(Quantity.read(tokens, at: 0, Language.english.quantities)?.value == value)
    }
}
