/// Addresses of a web archive, made from a template: `{url}` stands for the captured address as a value of a query, `{+url}` for the
/// address as it is (RFC 6570), `{timestamp}` for the moment of a capture.
package enum ArchiveAddress {
    /// Fills a template.
    package static func filled(_ template: String, url: String, stamp: String = "") -> String {
        let plain = String(url.prefix { $0 != "#" })
        return template.replacing("{url}", with: encoded(plain)).replacing("{+url}", with: plain)
            .replacing("{timestamp}", with: stamp)
    }

    /// The address of a capture at which the archive gives it as it was captured, without a banner and with its own links: in the
    /// manner of the Wayback Machine, `…/20161103090000id_/…`. Addresses of other manners stay as they are.
    package static func unchanged(_ place: String) -> String {
        var parts = place.split(separator: "/", omittingEmptySubsequences: false)
        guard let index = parts.indices.dropFirst(3).first(where: { isStamp(parts[$0]) }) else { return place }
        let stamp = String(parts[index].prefix(14)) + "id_"
        parts[index] = stamp[...]
        return parts.joined(separator: "/")
    }

    /// The captured address in the address of a capture of this manner; `nil` for others.
    package static func original(of place: String) -> String? {
        let parts = place.split(separator: "/", omittingEmptySubsequences: false)
        guard let index = parts.indices.dropFirst(3).first(where: { isStamp(parts[$0]) }) else { return nil }
        return parts[(index + 1)...].joined(separator: "/")
    }

    private static func isStamp(_ part: Substring) -> Bool {
        let digits = part.prefix { $0.isASCII && $0.isNumber }
        let flag = part.dropFirst(14)
        return digits.count == 14 && (flag.isEmpty || flag.count == 3 && flag.last == "_")
    }

    /// Whether a template can be filled: an http or https address with `{url}` or `{+url}`, and with `{timestamp}` where captures
    /// are asked for.
    package static func isTemplate(_ text: String, ofCaptures: Bool) -> Bool {
        guard text.contains("{url}") || text.contains("{+url}"), text.contains("{timestamp}") == ofCaptures,
            let address = WebAddress(filled(text, url: "http://example.org/", stamp: "20161103090000"))
        else { return false }
        return ["http", "https"].contains(address.scheme) && !address.hasUser
    }

    /// Adds a value to the query of an address; one that is encoded already, as keys to go on with are, stays as it is.
    package static func adding(_ name: String, _ value: String, to address: String) -> String {
        let isEncoded = value.utf8.allSatisfy { isPlain($0) || [0x25, 0x2B, 0x21].contains($0) }
        return address + (address.contains("?") ? "&" : "?") + name + "=" + (isEncoded ? value : encoded(value))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if isPlain(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return encoded
    }
}
