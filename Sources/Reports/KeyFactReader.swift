import Model

/// Reads a block of key facts: labels, and behind each of them or in the lines below it its values. A label that stands alone is
/// kept without a value.
struct KeyFactReader {
    let document: WordedDocument
    let profile: CompiledProfile

    private var words: QuantityWords { profile.language.quantities }

    func read(_ part: Outline.Part) -> [Figure] {
        let labels = (part.rule?.labels ?? []).map { (text: $0, words: profile.wordings.words(of: $0)) }
        var figures: [Figure] = []
        // The label of the values that follow, and its place until it has one.
        var label: String?
        var alone: Range<Int>?
        func close() {
            guard let range = alone else { return }
            figures.append(figure(label, nil, nil, range, part))
            alone = nil
        }
        for block in part.blocks {
            for piece in pieces(document.tokens[block], labels) {
                if let name = piece.label {
                    close()
                    (label, alone) = (name, place(piece.tokens))
                } else {
                    figures.append(value(label, piece.tokens, part))
                    alone = nil
                }
            }
        }
        close()
        return figures
    }

    private struct Piece {
        let label: String?
        let tokens: ArraySlice<Token>
    }

    private typealias Label = (text: String, words: [String])

    // A line may hold a label with its value, and where line breaks are lost the whole block.
    private func pieces(_ tokens: [Token], _ labels: [Label]) -> [Piece] {
        var pieces: [Piece] = []
        var (start, position) = (0, 0)
        func close() {
            if start < position { pieces.append(Piece(label: nil, tokens: tokens[start..<position])) }
        }
        while position < tokens.count {
            if let label = label(tokens, position, labels) {
                close()
                let end = position + label.words.count
                pieces.append(Piece(label: label.text, tokens: tokens[position..<end]))
                position = end
                while position < tokens.count, [":", "-"].contains(tokens[position].word) { position += 1 }
                start = position
                continue
            }
            if begins(tokens, at: position) {
                let first = position - Quantity.qualifier(before: position, in: tokens, words).count
                if first > start, hasValue(tokens, start, before: first) {
                    pieces.append(Piece(label: nil, tokens: tokens[start..<first]))
                    start = first
                }
            }
            position += 1
        }
        close()
        return pieces
    }

    private func label(_ tokens: [Token], _ position: Int, _ labels: [Label]) -> Label? {
        guard tokens[position].isCapitalised else { return nil }
        return labels.first { tokens[position...].starts(with: $0.words, by: { $0.word == $1 }) }
    }

    private func hasValue(_ tokens: [Token], _ start: Int, before end: Int) -> Bool {
        (start..<end).contains { tokens[$0].word.first?.isNumber == true || direction(tokens, at: $0) != nil }
    }

    // In the middle of a line only a direction or a number with its unit is a value: not *10 yr change*.
    private func begins(_ tokens: [Token], at position: Int) -> Bool {
        if direction(tokens, at: position) != nil { return true }
        if position > 0, direction(tokens, at: position - 1) != nil { return false }
        guard let number = Quantity.read(tokens, at: position, words) else { return false }
        return coin(tokens[position]) != nil || !units(tokens, number.end).isEmpty
    }

    private func value(_ label: String?, _ piece: ArraySlice<Token>, _ part: Outline.Part) -> Figure {
        let tokens = Array(piece)
        let range = place(piece)
        let first = number(tokens, at: 0) == nil ? tokens.indices.first { begins(tokens, at: $0) } ?? 0 : 0
        guard let (number, sign) = number(tokens, at: first) else { return figure(label, nil, nil, range, part) }
        let unit = units(tokens, number.end).first
        let measure = [coin(tokens[number.end - 1]), unit].compactMap { $0 }.joined(separator: " ")
        let isZero = !number.value.contains { "123456789".contains($0) }
        return figure(
            label, (isZero ? "" : sign) + number.value, measure.isEmpty ? nil : measure, range, part,
            Quantity.qualifier(before: first, in: tokens, words).0)
    }

    // *down13%* and *down 13%*: the words of an arrow, often glued to its number. A fall is a negative number.
    private func number(_ tokens: [Token], at position: Int) -> (number: Quantity, sign: String)? {
        guard let (sign, length) = direction(tokens, at: position) else {
            return Quantity.read(tokens, at: position, words).map { ($0, "") }
        }
        let word = tokens[position].word
        guard length < word.count else { return Quantity.read(tokens, at: position + 1, words).map { ($0, sign) } }
        var parted = tokens
        parted[position] = Token(
            word: String(word.dropFirst(length)), range: tokens[position].range, isCapitalised: false)
        return Quantity.read(parted, at: position, words).map { ($0, sign) }
    }

    private func direction(_ tokens: [Token], at position: Int) -> (sign: String, length: Int)? {
        let word = tokens[position].word
        for (list, sign) in [("rise", ""), ("fall", "-")] {
            for direction in profile.profile.words[list] ?? [] where word.hasPrefix(direction) {
                let next =
                    word == direction
                    ? tokens.dropFirst(position + 1).first?.word.first : word.dropFirst(direction.count).first
                if next?.isNumber == true { return (sign, direction.count) }
            }
        }
        return nil
    }

    private func units(_ tokens: [Token], _ position: Int) -> [String] {
        profile.vocabulary.readings(of: "unit", in: tokens, at: position).map(\.value)
    }

    // *90p*
    private func coin(_ token: Token) -> String? {
        let letters = token.word.drop { !$0.isLetter }
        guard letters.startIndex > token.word.startIndex else { return nil }
        return words.coins[String(letters)]
    }

    private func place(_ tokens: ArraySlice<Token>) -> Range<Int> {
        (tokens.first?.range.lowerBound ?? 0)..<(tokens.last?.range.upperBound ?? 0)
    }

    private func figure(
        _ label: String?, _ value: String?, _ unit: String?, _ range: Range<Int>, _ part: Outline.Part,
        _ qualifier: Figure.Qualifier = .exact
    ) -> Figure {
        Figure(
            label: label, value: value, unit: unit, qualifier: qualifier, text: document.text[range],
            section: part.section.id, role: "key-fact", evidence: document.text.evidence(range))
    }
}
