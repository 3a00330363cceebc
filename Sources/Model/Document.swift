/// One piece of a document in reading order, with its place in the canonical text.
package struct Block: Hashable, Sendable {
    /// What a block is.
    package enum Kind: Hashable, Sendable {
        /// A heading that mark-up names, with its level from 1.
        case heading(level: Int)
        /// A line that looks like a heading in a document without mark-up; the profile decides.
        case headingLike
        case paragraph
        /// An item of a list; `depth` from 1. The range leaves out the bullet that the canonical text shows.
        case listItem(depth: Int)
        /// A row of a table; the cells stand in the text divided by a tab.
        case tableRow
    }

    package let kind: Kind
    /// Code points of the canonical text.
    package let range: Range<Int>
    /// The page it begins on, from 1, where the document has pages.
    package let page: Int?

    /// Takes the values that the properties describe.
    package init(kind: Kind, range: Range<Int>, page: Int? = nil) {
        self.kind = kind
        self.range = range
        self.page = page
    }
}

/// A link of the document, shown at its words.
package struct DocumentLink: Hashable, Sendable {
    package let url: String
    package let range: Range<Int>

    /// Takes the values that the properties describe.
    package init(url: String, range: Range<Int>) {
        self.url = url
        self.range = range
    }
}

/// How the reading of a capture ended: a closed list, each with a reason that a person can act on.
package enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    case read, partial, empty, encrypted
    case noTextLayer = "no-text-layer"
    case truncated, unsupported
    case tooLarge = "too-large"
    case timedOut = "timed-out"
    case outOfMemory = "out-of-memory"
    case crashed
}

/// A capture read into blocks and one canonical text.
package struct Document: Hashable, Sendable {
    /// The media type recognised from the content, such as `text/html`.
    package var mediaType: String
    /// The title that mark-up names (`<title>`), which need not be printed in the text.
    package var title: String?
    /// BCP 47, as mark-up states it.
    package var language: String?
    /// The address that the document gives for itself (`<link rel=canonical>`, `og:url`).
    package var canonicalURL: String?
    package var blocks: [Block]
    package var links: [DocumentLink]
    package var text: CanonicalText
    /// What surrounds the report on its page (navigation, banners, footers), one text each.
    package var furniture: [String]
    package var outcome: Outcome
    /// What was odd but did not stop the reading.
    package var warnings: [Warning]

    /// Takes the values that the properties describe.
    package init(
        mediaType: String, title: String? = nil, language: String? = nil, canonicalURL: String? = nil,
        blocks: [Block] = [], links: [DocumentLink] = [], text: CanonicalText, furniture: [String] = [],
        outcome: Outcome = .read, warnings: [Warning] = []
    ) {
        self.mediaType = mediaType
        self.title = title
        self.language = language
        self.canonicalURL = canonicalURL
        self.blocks = blocks
        self.links = links
        self.text = text
        self.furniture = furniture
        self.outcome = outcome
        self.warnings = warnings
    }
}

/// A document that cannot be read: the outcome, what was seen, and what to do about it.
package struct Refusal: Error, Hashable, Sendable, Codable {
    package let schema: String
    package let outcome: Outcome
    package let message: String
    package let remedy: String

    /// Takes the outcome, what was seen, and a remedy that begins with a verb.
    package init(_ outcome: Outcome, _ message: String, remedy: String) {
        schema = "reportwatch:schema/refusal/1"
        self.outcome = outcome
        self.message = message
        self.remedy = remedy
    }
}
