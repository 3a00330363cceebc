import CCurl
import Model

/// What was seen when connections were secured. libcurl tells it once, and a connection serves many requests, several at the same
/// time. Touched only on the curl thread.
final class Handshakes {
    /// Both ends of a connection, which no other has at the same time.
    struct Ends: Hashable {
        let remote: String
        let remotePort: Int
        let localPort: Int
    }

    // More than libcurl keeps open and has under way; of more the oldest are forgotten.
    private static let most = 256
    private var known: [Ends: Exchange.TLS] = [:]
    private var order: [Ends] = []

    /// Notes what a transfer has seen when its connection was secured, before the first request goes over it: another transfer
    /// that joins may have its answer sooner.
    ///
    /// - Parameter words: libcurl's sentence on the handshake.
    func note(_ words: String, of handle: UnsafeMutableRawPointer) {
        guard let ends = Handshakes.ends(of: handle), let tls = Handshakes.tls(words, handle) else { return }
        if known.updateValue(tls, forKey: ends) == nil { order.append(ends) }
        if order.count > Handshakes.most { known[order.removeFirst()] = nil }
    }

    /// Gives the facts of the connection that a transfer used; `nil` where none was made.
    ///
    /// - Parameters:
    ///   - words: libcurl's sentence on a handshake that was not noted: of a connection that failed before it was used.
    ///   - isNoted: whether this transfer's handshake was noted.
    func connection(of handle: UnsafeMutableRawPointer, words: String?, isNoted: Bool) -> Exchange.Connection? {
        guard let ends = Handshakes.ends(of: handle) else { return nil }
        // One that was made without a handshake is plain, whichever had these ends before.
        if words == nil, !isNoted, Handshakes.number(CURLINFO_NUM_CONNECTS, handle) > 0 { known[ends] = nil }
        let tls = words.flatMap { Handshakes.tls($0, handle) } ?? known[ends]
        return .init(remote: ends.remote, http: Handshakes.version(handle), tls: tls)
    }

    private static func ends(of handle: UnsafeMutableRawPointer) -> Ends? {
        var text: UnsafeMutablePointer<CChar>?
        ccurl_get_string(handle, CURLINFO_PRIMARY_IP, &text)
        guard let text, text.pointee != 0 else { return nil }
        return Ends(
            remote: String(cString: text), remotePort: number(CURLINFO_PRIMARY_PORT, handle),
            localPort: number(CURLINFO_LOCAL_PORT, handle))
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
