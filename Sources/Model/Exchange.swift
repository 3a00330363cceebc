/// The HTTP facts of one answer that are kept with its body.
package struct Exchange: Hashable, Sendable, Codable {
    package let url: String
    /// The address after redirects.
    package let finalURL: String
    package let status: Int
    package private(set) var mediaType: String?
    package let etag: String?
    package let lastModified: String?
    /// The address that permanent redirects alone led to; absent where there were none.
    package let movedTo: String?
    /// Headers by which walls, their vendors and web archives give themselves away, by name in lower case; of cookies the names alone.
    package let marks: [String: String]?
    /// How many seconds more the server calls the answer good for; absent where it does not say.
    package private(set) var freshFor: Int?
    /// When the address after redirects was asked; absent where nobody asked, as in a web archive.
    package var asked: Timestamp?
    /// How long the requests took, redirects included and without what was waited between them, and the program that rendered.
    package var milliseconds: Int?
    /// The redirects that led there, in their order; absent where there were none.
    package var redirects: [Redirect]?
    /// Over which connection the answer came.
    package var connection: Connection?
    /// What made the body out of the answer; absent where the body is the answer's own.
    package private(set) var rendered: Rendering?
    /// What it is in a web archive, where it was asked for there.
    package var memento: Memento?

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
        var fresh = self
        fresh.freshFor = seconds
        return fresh
    }

    /// Gives the exchange with what a program made of its answer: a page in UTF-8, as browsers print it.
    package func rendered(_ rendering: Rendering) -> Exchange {
        var exchange = self
        (exchange.rendered, exchange.mediaType) = (rendering, "text/html; charset=utf-8")
        return exchange
    }

    /// What a record holds of it: nothing that two answers with the same document differ in.
    package var plain: Exchange {
        var plain = Exchange(
            url: url, finalURL: finalURL, status: status, mediaType: mediaType, etag: etag, lastModified: lastModified,
            movedTo: movedTo)
        plain.memento = memento
        return plain
    }

    /// A capture of the address that a web archive holds (RFC 7089).
    package struct Memento: Hashable, Sendable, Codable {
        /// Its address in the archive.
        package let url: String
        /// When the archive says that it was captured.
        package let captured: Timestamp

        /// Takes the values that the properties describe.
        package init(url: String, captured: Timestamp) {
            self.url = url
            self.captured = captured
        }
    }

    /// A program that was given the address, and whose output is the body.
    package struct Rendering: Hashable, Sendable, Codable {
        /// Its path and its words, as the settings have them.
        package let command: [String]
        /// What it says of its version, where it says anything.
        package let version: String?
        /// What it ended with.
        package let exit: Int

        /// Takes the values that the properties describe.
        package init(command: [String], version: String?, exit: Int) {
            (self.command, self.version, self.exit) = (command, version, exit)
        }
    }

    /// One answer that led on to another address.
    package struct Redirect: Hashable, Sendable, Codable {
        /// The address that was asked.
        package let url: String
        package let status: Int
        /// Where it led to, in the server's own words.
        package let location: String
        package let asked: Timestamp
        package let connection: Connection?

        /// Takes the values that the properties describe.
        package init(url: String, status: Int, location: String, asked: Timestamp, connection: Connection?) {
            self.url = url
            self.status = status
            self.location = location
            self.asked = asked
            self.connection = connection
        }
    }

    /// Who was at the other end, and how the two spoke.
    package struct Connection: Hashable, Sendable, Codable {
        /// The address that was really connected to: `192.0.2.7` or `2001:db8::7`.
        package let remote: String
        /// `1.0`, `1.1`, `2` or `3`; absent where no answer came.
        package let http: String?
        package let tls: TLS?

        /// Takes the values that the properties describe.
        package init(remote: String, http: String?, tls: TLS?) {
            self.remote = remote
            self.http = http
            self.tls = tls
        }
    }

    /// How a connection was secured.
    package struct TLS: Hashable, Sendable, Codable {
        /// As OpenSSL calls it: `TLSv1.3`.
        package let version: String
        package let cipher: String?
        /// What the server showed of itself, its own certificate first.
        package let chain: [Certificate]

        /// Takes the values that the properties describe.
        package init(version: String, cipher: String?, chain: [Certificate]) {
            self.version = version
            self.cipher = cipher
            self.chain = chain
        }
    }

    /// A certificate in the chain of a connection.
    package struct Certificate: Hashable, Sendable, Codable {
        package let subject: String
        package let issuer: String
        /// The end of its validity.
        package let expires: Timestamp?

        /// Takes the values that the properties describe.
        package init(subject: String, issuer: String, expires: Timestamp?) {
            self.subject = subject
            self.issuer = issuer
            self.expires = expires
        }
    }
}
