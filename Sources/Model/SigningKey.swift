private import CCrypto
internal import Foundation

/// An Ed25519 key (RFC 8032) that signs: what `openssl genpkey -algorithm ed25519` writes.
package struct SigningKey: Sendable {
    private let seed: [UInt8]
    /// The key that others check with.
    package let verifyingKey: VerifyingKey

    /// Reads a private key from PEM text; `nil` for any other kind of key, one that a password keeps, or none.
    package init?(pem: String) {
        guard let der = PEM.bytes(of: pem, label: "PRIVATE KEY") else { return nil }
        let key = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var start = buffer.baseAddress
            return d2i_AutoPrivateKey(nil, &start, buffer.count)
        }
        guard let key else { return nil }
        defer { EVP_PKEY_free(key) }
        guard EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 else { return nil }
        var (seed, seedLength) = ([UInt8](repeating: 0, count: 32), 32)
        var (point, pointLength) = ([UInt8](repeating: 0, count: 32), 32)
        guard EVP_PKEY_get_raw_private_key(key, &seed, &seedLength) == 1, seedLength == 32,
            EVP_PKEY_get_raw_public_key(key, &point, &pointLength) == 1,
            let verifyingKey = VerifyingKey(raw: point)
        else { return nil }
        self.seed = seed
        self.verifyingKey = verifyingKey
    }

    /// Gives the signature of a message, 64 bytes; the same for the same message.
    package func signature(of message: some Sequence<UInt8>) -> [UInt8] {
        let message = Array(message)
        var (signature, length) = ([UInt8](repeating: 0, count: 64), 64)
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        defer { EVP_PKEY_free(key) }
        let done =
            EVP_DigestSignInit(context, nil, nil, nil, key) == 1
            && EVP_DigestSign(context, &signature, &length, message, message.count) == 1
        precondition(done && length == 64, "a key that was read cannot sign")
        return signature
    }
}

/// The public half of a ``SigningKey``.
package struct VerifyingKey: Hashable, Sendable {
    /// 32 bytes.
    package let raw: [UInt8]

    // What stands before the 32 bytes in the DER form of RFC 8410.
    private static let header: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

    /// Takes the 32 bytes of a key; `nil` for another number.
    package init?(raw: [UInt8]) {
        guard raw.count == 32 else { return nil }
        self.raw = raw
    }

    /// Reads a public key from PEM text, as `openssl pkey -pubout` writes it; `nil` for another kind of key, or none.
    package init?(pem: String) {
        guard let der = PEM.bytes(of: pem, label: "PUBLIC KEY"), der.starts(with: VerifyingKey.header) else {
            return nil
        }
        self.init(raw: Array(der.dropFirst(VerifyingKey.header.count)))
    }

    /// The key as PEM text.
    package var pem: String {
        "-----BEGIN PUBLIC KEY-----\n\(Data(VerifyingKey.header + raw).base64EncodedString())\n-----END PUBLIC KEY-----\n"
    }

    /// Whether a signature of a message was made with the private half.
    package func accepts(_ signature: [UInt8], of message: some Sequence<UInt8>) -> Bool {
        let message = Array(message)
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, raw, raw.count)
        defer { EVP_PKEY_free(key) }
        guard key != nil, EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}

/// The text form of RFC 7468: base64 between two lines.
private enum PEM {
    static func bytes(of text: String, label: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard let start = lines.firstIndex(of: "-----BEGIN \(label)-----"),
            let end = lines[start...].firstIndex(of: "-----END \(label)-----")
        else { return nil }
        return Data(base64Encoded: lines[(start + 1)..<end].joined()).map { Array($0) }
    }
}
