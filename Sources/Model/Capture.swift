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
