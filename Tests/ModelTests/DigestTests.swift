import Model
import Testing

@Suite("Digests")
struct DigestTests {
    @Test func `SHA-512 has the published values`() {
        #expect(
            Digest(of: []).hex
                == "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
        )
        #expect(
            Digest(of: "abc".utf8).hex
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        )
    }

    @Test func `SHA-256 and its HMAC have the published values`() {
        #expect(sha256Hex("abc".utf8) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let message = "The quick brown fox jumps over the lazy dog"
        let code = hmacSHA256(key: Array("key".utf8), message: Array(message.utf8))
        let digits = code.map { (String($0, radix: 16).count == 1 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(digits == "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8")
    }

    @Test(arguments: [1, 3, 127, 128, 129, 5000])
    func `pieces give the digest of the whole`(length: Int) {
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var running = RunningDigest()
        for start in stride(from: 0, to: bytes.count, by: length) {
            running.update(bytes[start..<min(start + length, bytes.count)])
        }
        let digest = running.finish()
        #expect(digest == Digest(of: bytes))
    }

    @Test func `only 128 lower-case digits are a digest`() {
        let hex = Digest(of: []).hex
        #expect(Digest(hex: hex)?.hex == hex)
        for wrong in ["", hex.uppercased(), String(hex.dropLast()), hex + "0", "g" + hex.dropFirst()] {
            #expect(Digest(hex: wrong) == nil)
        }
    }
}
