/// One pass over the bytes of a page for ``PageSigns``. Every step goes forward, every collection has an end.
struct PageScan {
    private let bytes: [UInt8]
    private var place = 0
    private(set) var signs = PageSigns()
    /// What was begun and not ended when the bytes ended.
    private(set) var openAtEnd: String?
    private var shown: [UInt8] = []
    private var caught: (name: String, from: Int)?
    private var hidden: [UInt8] = []
    private var inNoScript = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func run() {
        while place < bytes.count {
            if bytes[place] == PageScan.less, place + 1 < bytes.count, PageScan.beginsTag(bytes[place + 1]) {
                markup()
            } else {
                show(bytes[place])
                place += 1
            }
        }
        signs.text = String(PageScan.words(shown).prefix(4000))
        signs.noScriptText = PageScan.words(hidden)
    }

    /// Whether this byte after `<` makes a tag of it.
    static func beginsTag(_ byte: UInt8) -> Bool {
        byte == 0x2F || byte == 0x21 || byte == 0x3F || (0x61...0x7A).contains(byte | 0x20)
    }

    private static let less: UInt8 = 0x3C
    private static let greater: UInt8 = 0x3E
    private static let longestText = 16_384

    private mutating func show(_ byte: UInt8) {
        if inNoScript {
            if hidden.count < 1000 { hidden.append(byte) }
        } else if shown.count < PageScan.longestText {
            shown.append(byte)
        }
    }

    private mutating func markup() {
        if starts(with: "<!--", at: place) {
            guard let end = find("-->", from: place + 4) else { return breakOff("a comment") }
            place = end + 3
            return
        }
        guard let end = endOfTag(from: place + 1) else { return breakOff("a tag") }
        let tag = PageTag(bytes[(place + 1)..<end])
        place = end + 1
        take(tag)
    }

    private mutating func breakOff(_ what: String) {
        openAtEnd = what
        place = bytes.count
    }

    private mutating func take(_ tag: PageTag) {
        note(tag)
        switch tag.name {
        case "script", "style", "template": if !tag.isEmpty { skip(tag.name) }
        case "noscript", "/noscript":
            show(0x20)
            inNoScript = tag.name == "noscript"
        case "title", "h1", "h2", "h3":
            show(0x0A)
            caught = (tag.name, shown.count)
        case "/title", "/h1", "/h2", "/h3": closeLine()
        case let name where PageScan.inline.contains(name): break
        default: show(0x0A)
        }
    }

    // A script's words are no words of the page, but they say whose it is.
    private mutating func skip(_ name: String) {
        let start = place
        guard let end = find("</" + name, from: start) else {
            collectScript(name, bytes[start...])
            return breakOff("a \(name)")
        }
        collectScript(name, bytes[start..<end])
        place = end
    }

    private mutating func collectScript(_ name: String, _ content: ArraySlice<UInt8>) {
        guard name == "script", signs.scripts.utf8.count < PageScan.longestText else { return }
        signs.scripts += String(decoding: content.prefix(4096), as: UTF8.self).lowercased() + "\n"
    }

    private mutating func closeLine() {
        defer { show(0x0A) }
        guard let (name, from) = caught, from <= shown.count else { return }
        caught = nil
        let words = String(PageScan.words(Array(shown[from...])).prefix(300))
        if name == "title" {
            if signs.title.isEmpty { signs.title = words }
            // A title is no part of what is shown.
            shown.removeSubrange(from...)
        } else if signs.headings.count < 4, !words.isEmpty {
            signs.headings.append(words)
        }
    }

    private mutating func note(_ tag: PageTag) {
        for key in ["src", "action", "id", "class", "name"] {
            guard let value = tag[key], !value.isEmpty, signs.names.utf8.count < PageScan.longestText else { continue }
            signs.names += value.prefix(300).lowercased() + "\n"
        }
        switch (tag.name, tag["type"]?.lowercased()) {
        case ("input", "password"): signs.hasPasswordField = true
        case ("input", "hidden"):
            if let name = tag["name"], signs.hiddenFields.count < 50 {
                signs.hiddenFields.insert(name.prefix(60).lowercased())
            }
        case ("meta", _) where tag["http-equiv"]?.lowercased() == "refresh":
            if signs.refresh == nil { signs.refresh = PageSigns.Refresh(tag["content"] ?? "") }
        default: break
        }
    }

    // MARK: looking for bytes

    private func starts(with text: String, at start: Int) -> Bool {
        let wanted = text.utf8
        guard start + wanted.count <= bytes.count else { return false }
        return zip(bytes[start...], wanted).allSatisfy { PageScan.lower($0) == $1 }
    }

    private func find(_ text: String, from start: Int) -> Int? {
        guard let first = text.utf8.first else { return nil }
        var next = start
        while next < bytes.count {
            if PageScan.lower(bytes[next]) == first, starts(with: text, at: next) { return next }
            next += 1
        }
        return nil
    }

    private func endOfTag(from start: Int) -> Int? {
        var quote: UInt8 = 0
        var next = start
        while next < bytes.count {
            let byte = bytes[next]
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == PageScan.greater {
                return next
            } else if (byte == 0x22 || byte == 0x27) && next > start && PageScan.isValueStart(bytes[next - 1]) {
                quote = byte
            }
            next += 1
        }
        // A quotation mark that is never closed swallows the page: without it the tag may well end.
        return quote == 0 ? nil : bytes[start...].firstIndex(of: PageScan.greater)
    }

    private static func isValueStart(_ byte: UInt8) -> Bool { byte == 0x3D || byte == 0x20 || byte == 0x0A }

    static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    private static let inline: Set<String> = [
        "a", "/a", "b", "/b", "i", "/i", "em", "/em", "strong", "/strong", "span", "/span", "font", "/font", "u", "/u",
        "small", "/small", "sup", "/sup", "sub", "/sub", "abbr", "/abbr", "code", "/code", "img", "input", "wbr",
    ]

    /// The words with single spaces, one line for each line that holds any; the commonest references decoded.
    static func words(_ bytes: [UInt8]) -> String {
        var text = String(decoding: bytes, as: UTF8.self)
        if text.contains("&") {
            for (name, letter) in references { text = text.replacing(name, with: letter) }
        }
        return text.split(whereSeparator: \.isNewline).lazy
            .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.filter { !$0.isEmpty }
            .joined(separator: "\n")
    }

    private static let references = [
        ("&nbsp;", " "), ("&#39;", "'"), ("&#039;", "'"), ("&apos;", "'"), ("&rsquo;", "’"), ("&#8217;", "’"),
        ("&quot;", "\""), ("&ndash;", "–"), ("&mdash;", "—"), ("&middot;", "·"), ("&raquo;", "»"), ("&copy;", "©"),
        ("&#x27;", "'"), ("&hellip;", "…"), ("&amp;", "&"),
    ]
}

extension PageSigns.Refresh {
    /// Takes what a refresh says: `5; url=https://…`, or seconds alone.
    package init(_ content: String) {
        let parts = content.split(maxSplits: 1) { ";,".contains($0) }.map(String.init)
        seconds =
            parts.first.flatMap { Double($0.filter { !$0.isWhitespace }) }.map { Int(max(0, min($0, 86_400))) } ?? 0
        var address = parts.count > 1 ? parts[1][...] : ""
        if let equals = address.firstIndex(of: "="), address[..<equals].lowercased().contains("url") {
            address = address[address.index(after: equals)...]
        }
        url = String(address.filter { !"\"' \t\n".contains($0) }.prefix(400))
    }
}
