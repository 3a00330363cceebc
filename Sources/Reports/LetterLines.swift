import Model

/// Where a letter says what it is about: in the line below its greeting, below however many addresses.
struct LetterLines {
    /// The blocks of that line, with those in which it goes on.
    private(set) var matter: ClosedRange<Int>?
    /// The same where line feeds were lost and the greeting stands in one block with it.
    private(set) var glued: ClosedRange<Int>?
    /// The lines above the greeting, from the last one with a role on: to whom it goes.
    private(set) var addressee: ClosedRange<Int>?

    private let document: WordedDocument
    private let language: Language

    // A letter of several bodies to several begins with many of them.
    private static let longestAddresses = 60
    // Its lines may have been put together.
    private static let longestLine = 300
    private static let mostLines = 3
    private static let longestGreeting = 12
    // Building, street, town, postcode, a day, a line for what is told in confidence.
    private static let longestAddress = 12

    /// Looks for them; a letter that goes on with running text has none.
    init(_ document: WordedDocument, _ language: Language, _ slots: Slots) {
        self.document = document
        self.language = language
        for block in document.blocks.indices.prefix(LetterLines.longestAddresses) {
            guard let greeting = greeting(in: block) else { continue }
            addressee = (max(0, block - LetterLines.longestAddress)..<block).reversed().prefix(while: isLine)
                .first { holdsRole($0, slots) }.map { $0...block }
            let isWhole = document.tokens[block].count - greeting <= LetterLines.longestGreeting
            if isWhole {
                matter = lines(from: block + 1)
            } else if greeting == 0 {
                glued = lines(from: block)
            }
            return
        }
    }

    // Where in a block the greeting begins: at its front, or behind the end of an address with which it has run together.
    private func greeting(in block: Int) -> Int? {
        let tokens = document.tokens[block]
        guard isLine(block), let last = tokens.last, last.word != "." else { return nil }
        let place = tokens.lastIndex { $0.isCapitalised && language.dear.contains($0.word) }
        return place.flatMap { $0 + 1 < tokens.count ? $0 : nil }
    }

    private func holdsRole(_ block: Int, _ slots: Slots) -> Bool {
        document.tokens[block].indices.contains { !slots.read(.role, document.tokens[block], $0).isEmpty }
    }

    private func lines(from first: Int) -> ClosedRange<Int>? {
        guard first < document.blocks.count, isLine(first) else { return nil }
        var last = first
        while goesOn(last) {
            last += 1
            // What goes on for longer is a sentence.
            guard last - first < LetterLines.mostLines, isLine(last) else { return nil }
        }
        return first...last
    }

    private func isLine(_ block: Int) -> Bool {
        document.blocks[block].isLine && document.blocks[block].range.count <= LetterLines.longestLine
            && document.sentences[block].count == 1
    }

    // The next line begins in small letters, or this one ends in a word that nothing ends in.
    private func goesOn(_ block: Int) -> Bool {
        guard block + 1 < document.blocks.count, let last = document.tokens[block].last, last.word != ".",
            let next = document.tokens[block + 1].first
        else { return false }
        if next.isWord, !next.isCapitalised, next.word.first?.isLetter == true { return true }
        return [language.and, language.the, language.of, language.regarding].contains { $0.contains(last.word) }
    }
}
