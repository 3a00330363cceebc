package import Model

/// A canonical text as the daemon holds it: by its bytes, which take a quarter of the room of its code points. Those are made
/// where they are asked for, of a text that is long in a reader process.
package struct HeldText: Hashable, Sendable {
    package let utf8: [UInt8]
    package let digest: Digest

    /// Takes the bytes of a text; `nil` for what is no UTF-8.
    package init?(utf8: [UInt8]) {
        guard utf8.allSatisfy({ $0 < 0x80 }) || String(validating: utf8, as: UTF8.self) != nil else { return nil }
        self.init(sound: utf8)
    }

    /// Takes the bytes of a text that was found sound when it was archived, and checked against its digest.
    init(sound utf8: [UInt8]) { (self.utf8, digest) = (utf8, Digest(of: utf8)) }

    /// Takes a text.
    package init(_ text: CanonicalText) { self.init(sound: text.utf8) }

    package var canonical: CanonicalText { CanonicalText(utf8: utf8) ?? CanonicalText(string) }
    package var string: String { String(decoding: utf8, as: UTF8.self) }

    /// Gives its first code points.
    func beginning(_ length: Int) -> String {
        let scalars = String(decoding: utf8.prefix(4 * length), as: UTF8.self).unicodeScalars
        return String(String.UnicodeScalarView(scalars.prefix(length)))
    }

    /// Whether it has so many code points.
    func has(_ length: Int) -> Bool { utf8.prefix(4 * length).count { $0 & 0xC0 != 0x80 } >= length }
}

/// A reading as the daemon holds it.
struct HeldReading: Hashable, Sendable {
    let record: Record
    let text: HeldText
    /// Judgments of earlier versions that this one's layout hid from the reader.
    var remembered: [Judgment] = []
}
