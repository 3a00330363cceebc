/// Bytes as received, with how and when they came; immutable once it has a digest.
package struct Capture: Hashable, Sendable {
    /// Where the bytes came from.
    package enum Origin: Hashable, Sendable {
        /// A dropped file: its name as shown to people.
        case file(name: String)
        /// An answer to a request.
        case exchange(Exchange)
    }

    package let origin: Origin
    package let retrieved: Timestamp
    package let size: Int
    package let sha512: Digest
    package let sha256: String

    /// Takes the values that the properties describe.
    package init(origin: Origin, retrieved: Timestamp, size: Int, sha512: Digest, sha256: String) {
        self.origin = origin
        self.retrieved = retrieved
        self.size = size
        self.sha512 = sha512
        self.sha256 = sha256
    }

    /// The file name or the address, for messages.
    package var name: String {
        switch origin {
        case .file(let name): name
        case .exchange(let exchange): exchange.url
        }
    }

    /// The address the bytes came from, if they were fetched.
    package var url: String? {
        if case .exchange(let exchange) = origin { exchange.finalURL } else { nil }
    }
}

/// The HTTP facts of one answer that are kept with its body.
package struct Exchange: Hashable, Sendable, Codable {
    package let url: String
    /// The address after redirects.
    package let finalURL: String
    package let status: Int
    package let mediaType: String?
    package let etag: String?
    package let lastModified: String?
    /// The address that permanent redirects alone led to; absent where there were none.
    package let movedTo: String?
    /// Headers by which walls and their vendors give themselves away, by name in lower case; of cookies the names alone.
    package let marks: [String: String]?
    /// How many seconds more the server calls the answer good for; absent where it does not say.
    package let freshFor: Int?

    /// Takes the values that the properties describe.
    package init(
        url: String, finalURL: String, status: Int, mediaType: String? = nil, etag: String? = nil,
        lastModified: String? = nil, movedTo: String? = nil, marks: [String: String]? = nil, freshFor: Int? = nil
    ) {
        self.url = url
        self.finalURL = finalURL
        self.status = status
        self.mediaType = mediaType
        self.etag = etag
        self.lastModified = lastModified
        self.movedTo = movedTo
        self.marks = marks
        self.freshFor = freshFor
    }

    /// Gives the exchange with another time for which its answer is good.
    package func fresh(for seconds: Int?) -> Exchange {
        Exchange(
            url: url, finalURL: finalURL, status: status, mediaType: mediaType, etag: etag, lastModified: lastModified,
            movedTo: movedTo, marks: marks, freshFor: seconds)
    }

    /// What a record holds of it.
    package var plain: Exchange {
        Exchange(
            url: url, finalURL: finalURL, status: status, mediaType: mediaType, etag: etag, lastModified: lastModified,
            movedTo: movedTo)
    }
}
