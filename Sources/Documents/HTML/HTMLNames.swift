/// The elements that the rules of HTML, or ours, speak of; all others are `other`.
enum HTMLTag: UInt8, CaseIterable {
    case other
    case a, address, annotationXML, applet, area, article, aside, audio, b, base, basefont, bgsound, big, blockquote
    case body, br, button, canvas, caption, center, code, col, colgroup, dd, desc, details, dialog, dir, div, dl, dt
    case em, embed, fieldset, figcaption, figure, font, footer, foreignObject, form, frame, frameset
    case h1, h2, h3, h4, h5, h6, head, header, hgroup, hr, html, i, iframe, image, img, input, keygen, legend, li, link
    case listing, main, malignmark, marquee, math, menu, meta, mglyph, mi, mn, mo, ms, mtext, nav, nobr, noembed
    case noframes, noscript, object, ol, optgroup, option, p, param, plaintext, pre, rb, rp, rt, rtc, ruby, s, script
    case search, section, select, small, source, span, strike, strong, style, sub, summary, sup, svg, table, tbody, td
    case template, textarea, tfoot, th, thead, title, tr, track, tt, u, ul, variable, video, wbr, xmp

    /// The name in mark-up, in small letters.
    var name: String {
        switch self {
        case .annotationXML: "annotation-xml"
        case .foreignObject: "foreignobject"
        case .variable: "var"
        default: "\(self)"
        }
    }
}

/// The attributes that the rules of HTML, or ours, speak of.
enum HTMLAttributeName: UInt8, CaseIterable {
    case alt, ariaControls, ariaHidden, charset, `class`, color, content, dataBsTarget, dataTarget, encoding, face,
        hidden
    case href, id, lang, name, property, rel
    case role, size, style, title, type, value

    var name: String {
        switch self {
        case .ariaControls: "aria-controls"
        case .ariaHidden: "aria-hidden"
        case .dataBsTarget: "data-bs-target"
        case .dataTarget: "data-target"
        default: "\(self)"
        }
    }
}

/// Numbers for names, so that names compare as numbers; letters A to Z count as small ones.
///
/// What the names stand for comes from outside, so the table is seeded anew in each process: nobody can choose names that all
/// fall into one slot.
struct HTMLNames {
    private var bytes: [UInt8] = []
    private var ends: [Int32] = []
    private var slots: [Int32] = .init(repeating: -1, count: 512)

    private static let seed = UInt64.random(in: .min ... .max)

    /// The table in which the number of a name of `HTMLTag` is its raw value.
    static let tags = HTMLNames(HTMLTag.allCases.map { $0 == .other ? "" : $0.name })
    /// The same for `HTMLAttributeName`.
    static let attributes = HTMLNames(HTMLAttributeName.allCases.map(\.name))

    private init(_ names: [String]) {
        for name in names {
            let name = Array(name.utf8)
            _ = number(of: name, 0..<name.count)
        }
    }

    /// Gives the name of a number.
    func name(_ number: Int32) -> String {
        let index = Int(number)
        let start = index == 0 ? 0 : Int(ends[index - 1])
        return String(decoding: bytes[start..<Int(ends[index])], as: UTF8.self)
    }

    /// Gives the number of the name in a range, a new one for a new name.
    mutating func number(of source: [UInt8], _ range: Range<Int>) -> Int32 {
        var slot = Int(truncatingIfNeeded: HTMLNames.hash(source, range)) & (slots.count - 1)
        while slots[slot] >= 0 {
            if isSame(Int(slots[slot]), source, range) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        let number = Int32(ends.count)
        for index in range { bytes.append(HTMLNames.small(source[index])) }
        ends.append(Int32(bytes.count))
        slots[slot] = number
        if ends.count * 2 > slots.count { grow() }
        return number
    }

    private func isSame(_ number: Int, _ source: [UInt8], _ range: Range<Int>) -> Bool {
        let start = number == 0 ? 0 : Int(ends[number - 1])
        guard Int(ends[number]) - start == range.count else { return false }
        for offset in 0..<range.count
        where bytes[start + offset] != HTMLNames.small(source[range.lowerBound + offset]) {
            return false
        }
        return true
    }

    private mutating func grow() {
        slots = .init(repeating: -1, count: slots.count * 2)
        var start = 0
        for (number, end) in ends.enumerated() {
            var slot = Int(truncatingIfNeeded: HTMLNames.hash(bytes, start..<Int(end))) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
            start = Int(end)
        }
    }

    private static func hash(_ source: [UInt8], _ range: Range<Int>) -> UInt64 {
        var hash = seed
        for index in range { hash = (hash ^ UInt64(small(source[index]))) &* 0x9E37_79B9_7F4A_7C15 }
        return hash ^ hash >> 32
    }

    private static func small(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
