private import CCrypto

/// Computes a SHA-1 over bytes that arrive in pieces: by it web archives name what they hold, and nothing here trusts it.
package struct RunningSHA1: ~Copyable {
    private let context: OpaquePointer?

    /// Begins a computation over no bytes yet.
    package init() {
        context = EVP_MD_CTX_new()
        EVP_DigestInit_ex(context, EVP_sha1(), nil)
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes; the order of calls is the order of the bytes.
    package mutating func update(raw buffer: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }

    /// Gives the 20 bytes of the digest of everything added so far and ends the computation.
    package consuming func finish() -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 20)
        EVP_DigestFinal_ex(context, &output, nil)
        return output
    }
}

/// Gives the base 32 of whole groups of five bytes, in upper case (RFC 4648, 6).
package func base32(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var (text, buffer, bits): ([UInt8], UInt32, UInt32) = ([], 0, 0)
    for byte in bytes {
        buffer = buffer << 8 | UInt32(byte)
        bits += 8
        while bits >= 5 {
            bits -= 5
            text.append(letters[Int(buffer >> bits) & 31])
        }
    }
    return String(decoding: text, as: UTF8.self)
}
