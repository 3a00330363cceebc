import Documents
package import Model
package import Reports

/// What a reader process is asked to read, besides the bytes: facts and hints, all of it data.
package struct ReadRequest: Hashable, Sendable, Codable {
    package var name: String
    package var url: String?
    package var contentType: String?
    package var retrieved: Timestamp?
    /// When we got them, where an archive held them before that.
    package var learnt: Timestamp?
    package var http: Exchange?
    /// The file that these bytes were packed in, if they were.
    package var parent: Provenance.Parent?
    /// How much may come out of the bytes, if they are a container.
    package var limits: MemberLimits
    /// Whether blocks, furniture and what became of the signs are wanted as well, for people to look at.
    package var wantsDetails = false
    /// Whether the bytes are a page of a listing, and what it names is wanted instead of a record.
    package var wantsListing = false

    /// Takes the values that the properties describe.
    package init(
        name: String, url: String? = nil, contentType: String? = nil, retrieved: Timestamp? = nil,
        http: Exchange? = nil, parent: Provenance.Parent? = nil, limits: MemberLimits = MemberLimits()
    ) {
        self.name = name
        self.url = url
        self.contentType = contentType
        self.retrieved = retrieved
        self.http = http
        self.parent = parent
        self.limits = limits
    }
}

/// A member as a reader tells of it; its bytes follow one another in the file of members.
package struct FoundMember: Hashable, Sendable, Codable {
    package let path: String
    package let size: Int
    package let contentType: String?
    package let retrieved: Timestamp?
    package let exchange: Exchange?
    /// Whether files can be packed inside it in turn, so that it needs a share of the limits.
    package let mayHoldMembers: Bool
}

/// What a reader process gives for bytes that it could read.
package struct ReadResult: Sendable {
    package var record: Record
    package var held: HeldText
    /// The canonical text by its code points, made anew each time.
    package var text: CanonicalText {
        get { held.canonical }
        set { held = HeldText(newValue) }
    }
    /// The title that mark-up names, for admission.
    package var title: String?
    package var members: [FoundMember] = []
    /// Where the bytes of the members stand one after another.
    package var memberFile: OpenFile?
    package var details: ReadDetails?

    init(
        record: Record, text: HeldText, title: String? = nil, members: [FoundMember] = [],
        details: ReadDetails? = nil
    ) {
        self.record = record
        held = text
        self.title = title
        self.members = members
        self.details = details
    }
}

/// Blocks, furniture and what became of the signs, for people to look at.
package struct ReadDetails: Hashable, Sendable, Codable {
    /// One block: what it is, as a short word (`h2`, `p`, `li1`, `row`), and where.
    package struct Block: Hashable, Sendable, Codable {
        package let word: String
        package let start: Int
        package let end: Int
        package let page: Int?
    }

    package let blocks: [Block]
    package let furniture: [String]
    /// The kind of report that the document is, or comes nearest to.
    package let recognition: RecognitionExplanation?

    init(_ document: Document, _ recognition: RecognitionExplanation?) {
        blocks = document.blocks.map {
            Block(word: $0.kind.word, start: $0.range.lowerBound, end: $0.range.upperBound, page: $0.page)
        }
        furniture = document.furniture
        self.recognition = recognition
    }
}

extension Block.Kind {
    fileprivate var word: String {
        switch self {
        case .heading(let level): "h\(level)"
        case .headingLike: "h?"
        case .paragraph: "p"
        case .listItem(let depth): "li\(depth)"
        case .tableRow: "row"
        }
    }
}
