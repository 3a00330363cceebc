private import CCrypto

/// The ciphers and hashes that documents use, by libcrypto; RC4, which it gives no more by itself, by hand.
enum Cipher {
    static func md5(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, EVP_md5(), 16) }

    static func sha2(_ bytes: [UInt8], _ bits: Int) -> [UInt8] {
        digest(bytes, bits == 256 ? EVP_sha256() : bits == 384 ? EVP_sha384() : EVP_sha512(), bits / 8)
    }

    static func sha1(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, EVP_sha1(), 20) }

    /// Lower-case hexadecimal digits.
    static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func digest(_ bytes: [UInt8], _ method: OpaquePointer?, _ size: Int) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: size)
        EVP_Digest(bytes, bytes.count, &digest, nil, method, nil)
        return digest
    }

    /// AES-CBC over whole blocks, without padding.
    static func aes(_ bytes: [UInt8], key: [UInt8], vector: [UInt8], encrypts: Bool = false) -> [UInt8] {
        let whole = bytes.count / 16 * 16
        guard whole > 0, vector.count == 16, let context = EVP_CIPHER_CTX_new() else { return [] }
        defer { EVP_CIPHER_CTX_free(context) }
        let method = key.count == 32 ? EVP_aes_256_cbc() : EVP_aes_128_cbc()
        guard key.count == 32 || key.count == 16,
            EVP_CipherInit_ex(context, method, nil, key, vector, encrypts ? 1 : 0) == 1
        else { return [] }
        EVP_CIPHER_CTX_set_padding(context, 0)
        var (result, written) = ([UInt8](repeating: 0, count: whole + 16), Int32(0))
        guard EVP_CipherUpdate(context, &result, &written, bytes, Int32(clamping: whole)) == 1 else { return [] }
        return Array(result.prefix(Int(written)))
    }

    /// AES-CBC as PDF packs it: the vector first, padding last.
    static func withVector(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        guard bytes.count >= 32 else { return [] }
        var plain = aes(Array(bytes[16...]), key: key, vector: Array(bytes[..<16]))
        if let padding = plain.last, (1...16).contains(padding), Int(padding) <= plain.count {
            plain.removeLast(Int(padding))
        }
        return plain
    }

    static func rc4(_ bytes: [UInt8], _ key: [UInt8]) -> [UInt8] {
        guard !key.isEmpty else { return bytes }
        var state = Array(UInt8.min...UInt8.max)
        var other: UInt8 = 0
        for index in 0..<256 {
            other = other &+ state[index] &+ key[index % key.count]
            state.swapAt(index, Int(other))
        }
        var first: UInt8 = 0
        other = 0
        return bytes.map { byte in
            first &+= 1
            other = other &+ state[Int(first)]
            state.swapAt(Int(first), Int(other))
            return byte ^ state[Int(state[Int(first)] &+ state[Int(other)])]
        }
    }
}
