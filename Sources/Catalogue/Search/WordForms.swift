/// The singular and the plural of an English word: who searches for inspections means an inspection too. By rule, so that a word
/// that does not exist may be among them; it is found nowhere.
enum WordForms {
    /// Gives a word in lower case with its other number.
    static func of(_ word: String) -> [String] {
        if let forms = pairs.first(where: { $0.contains(word) }) { return forms }
        guard word.utf8.allSatisfy({ (97...122).contains($0) }) else { return [word] }
        let isPlural = word.hasSuffix("s") && !["ss", "us", "is"].contains { word.hasSuffix($0) }
        // Short words in s are nearly all something else: has, was, its.
        guard word.utf8.count > (isPlural ? 3 : 2) else { return [word] }
        return [word] + (isPlural ? singulars(word) : [plural(word)])
    }

    // The spelling does not tell policies from movies, nor focuses from causes.
    private static func singulars(_ word: String) -> [String] {
        let one = String(word.dropLast())
        if word.hasSuffix("ies") { return [one, word.dropLast(3) + "y"] }
        let isHissing = (hissing + ["us"]).contains { word.hasSuffix($0 + "es") }
        return isHissing ? [one, String(word.dropLast(2))] : [one]
    }

    private static func plural(_ word: String) -> String {
        if word.hasSuffix("is") { return word.dropLast(2) + "es" }
        if word.hasSuffix("us") || hissing.contains(where: { word.hasSuffix($0) }) { return word + "es" }
        if word.hasSuffix("y"), let before = word.dropLast().last, !"aeiou".contains(before) {
            return word.dropLast() + "ies"
        }
        return word + "s"
    }

    private static let hissing = ["ss", "x", "z", "ch", "sh"]
    private static let pairs = [
        ["child", "children"], ["person", "people", "persons"], ["man", "men"], ["woman", "women"], ["life", "lives"],
        ["policeman", "policemen"], ["policewoman", "policewomen"], ["half", "halves"], ["wife", "wives"],
        ["knife", "knives"], ["criterion", "criteria"], ["medium", "media"], ["analysis", "analyses"],
        ["crisis", "crises"],
    ]
}
