private import CCrypto

/// The SHA-512 of some bytes, as 128 lower-case hexadecimal digits: how captures, texts and archived files are told apart.
package struct Digest: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package let hex: String

    /// Takes digits that were computed before, such as those of an inventory; anything but 128 lower-case digits gives `nil`.
    package init?(hex: String) {
        guard hex.utf8.count == 128, hex.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.hex = hex
    }

    /// Gives the digest of bytes in memory.
    package init(of bytes: some Sequence<UInt8>) {
        var running = RunningDigest()
        running.update(bytes)
        self = running.finish()
    }

    fileprivate init(trusted hex: String) { self.hex = hex }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let digest = Digest(hex: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a SHA-512 in hexadecimal"))
        }
        self = digest
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }

    package var description: String { hex }
    package static func < (left: Digest, right: Digest) -> Bool { left.hex < right.hex }
}

/// Computes a SHA-512 over bytes that arrive in pieces, so that a file need not fit in memory.
package struct RunningDigest: ~Copyable {
    private let context: OpaquePointer?

    /// Begins a computation over no bytes yet.
    package init() {
        context = EVP_MD_CTX_new()
        EVP_DigestInit_ex(context, EVP_sha512(), nil)
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes; the order of calls is the order of the bytes.
    package mutating func update(_ bytes: some Sequence<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { buffer in
            update(raw: UnsafeRawBufferPointer(buffer))
        }
        if done == nil {
            Array(bytes).withUnsafeBytes { update(raw: $0) }
        }
    }

    /// Adds the bytes of a buffer that the caller owns.
    package mutating func update(raw buffer: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }

    /// Gives the digest of everything added so far and ends the computation.
    package consuming func finish() -> Digest {
        var output = [UInt8](repeating: 0, count: 64)
        EVP_DigestFinal_ex(context, &output, nil)
        return Digest(trusted: hexadecimal(output))
    }
}

/// Gives the SHA-256 of bytes, 32 bytes long: the hash of the ledger's Merkle tree.
package func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let input = Array(bytes)
    var output = [UInt8](repeating: 0, count: 32)
    EVP_Digest(input, input.count, &output, nil, EVP_sha256(), nil)
    return output
}

/// Gives the SHA-256 of bytes as 64 lower-case hexadecimal digits: event ids, section digests and `provenance` use it.
package func sha256Hex(_ bytes: some Sequence<UInt8>) -> String { hexadecimal(sha256(bytes)) }

/// Gives the HMAC-SHA256 of a message: what Standard Webhooks signs with.
package func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 32
    HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &output, &length)
    return output
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
