/// One header that a source's settings add to its requests.
package struct RequestHeader: Hashable, Sendable, CustomStringConvertible {
    /// As it is sent.
    package let name: String
    /// Whether nobody but the server may see the value.
    package let isSecret: Bool
    private let bytes: [UInt8]

    /// Takes a header; `nil` if it would break out of its line, or is none.
    package init?(_ name: String, _ value: String, isSecret: Bool = false) {
        guard RequestHeader.isName(name), let bytes = value.headerBytes, !bytes.isEmpty else { return nil }
        self.name = name
        self.isSecret = isSecret
        self.bytes = bytes
    }

    /// The line as it is sent, without its end.
    var line: [UInt8] { Array("\(name): ".utf8) + bytes }

    /// Says nothing of a secret.
    package var description: String {
        isSecret ? "\(name): …" : String(decoding: line, as: UTF8.self)
    }

    /// Whether a text is a token of RFC 9110, as names of headers and cookies are.
    package static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 200
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || "!#$%&'*+-.^_`|~".utf8.contains($0)
            }
    }
}
