import CCurl

/// An address as libcurl's own parser reads it, so that what is checked is what is asked.
final class WebAddress {
    private let parser: OpaquePointer

    /// Takes an absolute address; `nil` for what libcurl does not take for one.
    init?(_ text: String) {
        guard let parser = curl_url() else { return nil }
        self.parser = parser
        guard curl_url_set(parser, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK else {
            return nil
        }
    }

    deinit { curl_url_cleanup(parser) }

    /// Goes to where a `Location` leads from here, as browsers do: relative or not, its odd bytes encoded. False if that is
    /// no address.
    func follow(_ location: String) -> Bool {
        guard let bytes = location.headerBytes else { return false }
        let rules = UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE | CURLU_ALLOW_SPACE)
        // libcurl leaves out the last step of the path and the query before it, and so would ask for something else.
        let isFragment = bytes.first == UInt8(ascii: "#")
        let part = isFragment ? CURLUPART_FRAGMENT : CURLUPART_URL
        return (bytes.dropFirst(isFragment ? 1 : 0).map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
            curl_url_set(parser, part, $0.baseAddress, rules) == CURLUE_OK
        }
    }

    /// Changes http to https. False if a port is named, which then would be another server's.
    func secure() -> Bool {
        guard part(CURLUPART_PORT) == nil || port == 80 else { return false }
        return curl_url_set(parser, CURLUPART_PORT, nil, 0) == CURLUE_OK
            && curl_url_set(parser, CURLUPART_SCHEME, "https", 0) == CURLUE_OK
    }

    var text: String { part(CURLUPART_URL) ?? "" }
    var scheme: String { part(CURLUPART_SCHEME)?.lowercased() ?? "" }
    var host: String { part(CURLUPART_HOST)?.lowercased() ?? "" }
    /// Also where it is only implied.
    var port: Int? { part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap { Int($0) } }
    /// The network interface that an IPv6 address is bound to.
    var hasZone: Bool { part(CURLUPART_ZONEID) != nil }
    var hasUser: Bool { part(CURLUPART_USER) != nil || part(CURLUPART_PASSWORD) != nil }

    private func part(_ part: CURLUPart, _ rules: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parser, part, &text, rules) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
