/// Where a record came from and what read it.
package struct Provenance: Hashable, Sendable, Codable {
    /// The received bytes: where from, how many, which.
    package struct Source: Hashable, Sendable, Codable {
        package var name: String?
        package var url: String?
        package var mediaType: String
        package var bytes: Int
        package var sha256: String
        package var sha512: Digest
        /// What the bytes were packed in, if they were.
        package var parent: Parent?

        /// Takes the values that the properties describe.
        package init(
            name: String? = nil, url: String? = nil, mediaType: String, bytes: Int, sha256: String, sha512: Digest,
            parent: Parent? = nil
        ) {
            self.name = name
            self.url = url
            self.mediaType = mediaType
            self.bytes = bytes
            self.sha256 = sha256
            self.sha512 = sha512
            self.parent = parent
        }
    }

    /// The file that a capture was packed in (a ZIP, a mail, a WARC, a PDF), and where in it.
    package struct Parent: Hashable, Sendable, Codable {
        package var name: String
        /// The place inside, as the parent says it: the name of a ZIP entry, of an attachment.
        package var path: String
        package var sha512: Digest

        /// Takes the values that the properties describe.
        package init(name: String, path: String, sha512: Digest) {
            self.name = name
            self.path = path
            self.sha512 = sha512
        }
    }

    /// The program that read them.
    package struct Reader: Hashable, Sendable, Codable {
        package var name: String
        package var version: String

        /// Takes the values that the properties describe.
        package init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    package var source: Source
    /// `read` or `partial`: nothing else makes a record.
    package var outcome: Outcome
    /// When the bytes were captured: when they came, or, for those that an archive held, when that says they did.
    package var retrieved: Timestamp?
    /// When we got them, where an archive held them before that.
    package var learnt: Timestamp?
    package var http: Exchange?
    package var reader: Reader
    /// The folders of the inbox in which the file was dropped, from the outermost inwards; absent where it lay in none.
    package var labels: [String]?

    /// Takes the values that the properties describe.
    package init(
        source: Source, outcome: Outcome, retrieved: Timestamp? = nil, learnt: Timestamp? = nil, http: Exchange? = nil,
        reader: Reader
    ) {
        self.source = source
        self.outcome = outcome
        self.retrieved = retrieved
        self.learnt = learnt
        self.http = http
        self.reader = reader
    }
}
