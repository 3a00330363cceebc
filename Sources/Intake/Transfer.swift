import CCurl
import Model

/// One transfer while it runs: owns an easy handle's settings, the spool file and what came so far.
///
/// Touched only on the curl thread, from its loop and from libcurl's callbacks, which run inside that loop.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    private let plan: TransferPlan
    private let handshakes: Handshakes
    private var result = TransferResult()
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var hostLists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    /// How much of an error page is read, to keep its connection usable, before it is cut off.
    private static let drainLimit = 65_536
    private var drained = 0
    /// What all heads of an answer may have together; the largest that honest servers send have a tenth.
    private static let headLimit = 131_072
    private var headBytes = 0
    /// What a packed body may have above the limit of what comes out of it.
    private static let wireMargin = 1 << 20
    /// From this size on, what comes out of a packed body may not be more than so many times what went in. Pages have 5 to 20,
    /// tables that repeat themselves up to 100; gzip can reach 1,000 and brotli much more.
    private static let (bombSize, bombRatio) = (1 << 20, 250)
    private var received = 0
    /// The last bytes of the body as they came.
    private var tail: [UInt8] = []
    private let begun = ContinuousClock.now
    /// libcurl's sentence on the handshake, where this transfer made one, until it is noted.
    private var handshake: String?
    private var hasNotedHandshake = false
    /// Why what came in could not be kept.
    private var wireFault: SpoolFile.Fault?
    /// An address that was not connected to for what it is, and whether another one of its name was tried.
    private var refusedAddress: String?
    private var hasDialled = false

    init(_ plan: TransferPlan, on handle: UnsafeMutableRawPointer, _ handshakes: Handshakes) {
        self.plan = plan
        self.handshakes = handshakes
        self.handle = handle
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        guard plan.wirePath != nil else { return }
        var passage = Passage(url: plan.url, asked: result.asked)
        passage.secrets = plan.secrets
        result.passage = passage
    }

    deinit {
        // The handle may be used again: it must not keep what dies here.
        curl_easy_reset(handle)
        curl_slist_free_all(headerList)
        hostLists.forEach { curl_slist_free_all($0) }
        errorText.deallocate()
    }

    /// Tells libcurl what to do; false if it would not take a setting that must hold.
    func configure() -> Bool {
        curl_easy_reset(handle)
        setLimits()
        for header in plan.headers {
            let line = header.map { CChar(bitPattern: $0) } + [0]
            if let longer = curl_slist_append(headerList, line) { headerList = longer }
        }
        ccurl_set_headers(handle, headerList)
        var codes = [
            ccurl_set_string(handle, CURLOPT_URL, plan.url),
            ccurl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
            // Each step is a request of ours, checked and recorded like the first.
            ccurl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0),
            ccurl_set_long(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1),
            ccurl_set_callbacks(
                handle, Unmanaged.passUnretained(self).toOpaque(), receiveBody, receiveHeader, openSocket,
                admitConnection),
            ccurl_set_talk(handle, Unmanaged.passUnretained(self).toOpaque(), receiveTalk),
            ccurl_set_progress(handle, Unmanaged.passUnretained(self).toOpaque(), watchProgress),
        ]
        codes += setRoad()
        switch plan.method {
        case .get:
            // Every encoding this libcurl knows; it decodes, and the cap counts decoded bytes.
            codes.append(ccurl_set_string(handle, CURLOPT_ACCEPT_ENCODING, ""))
        case .post(let body):
            codes.append(ccurl_set_post_body(handle, body, body.count))
        }
        return codes.allSatisfy { $0 == CURLE_OK }
    }

    /// Says by which road: straight, or through the proxy of the settings. The environment (`http_proxy`, `ALL_PROXY`,
    /// `NO_PROXY`) has no say: a proxy looks names up and connects on our behalf, past the address guard.
    private func setRoad() -> [CURLcode] {
        let proxy = plan.settings.proxy
        var codes = [
            ccurl_set_string(handle, CURLOPT_PROXY, proxy?.url ?? ""), ccurl_set_string(handle, CURLOPT_NOPROXY, ""),
            // What the proxy answers is no answer of the host.
            ccurl_set_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
        ]
        if let user = proxy?.user { codes.append(ccurl_set_string(handle, CURLOPT_PROXYUSERNAME, user)) }
        if let password = proxy?.password { codes.append(ccurl_set_string(handle, CURLOPT_PROXYPASSWORD, password)) }
        for (option, lines) in [(CURLOPT_CONNECT_TO, plan.pin.map { [$0] } ?? []), (CURLOPT_RESOLVE, plan.names)] {
            var list: UnsafeMutablePointer<curl_slist>?
            for line in lines {
                guard let longer = curl_slist_append(list, line) else { return [CURLE_OUT_OF_MEMORY] }
                list = longer
            }
            guard let list else { continue }
            hostLists.append(list)
            codes.append(ccurl_set_list(handle, option, list))
        }
        return codes
    }

    private func setLimits() {
        let milliseconds = max(1, Int(min(plan.settings.timeout, .seconds(86_400)).milliseconds))
        ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, milliseconds)
        ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, 15_000))
        ccurl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 64)
        ccurl_set_long(handle, CURLOPT_LOW_SPEED_TIME, min(30, max(5, milliseconds / 2000)))
        // A look-up in its own thread must not hold up this one when the transfer is broken off, nor a stop.
        ccurl_set_long(handle, CURLOPT_QUICK_EXIT, 1)
        ccurl_set_long(handle, CURLOPT_BUFFERSIZE, 131_072)
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
        ccurl_set_long(handle, CURLOPT_CERTINFO, 1)
        if let authorities = plan.authorities {
            ccurl_set_string(handle, CURLOPT_CAINFO, authorities)
            ccurl_set_string(handle, CURLOPT_PROXY_CAINFO, authorities)
        }
        ccurl_set_string(handle, CURLOPT_USERAGENT, plan.settings.userAgent)
        ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
    }

    /// Gives the facts of the ended transfer; the spool file goes with them.
    func end(code: UInt32, verdict: TransferResult.Verdict?) -> TransferResult {
        var ended = result
        ended.code = code
        ended.took = .now - begun
        ended.verdict = result.verdict ?? verdict
        if ended.verdict == nil, code != 0, !hasDialled, let refusedAddress {
            ended.verdict = .privateAddress(refusedAddress)
        }
        ended.detail = String(cString: errorText)
        if code == 0, lacksEnd { (ended.code, ended.detail) = (CURLE_PARTIAL_FILE.rawValue, "gzip without its end") }
        var url: UnsafeMutablePointer<CChar>?
        ccurl_get_string(handle, CURLINFO_EFFECTIVE_URL, &url)
        ended.finalURL = url.map { String(cString: $0) } ?? plan.url
        var error = 0
        ccurl_get_long(handle, CURLINFO_OS_ERRNO, &error)
        ended.systemError = Int32(truncatingIfNeeded: error)
        ended.connection = handshakes.connection(of: handle, words: handshake, isNoted: hasNotedHandshake)
        ended.passage?.connection = ended.connection
        (result.spool, result.passage) = (nil, nil)
        return ended
    }

    /// Takes what libcurl says of its own doings.
    func take(word: UnsafeRawBufferPointer) {
        // How a proxy was spoken to says nothing of the host; where both are secured, the host comes last.
        guard word.starts(with: Handshakes.sentence.utf8), plan.url.lowercased().hasPrefix("https:") else { return }
        handshake = String(decoding: word.prefix(200), as: UTF8.self)
    }

    /// Takes a piece of the request's head, as it goes out.
    func take(sent piece: UnsafeRawBufferPointer) {
        // What the proxy was asked first is no part of what the host was.
        if result.passage?.request.starts(with: "CONNECT ".utf8) == true { result.passage?.request = [] }
        let room = Transfer.drainLimit - (result.passage?.request.count ?? 0)
        result.passage?.request += piece.prefix(room)
    }

    /// Takes a piece of the body as it came in, before it is decoded.
    func take(raw piece: UnsafeRawBufferPointer) {
        // Behind a body whose length is told stands what is no part of it.
        let told = result.head.isChunked ? nil : result.head.contentLength
        let room = told.map { max(0, $0 - received) } ?? piece.count
        received += piece.count
        let piece = UnsafeRawBufferPointer(rebasing: piece.prefix(room))
        tail = (tail + piece.suffix(4)).suffix(4)
        guard var passage = result.passage else { return }
        result.passage = nil
        defer { result.passage = passage }
        if let file = passage.file {
            do throws(SpoolFile.Fault) {
                try file.append(piece)
                passage.size += piece.count
            } catch { wireFault = error }
        } else {
            passage.isCut = passage.isCut || piece.count > Transfer.drainLimit - passage.size
            passage.body += piece.prefix(Transfer.drainLimit - passage.size)
            passage.size = passage.body.count
        }
    }

    /// Takes a header line; false breaks the transfer off.
    func take(header line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        guard headBytes <= Transfer.headLimit else { return stop(.headTooLarge) }
        let wasComplete = result.head.isComplete
        result.head.take(line)
        if line.starts(with: "HTTP/".utf8) { result.passage?.head = [] }
        if !wasComplete || !result.head.isComplete { result.passage?.head += line }
        guard result.head.isComplete, !wasComplete else { return true }
        result.page = []
        guard keepsBody else { return true }
        if let said = result.head.impossibleLength { return stop(.length(said)) }
        if let declared = result.head.contentLength, declared > plan.settings.maxBytes {
            return stop(.tooLarge(declared: declared))
        }
        return makeSpool()
    }

    /// Takes a piece of the body, decoded; false breaks the transfer off.
    func take(body piece: UnsafeRawBufferPointer) -> Bool {
        if let fault = wireFault { return stop(.spool(fault)) }
        guard keepsBody, let spool = result.spool else {
            drained += piece.count
            if case .get = plan.method { result.page += piece.prefix(Transfer.drainLimit - result.page.count) }
            return drained <= Transfer.drainLimit || stop(.enough)
        }
        let size = result.size + piece.count
        guard size <= plan.settings.maxBytes else { return stop(.tooLarge(declared: nil)) }
        guard size < Transfer.bombSize || size / Transfer.bombRatio <= received else {
            return stop(.bomb(ratio: size / max(received, 1)))
        }
        do throws(SpoolFile.Fault) {
            try spool.append(piece)
        } catch {
            return stop(.spool(error))
        }
        result.size += piece.count
        return true
    }

    /// Whether an answer may go on, by what has come of it.
    func admits(received: Int) -> Bool {
        received <= plan.settings.maxBytes + Transfer.wireMargin || stop(.tooLarge(declared: nil))
    }

    /// Whether an address may be dialled. A name may have others: one of them that lies inside is left out, and only where that
    /// leaves none it is why nothing came.
    func admits(dialling address: [UInt8]?) -> Bool {
        guard admits(address) else {
            refusedAddress = refusedAddress ?? Transfer.text(of: address)
            return false
        }
        hasDialled = true
        return true
    }

    private func admits(_ address: [UInt8]?) -> Bool {
        // With a proxy this is the proxy's own address, which the owner of the settings wrote there; what lies behind it was
        // looked up and checked before, and it is told to connect to just that.
        if plan.settings.allowPrivateAddresses || plan.settings.proxy != nil { return true }
        return address.map(plan.isPublic) ?? false
    }

    private static func text(of address: [UInt8]?) -> String {
        address.map { AddressGuard.text(of: $0) } ?? "an address of an unknown kind"
    }

    /// Whether a request may go over a connection to an address; notes how that was secured, if this transfer has made it.
    func admits(connectionTo address: [UInt8]?) -> Bool {
        guard admits(address) else { return stop(.privateAddress(Transfer.text(of: address))) }
        if let words = handshake {
            handshakes.note(words, of: handle)
            (handshake, hasNotedHandshake) = (nil, true)
        }
        return true
    }

    // libcurl takes a packed body as whole however it ends, if its length was told. What gzip unpacks to stands at its end (RFC 1952);
    // a body in chunks has an end of its own.
    private var lacksEnd: Bool {
        guard result.spool != nil, result.head.contentEncoding == "gzip", !result.head.isChunked, result.size > 0 else {
            return false
        }
        let told = tail.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return told != UInt32(truncatingIfNeeded: result.size)
    }

    private var keepsBody: Bool {
        if case .get = plan.method { (200..<300).contains(result.head.status) } else { false }
    }

    private func makeSpool() -> Bool {
        guard result.spool == nil, case .get(let path) = plan.method else { return true }
        do throws(SpoolFile.Fault) {
            result.spool = try SpoolFile(path: path)
            if let wire = plan.wirePath { result.passage?.file = try SpoolFile(path: wire) }
            return true
        } catch {
            return stop(.spool(error))
        }
    }

    private func stop(_ verdict: TransferResult.Verdict) -> Bool {
        result.verdict = verdict
        return false
    }
}
