import Foundation

/// Whole addresses for what links say.
struct LinkResolver {
    private let base: URL?
    // `https://host`, for addresses that begin with a slash.
    private let origin: String?

    /// Takes the address of the page, where it is known; without it addresses stay as they are.
    init(base: String?) {
        self.base = base.flatMap(URL.init(string:))
        origin = self.base.flatMap { url in
            guard let scheme = url.scheme, let host = url.host(percentEncoded: true), url.user == nil else {
                return nil
            }
            return "\(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? "")
        }
    }

    /// Gives the whole address.
    func absolute(_ bytes: ArraySlice<UInt8>) -> String { absolute(String(decoding: bytes, as: UTF8.self)) }

    /// Gives the whole address.
    func absolute(_ address: String) -> String {
        let trimmed = address.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let base else { return trimmed }
        // Most addresses need no more than what these lines do; Foundation's way is right for all, and slow.
        if trimmed.utf8.allSatisfy(LinkResolver.isPlain), !trimmed.contains("/.") {
            if trimmed.hasPrefix("https://") || trimmed.hasPrefix("http://") { return trimmed }
            if let origin, trimmed.hasPrefix("/"), !trimmed.hasPrefix("//") { return origin + trimmed }
        }
        return URL(string: trimmed, relativeTo: base)?.absoluteString ?? trimmed
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"),
            UInt8(ascii: "?"), UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: "+"),
            UInt8(ascii: "~"), UInt8(ascii: ","):
            true
        default: false
        }
    }
}
