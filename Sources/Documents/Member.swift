package import Model

/// A file inside a file: an entry of a ZIP, an attachment of a mail, a file embedded in a PDF, a response in a WARC.
/// Each becomes a capture of its own.
package struct Member: Hashable, Sendable {
    /// Where it lies in its parent, as the parent says it. For people alone: nothing is ever written under this name.
    package var path: String
    package var bytes: [UInt8]
    /// The type that the parent states, with its charset; only a hint.
    package var contentType: String?
    /// When the parent says that the bytes were captured, if it does (WARC).
    package var retrieved: Timestamp?
    /// How they were captured, if the parent says it (WARC).
    package var exchange: Exchange?

    /// Takes the values that the properties describe.
    package init(
        path: String, bytes: [UInt8], contentType: String? = nil, retrieved: Timestamp? = nil,
        exchange: Exchange? = nil
    ) {
        self.path = path
        self.bytes = bytes
        self.contentType = contentType
        self.retrieved = retrieved
        self.exchange = exchange
    }
}

/// Where a reader puts the members that it finds, one at a time; holds them to the limits.
package struct MemberSink {
    package let limits: MemberLimits
    private var entries = 0
    private var bytes = 0
    private let take: (Member) throws(Refusal) -> Void

    /// Takes the limits, and what becomes of each member.
    package init(limits: MemberLimits = MemberLimits(), take: @escaping (Member) throws(Refusal) -> Void = { _ in }) {
        self.limits = limits
        self.take = take
    }

    /// The most that one member may have, which is held in memory to check it: what is larger would not be read anyway.
    static let largestMember = DocumentReader.largestDocument

    /// How many bytes the members to come may have together.
    package var room: Int { max(0, limits.bytes - bytes) }

    /// Counts what was unpacked in vain, so that it cannot go on for ever.
    ///
    /// - Throws: `too-large` when nothing more may come out.
    mutating func waste(_ count: Int) throws(Refusal) {
        guard count <= room else { throw .tooManyBytes(limits) }
        bytes += count
    }

    /// Takes the next member.
    ///
    /// - Throws: `too-large` when the limits of the whole are reached; whatever the taker throws.
    package mutating func add(_ member: Member) throws(Refusal) {
        guard limits.depth > 0 else {
            throw Refusal(
                .tooLarge, "files are packed in files in files: this one lies deeper than is opened",
                remedy: "Unpack it yourself and drop the reports that are inside.")
        }
        guard entries < limits.entries else {
            throw Refusal(
                .tooLarge, "more than \(limits.entries) files are packed inside",
                remedy: "Unpack it yourself and drop the reports that are inside.")
        }
        guard member.bytes.count <= room else { throw .tooManyBytes(limits) }
        entries += 1
        bytes += member.bytes.count
        try take(member)
    }
}

extension Refusal {
    /// The refusal of a file out of which more bytes would come than may.
    static func tooManyBytes(_ limits: MemberLimits) -> Refusal {
        Refusal(
            .tooLarge, "more than \(limits.bytes) bytes are packed inside",
            remedy: "Unpack it yourself and drop the reports that are inside.")
    }
}
