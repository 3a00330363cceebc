import Model
import Testing

@testable import Documents

/// Bytes of all encodings that people have, whole and damaged.
@Suite struct TextDecodingTests {
    @Test(
        arguments: [
            ("gb2312", [0xC4, 0xE3, 0x81, 0x40], "你丂"), ("shift_jis", [0x93, 0xFA, 0x87, 0x40], "日①"),
            ("windows-1251", [0xCF, 0xF0, 0xE8], "При"), ("euc-kr", [0xB0, 0xA1], "가"), ("iso-8859-9", [0xFD], "ı"),
            ("iso-8859-1", [0x93, 0x94], "“”"), ("no-such-charset", [0xC3, 0xA9], "é"), ("utf-8", [0x92], "’"),
        ] as [(String, [UInt8], String)])
    func `labels mean what web browsers take them for`(label: String, bytes: [UInt8], text: String) {
        #expect(TextDecoding.string(from: bytes, declared: label) == text)
    }

    @Test func `a damaged byte costs one letter, and no more`() {
        let letters = [UInt8](repeating: 0xCF, count: 40)
        let damaged = letters + [0x98] + letters
        let text = TextDecoding.string(from: damaged, declared: "windows-1251")
        #expect(text == String(repeating: "П", count: 40) + "\u{FFFD}" + String(repeating: "П", count: 40))
        let utf8 = Array("Kent’s café’s “view”".utf8)
        #expect(TextDecoding.string(from: utf8 + [0xE2, 0x80], declared: nil) == "Kent’s café’s “view”\u{FFFD}")
        #expect(TextDecoding.string(from: utf8 + [0xFF], declared: "utf-8") == "Kent’s café’s “view”\u{FFFD}")
    }

    @Test func `a text that is longer than the converter's piece is whole`() {
        let text = TextDecoding.string(from: [UInt8](repeating: 0xE0, count: 200_000), declared: "koi8-r")
        #expect(text.unicodeScalars.count == 200_000)
    }

    @Test func `a declaration that does not fit the bytes is not believed`() {
        #expect(TextDecoding.string(from: [0x48, 0xFF, 0xFF, 0xFE], declared: "shift_jis") == "Hÿÿþ")
    }
}
