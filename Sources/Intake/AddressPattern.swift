/// Part of an address, with stars: `/peel-reports/`, `/reports/*/kent`, `^https://www.example/**.pdf$`.
///
/// `*` stands for any characters but a slash, `**` for any at all, `^` in front and `$` behind for the ends of the address.
/// Everything else is meant as it is written, letters large or small. The time is the length of the pattern times that of
/// the address, at most.
package struct AddressPattern: Hashable, Sendable {
    private enum Piece: Hashable, Sendable {
        case byte(UInt8)
        /// Any characters but a slash.
        case step
        case any
    }

    /// As it was written.
    package let text: String
    private let pieces: [Piece]

    /// Longer patterns are mistakes.
    package static let longest = 500

    /// Takes a pattern; `nil` for one that is empty, too long, or would fit every address.
    package init?(_ text: String) {
        guard text.utf8.count <= AddressPattern.longest else { return nil }
        var rest = Array(text.utf8)[...]
        let isBound = rest.first == UInt8(ascii: "^")
        if isBound { rest.removeFirst() }
        let isEnded = rest.last == UInt8(ascii: "$")
        if isEnded { rest.removeLast() }
        var pieces: [Piece] = isBound ? [] : [.any]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "*") else {
                pieces.append(.byte(AddressPattern.lowered(byte)))
                continue
            }
            let isAny = rest.first == byte
            while rest.first == byte { rest.removeFirst() }
            pieces.append(isAny ? .any : .step)
        }
        if !isEnded { pieces.append(.any) }
        guard pieces.contains(where: { if case .byte = $0 { true } else { false } }) else { return nil }
        (self.text, self.pieces) = (text, pieces)
    }

    /// Whether an address, or a part of it, is meant.
    package func matches(_ address: String) -> Bool {
        // Which pieces may come next: all ways at once, so that no star is ever tried again.
        var open = [Bool](repeating: false, count: pieces.count + 1)
        open[0] = true
        skipStars(&open)
        for byte in address.utf8 {
            advance(&open, AddressPattern.lowered(byte))
            skipStars(&open)
        }
        return open[pieces.count]
    }

    // From the last piece to the first, so that each step is made once.
    private func advance(_ open: inout [Bool], _ byte: UInt8) {
        open[pieces.count] = false
        for place in pieces.indices.reversed() where open[place] {
            switch pieces[place] {
            case .byte(let wanted):
                open[place] = false
                if wanted == byte { open[place + 1] = true }
            case .step: open[place] = byte != UInt8(ascii: "/")
            case .any: break
            }
        }
    }

    // A star may stand for nothing.
    private func skipStars(_ open: inout [Bool]) {
        for (place, piece) in pieces.enumerated() where open[place] {
            if case .byte = piece { continue }
            open[place + 1] = true
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
