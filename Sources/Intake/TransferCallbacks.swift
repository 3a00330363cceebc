import CCurl
import Glibc

// libcurl's callbacks: plain functions that find their transfer through the context pointer. The loop keeps the
// transfer alive as long as its handle is in the multi handle.

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    let length = size * count
    guard let transfer = transfer(context) else { return length + 1 }
    // Any other number than the one given makes libcurl stop.
    return transfer.take(body: UnsafeRawBufferPointer(start: bytes, count: length)) ? length : length + 1
}

func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    let length = size * count
    guard let transfer = transfer(context) else { return length + 1 }
    return transfer.take(header: UnsafeRawBufferPointer(start: bytes, count: length)) ? length : length + 1
}

/// Stops what goes on and on, also where nothing comes of it.
func watchProgress(
    _ context: UnsafeMutableRawPointer?, _ expected: curl_off_t, _ received: curl_off_t, _ toSend: curl_off_t,
    _ sent: curl_off_t
) -> Int32 {
    guard let transfer = transfer(context) else { return 1 }
    return transfer.admits(received: Int(received)) ? 0 : 1
}

/// Hears what passes the line, and what libcurl says of its own doings.
func receiveTalk(
    _ handle: UnsafeMutableRawPointer?, _ kind: curl_infotype, _ bytes: UnsafeMutablePointer<CChar>?, _ length: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let transfer = transfer(context) else { return 0 }
    let piece = UnsafeRawBufferPointer(start: bytes, count: length)
    switch kind {
    case CURLINFO_TEXT: transfer.take(word: piece)
    case CURLINFO_HEADER_OUT: transfer.take(sent: piece)
    case CURLINFO_DATA_IN: transfer.take(raw: piece)
    default: break
    }
    return 0
}

/// Refuses before a packet leaves.
func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let transfer = transfer(context), let address else { return -1 }
    let target = address.pointee
    let bytes = withUnsafeBytes(of: &address.pointee.addr) { small in
        // libcurl's struct really holds a sockaddr_storage, longer than its declared sockaddr.
        AddressGuard.bytes(
            of: UnsafeRawBufferPointer(start: small.baseAddress, count: Int(target.addrlen)), family: target.family)
    }
    guard transfer.admits(dialling: bytes) else { return -1 }
    return socket(target.family, target.socktype | Int32(SOCK_CLOEXEC.rawValue), target.`protocol`)
}

/// Hears of each connection before a request goes over it. Refuses one that was opened before, for a request that was allowed
/// more, and is used again.
func admitConnection(
    _ context: UnsafeMutableRawPointer?, _ remote: UnsafeMutablePointer<CChar>?, _ local: UnsafeMutablePointer<CChar>?,
    _ remotePort: Int32, _ localPort: Int32
) -> Int32 {
    guard let transfer = transfer(context) else { return CURL_PREREQFUNC_ABORT }
    let address = remote.flatMap { AddressGuard.bytes(ofText: String(cString: $0)) }
    return transfer.admits(connectionTo: address) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
