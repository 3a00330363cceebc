import Foundation
import Model
import Support
import Testing

@testable import Documents

/// The tree builder against cases in the format of html5lib's tree-construction tests: a few of our own always, all of html5lib's
/// where its folder is named.
@Suite("HTML trees") struct HTMLTreeTests {
    @Test func `trees of broken mark-up are those of the standard`() throws {
        let cases = TreeCase.all(in: String(decoding: try Fixtures.bytes("html/trees.dat"), as: UTF8.self))
        #expect(cases.count > 40)
        check(cases)
    }

    private static let python = Validators.python(with: "selectolax")

    @Test func `tag soup becomes the tree that another parser of the standard makes of it`() throws {
        let python = try #require(Self.python, "make test installs selectolax, which has lexbor in it")
        var random = Seeded(seed: 12)
        let pages = (0..<3000).map { _ in Self.soup(&random) }
        let script = Fixtures.path("html/lexbor-trees")
        let answer = try Validators.output(of: python, [script], input: JSONEncoder().encode(pages))
        let trees = try JSONDecoder().decode([[String]].self, from: answer)
        #expect(trees.count == pages.count)
        // It prints no namespaces, and nothing that stands outside `<html>`.
        for (page, wanted) in zip(pages, trees) {
            let tree = try #require(HTMLTreeBuilder.tree(of: Array(page.utf8)))
            let lines = TreePrinter.lines(tree).map {
                $0.replacing("  <svg ", with: "  <").replacing("  <math ", with: "  <")
            }
            let inside = lines.drop { $0 != "| <html>" }
            let end = inside.dropFirst().firstIndex { $0.hasPrefix("| <") } ?? inside.endIndex
            #expect(Array(inside[..<end]) == wanted, "\(page)")
        }
    }

    // What lexbor reads by the standard of an earlier year (`select`) is left out.
    private static func soup(_ random: inout Seeded) -> String {
        let tags = [
            "p", "b", "i", "a", "div", "ul", "li", "table", "tr", "td", "tbody", "h1", "h2", "span", "font", "em",
            "dl", "dd", "form", "button", "section", "caption", "th", "br", "img", "svg", "math", "mi", "desc", "nobr",
        ]
        let texts = ["x", " ", "good ", "\n", "&amp;", "&lt", "<", "&#146;", "</", "<!--c-->"]
        return (0..<Int.random(in: 2...24, using: &random)).map { _ in
            let tag = tags.randomElement(using: &random) ?? "p"
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5: return "<\(tag)>"
            case 5: return "<\(tag) a=\(Int.random(in: 0..<3, using: &random))>"
            case 6, 7: return "</\(tag)>"
            default: return texts.randomElement(using: &random) ?? ""
            }
        }.joined()
    }

    private static let folder = ProcessInfo.processInfo.environment["HTML5LIB_TESTS"]

    @Test(.enabled(if: folder != nil, "HTML5LIB_TESTS does not name the folder of html5lib's tests"))
    func `all of html5lib's tree-construction tests hold`() throws {
        let folder = try #require(Self.folder) + "/tree-construction/"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".dat") }
        for name in names.sorted() {
            let data = try Data(contentsOf: URL(fileURLWithPath: folder + name))
            check(TreeCase.all(in: String(decoding: data, as: UTF8.self)), name)
        }
    }

    // We keep no identifiers of document types, and the names of SVG and MathML in small letters.
    private static func comparable(_ lines: [String]) -> [String] {
        // The order of attributes is that of their names, which are not spelt alike.
        let isAttribute = { (line: String) in line.contains("=\"") && !line.contains("| \"") }
        return lines.map(comparable).reduce(into: []) { sorted, line in
            var place = sorted.count
            while place > 0, isAttribute(line), isAttribute(sorted[place - 1]), sorted[place - 1] > line { place -= 1 }
            sorted.insert(line, at: place)
        }
    }

    private static func comparable(_ line: String) -> String {
        let content = line.drop { $0 == "|" || $0 == " " }
        if content.hasPrefix("<!DOCTYPE ") {
            return String(content.dropLast().prefix { $0 != "\"" }).trimmingCharacters(in: .whitespaces)
        }
        if content.hasPrefix("<svg ") || content.hasPrefix("<math ") { return line.lowercased() }
        guard content.first?.isLetter == true, let equals = line.range(of: "=\"") else { return line }
        let name = line[..<equals.lowerBound].lowercased()
        let plain = ["xlink", "xml", "xmlns"].reduce(name) { $0.replacing($1 + " ", with: $1 + ":") }
        return plain + line[equals.lowerBound...]
    }

    private func check(_ cases: [TreeCase], _ file: String = "") {
        var wrong: [String] = []
        for test in cases where test.isForUs {
            let tree = HTMLTreeBuilder.tree(of: Array(test.data.utf8))
            let lines = tree.map(TreePrinter.lines)
            if lines.map(Self.comparable) != Self.comparable(test.document) {
                wrong.append(
                    "\(test.data)\n--- wanted\n\(test.document.joined(separator: "\n"))\n--- got\n\(lines?.joined(separator: "\n") ?? "nothing")"
                )
            }
        }
        #expect(
            wrong.isEmpty, "\(file): \(wrong.count) of \(cases.count)\n\(wrong.prefix(3).joined(separator: "\n\n"))")
    }
}

/// One case of a `.dat` file.
private struct TreeCase {
    let data: String
    let document: [String]
    /// Fragments and scripts are not what we parse.
    let isForUs: Bool

    /// The cases of a file.
    static func all(in text: String) -> [TreeCase] {
        ("\n" + text).components(separatedBy: "\n#data\n").dropFirst().map(TreeCase.init)
    }

    private init(_ text: String) {
        let errors = text.range(of: "\n#errors") ?? text.range(of: "#errors")
        data = errors.map { String(text[..<$0.lowerBound]) } ?? text
        let rest = errors.map { String(text[$0.lowerBound...]) } ?? ""
        // `selectedcontent` shows a copy of what is chosen, which is the work of a browser.
        isForUs =
            !rest.contains("#document-fragment") && !rest.contains("#script-on") && !data.contains("<selectedcontent")
        let tree = rest.range(of: "#document\n").map { rest[$0.upperBound...] } ?? ""
        // A line that does not begin with a bar goes on with the text of the line before.
        document = tree.split(separator: "\n", omittingEmptySubsequences: false).reduce(into: [String]()) {
            lines, line in
            if line.hasPrefix("| ") || lines.isEmpty {
                lines.append(String(line))
            } else {
                lines[lines.count - 1] += "\n" + line
            }
        }
        .map { line in line.hasSuffix("\n") ? String(line.dropLast(line.reversed().prefix { $0 == "\n" }.count)) : line
        }
    }
}

/// A tree as html5lib's tests write it.
private enum TreePrinter {
    static func lines(_ tree: HTMLTree) -> [String] {
        var lines: [String] = []
        children(of: HTMLTree.document, tree, 0, &lines)
        return lines
    }

    private static func children(of parent: HTMLTree.Index, _ tree: HTMLTree, _ depth: Int, _ lines: inout [String]) {
        var child = tree[parent].first
        var text: String?
        func flush(_ lines: inout [String]) {
            if let open = text { lines.append(indent(depth) + "\"\(open)\"") }
            text = nil
        }
        while child != HTMLTree.none {
            let node = tree[child]
            let words = node.kind == .element ? "" : String(decoding: tree.bytes(node.content), as: UTF8.self)
            switch node.kind {
            case .text: text = (text ?? "") + words
            case .comment:
                flush(&lines)
                lines.append(indent(depth) + "<!-- \(words.replacing("\0", with: "\u{FFFD}")) -->")
            case .doctype:
                flush(&lines)
                lines.append(indent(depth) + "<!DOCTYPE \(words.lowercased())>")
            default:
                flush(&lines)
                element(child, tree, depth, &lines)
            }
            child = node.next
        }
        flush(&lines)
    }

    private static func element(_ index: HTMLTree.Index, _ tree: HTMLTree, _ depth: Int, _ lines: inout [String]) {
        let node = tree[index]
        let prefix = node.namespace == .html ? "" : node.namespace == .svg ? "svg " : "math "
        lines.append(indent(depth) + "<\(prefix)\(tree.tagNames.name(node.name))>")
        let attributes = tree.attributes[Int(node.content.start)..<Int(node.content.end)].map {
            let value = String(decoding: tree.value(of: $0), as: UTF8.self)
            return "\(tree.attributeNames.name($0.name))=\"\(value)\""
        }
        lines += attributes.sorted { Array($0.utf16).lexicographicallyPrecedes(Array($1.utf16)) }.map {
            indent(depth + 1) + $0
        }
        if node.tag == .template, node.namespace == .html {
            lines.append(indent(depth + 1) + "content")
            return children(of: index, tree, depth + 2, &lines)
        }
        children(of: index, tree, depth + 1, &lines)
    }

    private static func indent(_ depth: Int) -> String { "| " + String(repeating: "  ", count: depth) }
}
