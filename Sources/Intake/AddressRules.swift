import CCurl

/// What an address must be before anything is asked of it.
enum AddressRules {
    /// Gives the failure of an address that is no http or https URL with a host and without user name and password,
    /// as libcurl's own parser reads it.
    static func failure(of url: String) -> FetchFailure? {
        guard !url.unicodeScalars.contains(where: { $0.value <= 32 || $0.value == 127 }), let parser = curl_url() else {
            return FetchFailure(.badURL, "\"\(ReadyFile.shown(Array(url.utf8)))\" holds spaces or control characters")
        }
        defer { curl_url_cleanup(parser) }
        guard curl_url_set(parser, CURLUPART_URL, url, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK else {
            return FetchFailure(.badURL, "\"\(url)\" is no address")
        }
        let scheme = part(CURLUPART_SCHEME, of: parser)?.lowercased() ?? ""
        guard scheme == "http" || scheme == "https" else {
            return FetchFailure(.badURL, "\"\(url)\" is a \(scheme) address")
        }
        // The address is not repeated here: it holds a secret.
        guard part(CURLUPART_USER, of: parser) == nil, part(CURLUPART_PASSWORD, of: parser) == nil else {
            let host = part(CURLUPART_HOST, of: parser) ?? ""
            return FetchFailure(.badURL, "the address on \(host) holds a user name or password")
        }
        return nil
    }

    private static func part(_ part: CURLUPart, of parser: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parser, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
