import CCurl
import Model

/// What was seen when connections were secured. libcurl tells it once, and a connection serves many requests. Touched only on
/// the curl thread.
struct Handshakes {
    /// Both ends of a connection, which no other has at the same time.
    struct Ends: Hashable {
        let remote: String
        let remotePort: Int
        let localPort: Int
    }

    // More than libcurl keeps open; what is dropped is asked without its facts.
    private static let most = 256
    private var known: [Ends: Exchange.TLS] = [:]

    /// Gives the facts of the connection that a transfer used; `nil` where none was made.
    ///
    /// - Parameter words: libcurl's sentence on the handshake, if this transfer made one.
    mutating func connection(of handle: UnsafeMutableRawPointer, words: String?) -> Exchange.Connection? {
        var text: UnsafeMutablePointer<CChar>?
        ccurl_get_string(handle, CURLINFO_PRIMARY_IP, &text)
        guard let text, text.pointee != 0 else { return nil }
        let remote = String(cString: text)
        let ends = Ends(
            remote: remote, remotePort: Handshakes.number(CURLINFO_PRIMARY_PORT, handle),
            localPort: Handshakes.number(CURLINFO_LOCAL_PORT, handle))
        if let tls = words.flatMap({ Handshakes.tls($0, handle) }) {
            if known.count >= Handshakes.most { known = [:] }
            known[ends] = tls
        } else if Handshakes.number(CURLINFO_NUM_CONNECTS, handle) > 0 {
            known[ends] = nil
        }
        return .init(remote: remote, http: Handshakes.version(handle), tls: known[ends])
    }

    private static func version(_ handle: UnsafeMutableRawPointer) -> String? {
        [
            CURL_HTTP_VERSION_1_0: "1.0", CURL_HTTP_VERSION_1_1: "1.1", CURL_HTTP_VERSION_2_0: "2",
            CURL_HTTP_VERSION_3: "3",
        ][number(CURLINFO_HTTP_VERSION, handle)]
    }

    // "SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384".
    private static func tls(_ words: String, _ handle: UnsafeMutableRawPointer) -> Exchange.TLS? {
        let parts = words.dropFirst(Handshakes.sentence.count).split(separator: "/").map { $0.trimmingASCIISpace }
        guard let version = parts.first, !version.isEmpty else { return nil }
        return .init(version: version, cipher: parts.count > 1 ? parts[1] : nil, chain: chain(handle))
    }

    /// How libcurl begins its sentence on a handshake.
    static let sentence = "SSL connection using "

    private static func chain(_ handle: UnsafeMutableRawPointer) -> [Exchange.Certificate] {
        var found: UnsafeMutableRawPointer?
        ccurl_get_pointer(handle, CURLINFO_CERTINFO, &found)
        guard let info = found?.assumingMemoryBound(to: curl_certinfo.self).pointee, let lists = info.certinfo else {
            return []
        }
        return (0..<min(10, Int(info.num_of_certs))).map { certificate(lists[$0]) }
    }

    private static func certificate(_ list: UnsafeMutablePointer<curl_slist>?) -> Exchange.Certificate {
        var fields: [Substring: String] = [:]
        var next = list
        while let line = next?.pointee {
            next = line.next
            guard let data = line.data else { continue }
            let text = String(cString: data)
            guard let colon = text.firstIndex(of: ":") else { continue }
            fields[text[..<colon]] = String(text[text.index(after: colon)...].prefix(1000))
        }
        return .init(
            subject: fields["Subject"] ?? "", issuer: fields["Issuer"] ?? "",
            expires: fields["Expire date"].flatMap { time($0) })
    }

    // "Nov 26 12:00:00 2027 GMT".
    private static func time(_ text: String) -> Timestamp? {
        let seconds = curl_getdate(text, nil)
        return seconds >= 0 ? Timestamp(milliseconds: Int64(seconds) * 1000) : nil
    }

    private static func number(_ info: CURLINFO, _ handle: UnsafeMutableRawPointer) -> Int {
        var value = 0
        ccurl_get_long(handle, info, &value)
        return value
    }
}
