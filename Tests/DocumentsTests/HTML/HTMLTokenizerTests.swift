import Foundation
import Model
import Support
import Testing

@testable import Documents

/// The tokenizer against html5lib's tests, the ones that browsers are held to.
@Suite("HTML tokens", .enabled(if: SharedData.isThere, "the folder of real files is not beside the project"))
struct HTMLTokenizerTests {
    private static let files = [
        "contentModelFlags", "domjs", "entities", "escapeFlag", "numericEntities", "pendingSpecChanges", "test1",
        "test2", "test4", "unicodeChars", "unicodeCharsProblematic",
    ]

    @Test(arguments: files) func `tokens are those of the standard`(file: String) throws {
        let bytes = try SharedData.bytes("data/html-parsing/html5lib/tokenizer/\(file).test")
        let suite = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let cases = try #require(suite["tests"] as? [[String: Any]])
        var wrong: [String] = []
        for test in cases {
            guard let read = TokenizerCase(test) else { continue }
            for state in read.states where read.tokens(state) != read.expected {
                wrong.append("\(read.name) [\(state)]: \(read.tokens(state)) for \(read.expected)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(cases.count): \(wrong.prefix(5).joined(separator: "\n"))")
    }
}

/// One case of a `.test` file. Errors are left out of account: we tell none.
private struct TokenizerCase {
    let name: String
    let input: String
    let states: [String]
    let lastStartTag: String?
    let expected: [String]

    // Lone surrogates cannot stand in our input, which is UTF-8 by then.
    init?(_ test: [String: Any]) {
        func plain(_ text: String) -> String? {
            test["doubleEscaped"] as? Bool == true ? TokenizerCase.unescaped(text) : text
        }
        guard let input = (test["input"] as? String).flatMap(plain), let output = test["output"] as? [[Any]] else {
            return nil
        }
        name = test["description"] as? String ?? ""
        self.input = input.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        states = test["initialStates"] as? [String] ?? ["Data state"]
        lastStartTag = test["lastStartTag"] as? String
        let lines = output.map { token in TokenizerCase.line(token) { plain($0) ?? $0 } }
        expected = TokenizerCase.merged(lines)
    }

    private static func line(_ token: [Any], _ plain: (String) -> String) -> String {
        func text(_ index: Int) -> String { (token[index] as? String).map { "\"\(plain($0))\"" } ?? "none" }
        switch token[0] as? String {
        case "DOCTYPE": return "doctype \(text(1)) \(text(2)) \(text(3)) \(token[4] as? Bool == true)"
        case "StartTag":
            let attributes = (token[2] as? [String: String] ?? [:]).map { "\(plain($0))=\(plain($1))" }.sorted()
            let isSelfClosing = token.count > 3 && token[3] as? Bool == true
            return "start \(text(1)) \(attributes) \(isSelfClosing)"
        case "EndTag": return "end \(text(1))"
        case "Comment": return "comment \(text(1))"
        default: return "text " + plain(token[1] as? String ?? "")
        }
    }

    private static func merged(_ lines: [String]) -> [String] {
        lines.reduce(into: []) { merged, line in
            if line.hasPrefix("text "), let last = merged.last, last.hasPrefix("text ") {
                merged[merged.count - 1] += line.dropFirst(5)
            } else {
                merged.append(line)
            }
        }
    }

    private static func unescaped(_ text: String) -> String? {
        var result = String.UnicodeScalarView()
        var rest = text[...]
        while let found = rest.range(of: "\\u") {
            result.append(contentsOf: rest[..<found.lowerBound].unicodeScalars)
            let digits = rest[found.upperBound...].prefix(4)
            guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else { return nil }
            result.append(scalar)
            rest = rest[digits.endIndex...]
        }
        result.append(contentsOf: rest.unicodeScalars)
        return String(result)
    }

    func tokens(_ state: String) -> [String] {
        var tokenizer = HTMLTokenizer(Array(input.utf8))
        if let lastStartTag {
            let name = Array(lastStartTag.utf8)
            tokenizer.lastStartTag = tokenizer.tree.tagNames.number(of: name, 0..<name.count)
        }
        switch state {
        case "PLAINTEXT state": tokenizer.contentModel = .plaintext
        case "RCDATA state": tokenizer.contentModel = .rcdata
        case "RAWTEXT state": tokenizer.contentModel = .rawtext
        case "Script data state": tokenizer.contentModel = .script
        case "CDATA section state": tokenizer.beginCDATA()
        default: break
        }
        var lines: [String] = []
        while true {
            let token = tokenizer.next()
            if token.kind == .end { return TokenizerCase.merged(lines) }
            lines.append(tokenizer.line(of: token))
        }
    }
}

extension HTMLTokenizer {
    fileprivate func line(of token: HTMLToken) -> String {
        func text(_ range: HTMLText) -> String {
            String(decoding: tree.bytes(range), as: UTF8.self).replacing("\0", with: "\u{FFFD}")
        }
        switch token.kind {
        case .space, .text: return "text " + String(decoding: tree.bytes(token.text), as: UTF8.self)
        case .null: return "text \0"
        case .comment: return "comment \"\(text(token.text))\""
        case .doctype:
            func quoted(_ range: HTMLText?) -> String { range.map { "\"\(text($0))\"" } ?? "none" }
            let name = quoted(token.doctype.name).unicodeScalars.map {
                (0x41...0x5A).contains($0.value) ? String($0).lowercased() : String($0)
            }
            let ids = "\(quoted(token.doctype.publicID)) \(quoted(token.doctype.systemID))"
            return "doctype \(name.joined()) \(ids) \(!token.doctype.forcesQuirks)"
        case .startTag:
            let attributes = tree.attributes[Int(token.attributes.start)..<Int(token.attributes.end)].map {
                "\(tree.attributeNames.name($0.name))=\(String(decoding: tree.value(of: $0), as: UTF8.self))"
            }
            return "start \"\(tree.tagNames.name(token.name))\" \(attributes.sorted()) \(token.isSelfClosing)"
        case .endTag: return "end \"\(tree.tagNames.name(token.name))\""
        case .end: return ""
        }
    }
}
