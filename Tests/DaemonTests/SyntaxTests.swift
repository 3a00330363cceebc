import Foundation
import Support
import Testing

@testable import Daemon

@Suite("The place of a syntax error")
struct SyntaxTests {
    @Test(arguments: [
        ("", "line 1, column 1: expected a value, found the end of the file"),
        ("{\n\"a\": 1\n", "line 3, column 1: expected a comma or “}”, found the end of the file"),
        ("{\n  \"a\": 1,\n  \"b\": , 2}", "line 3, column 8: expected a value, found “,”"),
        ("{\"a\": 1\n \"b\": 2}", "line 2, column 2: expected a comma or “}”, found a text"),
        ("{\"a\": 1,}", "line 1, column 9: expected a key after the comma, found “}”"),
        ("[1, 2,]", "line 1, column 7: expected a value after the comma, found “]”"),
        ("{a: 1}", "line 1, column 2: expected a key in quotes, found “a”"),
        ("{'a': 1}", "line 1, column 2: expected a key in quotes, found “'”"),
        ("{\"a\" 1}", "line 1, column 6: expected a colon after the key, found a number"),
        ("{\"é\": tru}", "line 1, column 7: expected a value, found “tru”"),
        ("{\"a\": \"b\n\"}", "line 1, column 7: the text is not ended on its line: a quote is missing"),
        ("\"abc", "line 1, column 1: the text is not ended: a quote is missing"),
        ("\"\\x\"", "line 1, column 2: there is no such escape; write a backslash as “\\\\”"),
        ("\"\\u12g4\"", "line 1, column 2: four hexadecimal digits follow “\\u”"),
        ("\"\\ud800\"", "line 1, column 2: half of a surrogate pair"),
        ("\"a\tb\"", "line 1, column 3: a control character in a text; write it as an escape"),
        ("01", "line 1, column 1: a number does not begin with 0"),
        ("-", "line 1, column 2: expected a digit, found the end of the file"),
        ("1.", "line 1, column 3: expected a digit, found the end of the file"),
        ("1e+", "line 1, column 4: expected a digit, found the end of the file"),
        ("1 2", "line 1, column 3: expected the end of the file, found a number"),
        ("// note\n1", "line 1, column 1: expected a value, found “/”"),
        ("NaN", "line 1, column 1: expected a value, found “NaN”"),
        ("{\n\"a\": 1,\n\"\\u0061\": 2}", "line 3, column 1: the key “a” stands twice (first in line 2)"),
        ("\u{FEFF}{}", "line 1, column 1: a byte order mark stands before the text; save the file without it"),
    ])
    func `is said with what was expected`(text: String, message: String) {
        #expect(JSONSyntax.fault(in: Array(text.utf8))?.description == message)
    }

    @Test func `bytes that are no UTF-8 have a place`() {
        let bytes = Array("{\n\"a\": \"".utf8) + [0xFF] + Array("\"}".utf8)
        #expect(
            JSONSyntax.fault(in: bytes)?.description == "line 2, column 7: this is not UTF-8; save the file as UTF-8")
    }

    @Test(arguments: [
        "{}", "[]", " \t\r\n1 ", "-0.5e-3", "0", "\"\"", "\"\\u00e9\\ud83d\\ude00\\/\\b\"",
        "[[], {\"a\": [null, true]}]",
        "{\"a\": {\"a\": 1}, \"b\": {\"a\": 1}}", "\"\u{7F}👮🏽‍♀️\"",
    ])
    func `sound files have none`(text: String) {
        #expect(JSONSyntax.fault(in: Array(text.utf8)) == nil)
    }

    @Test func `nesting is bounded`() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(JSONSyntax.fault(in: nested(64)) == nil)
        #expect(JSONSyntax.fault(in: nested(65))?.message == "this is nested deeper than 64 levels")
        #expect(JSONSyntax.fault(in: nested(200_000)) != nil)
    }

    @Test func `a damaged file is judged as Foundation judges it`() throws {
        let sound = Array(#"{"a": [1, -2.5e3, "x\n\u00e9"], "b": {"c": null, "d": true}}"#.utf8)
        for offset in sound.indices {
            for byte in [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "}"), UInt8(ascii: "0"), 0x20, 0x00] {
                var bytes = sound
                bytes[offset] = byte
                let isSound = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
                let fault = JSONSyntax.fault(in: bytes)
                // Foundation does not mind a key that stands twice.
                if fault?.message.contains("stands twice") == true { continue }
                #expect(
                    (fault == nil) == isSound, "\(String(decoding: bytes, as: UTF8.self)) \(fault?.description ?? "")")
            }
        }
    }
}
