/// What the styles and numberings of a WordprocessingML document make of a paragraph (ECMA-376 part 1, 17.7 and 17.9).
struct WordStyles {
    private struct Style {
        var name = ""
        var basedOn: String?
        var outline: Int?
        var numbering: (id: String?, level: Int?) = (nil, nil)
    }

    private var styles: [String: Style] = [:]
    /// The style of paragraphs that name none.
    private var usual: String?
    /// The language of the document's text.
    private(set) var language: String?
    // numId → abstractNumId, and which of those give a visible mark at which level.
    private var lists: [String: String] = [:]
    private var marks: [String: Set<Int>] = [:]

    /// Takes the two parts; either may be missing.
    init(styles: [UInt8]?, numbering: [UInt8]?) {
        if let styles { readStyles(styles) }
        if let numbering { readNumbering(numbering) }
    }

    /// What a paragraph is, by its own properties and those of its style.
    func kind(style: String?, numbering own: (id: String?, level: Int?), outline: Int?) -> (heading: Int?, list: Int?) {
        let chain = chain(of: style ?? usual)
        let level = outline ?? chain.lazy.compactMap(\.outline).first
        if let level, (0...8).contains(level) { return (level + 1, nil) }
        if level == nil, let named = chain.lazy.compactMap({ WordStyles.level(named: $0.name) }).first {
            return (named, nil)
        }
        let id = own.id ?? chain.lazy.compactMap(\.numbering.id).first
        guard let id, id != "0", let list = lists[id] else { return (nil, nil) }
        let depth = own.level ?? chain.lazy.compactMap(\.numbering.level).first ?? 0
        guard marks[list]?.contains(depth) == true else { return (nil, nil) }
        return (nil, max(0, min(depth, 8)) + 1)
    }

    private func chain(of id: String?) -> [Style] {
        var chain: [Style] = []
        var next = id
        // Styles can be based on themselves in damaged files.
        while let id = next, let style = styles[id], chain.count < 20 {
            chain.append(style)
            next = style.basedOn
        }
        return chain
    }

    // The built-in names are English in every language of the program (17.7.4.9).
    private static func level(named name: String) -> Int? {
        let name = name.lowercased()
        if name == "title" { return 1 }
        guard name.hasPrefix("heading "), let level = Int(name.dropFirst(8)), (1...9).contains(level) else {
            return nil
        }
        return level
    }

    private mutating func readStyles(_ bytes: [UInt8]) {
        var tokens = XMLTokens(bytes, prefixes: WordWalk.prefixes)
        var current: String?
        while let token = tokens.next() {
            switch token {
            case .start("w:style", let attributes):
                guard attributes["w:type"] == "paragraph", let id = attributes["w:styleId"] else { continue }
                current = id
                styles[id] = Style()
                if ["1", "true", "on"].contains(attributes["w:default"] ?? "") { usual = id }
            case .end("w:style"): current = nil
            case .start("w:lang", let attributes) where language == nil: language = attributes["w:val"]
            case .start(let name, let attributes):
                guard let current, let value = attributes["w:val"] else { continue }
                switch name {
                case "w:name": styles[current]?.name = value
                case "w:basedOn": styles[current]?.basedOn = value
                case "w:outlineLvl": styles[current]?.outline = Int(value)
                case "w:numId": styles[current]?.numbering.id = value
                case "w:ilvl": styles[current]?.numbering.level = Int(value)
                default: break
                }
            default: break
            }
        }
    }

    private mutating func readNumbering(_ bytes: [UInt8]) {
        var tokens = XMLTokens(bytes, prefixes: WordWalk.prefixes)
        var (abstract, level, number): (String?, Int?, String?) = (nil, nil, nil)
        while let token = tokens.next() {
            guard case .start(let name, let attributes) = token else {
                if token == .end("w:abstractNum") { abstract = nil }
                continue
            }
            switch name {
            case "w:abstractNum": abstract = attributes["w:abstractNumId"]
            case "w:lvl": level = attributes["w:ilvl"].flatMap { Int($0) }
            case "w:numFmt":
                guard let abstract, let level, attributes["w:val"] != "none" else { continue }
                marks[abstract, default: []].insert(level)
            case "w:num": number = attributes["w:numId"]
            case "w:abstractNumId":
                if let number { lists[number] = attributes["w:val"] }
            default: break
            }
        }
    }
}
