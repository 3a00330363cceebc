import Model

/// The document of a file that holds files: one list item for each, what came out and what did not.
struct MemberList {
    private var builder = CanonicalTextBuilder()
    private var warnings: [Warning] = []
    /// How many members have come out.
    private(set) var given = 0

    /// Hands a member over and lists it.
    ///
    /// - Throws: what stops the handing over: the limits on what may come out.
    mutating func give(_ member: Member, _ remark: String? = nil, to sink: inout MemberSink) throws(Refusal) {
        try sink.add(member)
        add(member.path, "\(member.bytes.count) bytes" + (remark.map { ", " + $0 } ?? ""))
        given += 1
    }

    /// Lists what is no member.
    mutating func add(_ name: String, _ remark: String) {
        builder.append("\(MemberList.shown(name)) (\(remark))")
        builder.endBlock(.listItem(depth: 1))
    }

    /// Lists a file that cannot be had, and warns of it.
    mutating func fail(_ name: String, _ reason: String) {
        add(name, "cannot be read: \(reason)")
        warnings.append(.unreadable(name, reason))
    }

    /// Gives the document.
    ///
    /// - Throws: `empty` when there was nothing to list.
    func document(mediaType: String, noun: String) throws(Refusal) -> Document {
        guard !builder.blocks.isEmpty else {
            throw Refusal(
                .empty, "the \(noun) holds no files", remedy: "Look at the place it came from and pack it again.")
        }
        return Document(
            mediaType: mediaType, blocks: builder.blocks, text: builder.text,
            outcome: warnings.isEmpty ? .read : .partial, warnings: warnings)
    }

    /// A name from inside a file, made safe to look at: what could play with a terminal or turn the writing round is shown.
    static func shown(_ name: String) -> String {
        var shown = ""
        for scalar in name.unicodeScalars.prefix(300) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                shown += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown.isEmpty ? "without a name" : shown
    }
}

extension Warning {
    /// The warning of a file inside a file that cannot be had.
    static func unreadable(_ name: String, _ reason: String) -> Warning {
        Warning(code: "member-unreadable", message: "\(MemberList.shown(name)) cannot be read: \(reason)")
    }
}
