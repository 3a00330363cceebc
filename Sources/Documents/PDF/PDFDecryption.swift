/// The standard security handler, revisions 2 to 6, opened with the password that is empty: such files are protected against
/// editing and open for everybody to read (ISO 32000-2, 7.6).
struct PDFDecryption {
    private enum Method {
        case none, rc4, aes128, aes256
    }

    private let key: [UInt8]
    private let streams: Method
    private let strings: Method

    // The padding of short passwords (7.6.4.3.2).
    private static let padding: [UInt8] = [
        0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E, 0x2E,
        0x00,
        0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
    ]

    /// Takes the encryption dictionary; `nil` when the empty password does not open it.
    init?(_ rules: [String: PDFObject], id: [UInt8]) {
        guard rules["Filter"]?.name == "Standard", let revision = rules["R"]?.int, let version = rules["V"]?.int,
            let owner = rules["O"]?.string, let user = rules["U"]?.string
        else { return nil }
        if version >= 4 {
            streams = PDFDecryption.method(rules["StmF"]?.name, rules)
            strings = PDFDecryption.method(rules["StrF"]?.name, rules)
        } else {
            (streams, strings) = (.rc4, .rc4)
        }
        let opened =
            revision >= 5
            ? PDFDecryption.newKey(rules, revision, user)
            : PDFDecryption.oldKey(rules, revision, version, owner: owner, user: user, id: id)
        guard let opened else { return nil }
        key = opened
    }

    private static func method(_ name: String?, _ rules: [String: PDFObject]) -> Method {
        guard let name, name != "Identity", let filter = rules["CF"]?.dictionary?[name]?.dictionary else {
            return .none
        }
        switch filter["CFM"]?.name {
        case "AESV3": return .aes256
        case "AESV2": return .aes128
        case "V2": return .rc4
        default: return .none
        }
    }

    // Algorithm 2, checked by algorithms 4 and 5 (7.6.4.3, 7.6.4.4).
    private static func oldKey(
        _ rules: [String: PDFObject], _ revision: Int, _ version: Int, owner: [UInt8], user: [UInt8], id: [UInt8]
    ) -> [UInt8]? {
        let bits = version == 1 ? 40 : rules["Length"]?.int ?? (version >= 4 ? 128 : 40)
        let length = max(5, min(16, (bits <= 16 ? bits * 8 : bits) / 8))
        let permissions = UInt32(truncatingIfNeeded: rules["P"]?.int ?? 0)
        var input = padding + owner.prefix(32) + (0..<4).map { UInt8(truncatingIfNeeded: permissions >> ($0 * 8)) } + id
        if revision >= 4, rules["EncryptMetadata"] == .bool(false) { input += [0xFF, 0xFF, 0xFF, 0xFF] }
        var hash = Cipher.md5(input)
        if revision >= 3 { for _ in 0..<50 { hash = Cipher.md5(Array(hash.prefix(length))) } }
        let key = Array(hash.prefix(length))
        if revision == 2 { return Cipher.rc4(padding, key) == Array(user.prefix(32)) ? key : nil }
        var check = Cipher.rc4(Cipher.md5(padding + id), key)
        for round in UInt8(1)...19 { check = Cipher.rc4(check, key.map { $0 ^ round }) }
        return Array(check.prefix(16)) == Array(user.prefix(16)) ? key : nil
    }

    // Algorithm 2.A with the empty user password (7.6.4.3.3).
    private static func newKey(_ rules: [String: PDFObject], _ revision: Int, _ user: [UInt8]) -> [UInt8]? {
        guard user.count >= 48, let sealed = rules["UE"]?.string, sealed.count >= 32 else { return nil }
        let (check, salt) = (Array(user[32..<40]), Array(user[40..<48]))
        guard hash(check, revision) == Array(user[0..<32]) else { return nil }
        return Cipher.aes(Array(sealed.prefix(32)), key: hash(salt, revision), vector: Array(repeating: 0, count: 16))
    }

    // Algorithm 2.B (7.6.4.3.4); revision 5 stops after the first hash.
    private static func hash(_ salt: [UInt8], _ revision: Int) -> [UInt8] {
        var hash = Cipher.sha2(salt, 256)
        guard revision >= 6 else { return hash }
        var round = 0
        while true {
            let block = (0..<64).flatMap { _ in hash }
            let packed = Cipher.aes(
                block, key: Array(hash[0..<16]), vector: Array(hash[16..<32]), encrypts: true)
            let remainder = packed.prefix(16).reduce(0) { ($0 * 256 + Int($1)) % 3 }
            hash = Cipher.sha2(packed, [256, 384, 512][remainder])
            round += 1
            if round >= 64, Int(packed.last ?? 0) <= round - 32 { return Array(hash.prefix(32)) }
        }
    }

    /// Gives the bytes of a stream of an object.
    func decrypted(_ data: [UInt8], _ number: Int, _ generation: Int) -> [UInt8] {
        plain(data, number, generation, streams)
    }

    /// Gives an object with its strings as they were meant.
    func decrypted(_ object: PDFObject, _ number: Int, _ generation: Int, isMetadata: Bool) -> PDFObject {
        switch object {
        case .string(let bytes): .string(plain(bytes, number, generation, strings))
        case .array(let values):
            .array(values.map { decrypted($0, number, generation, isMetadata: isMetadata) })
        case .dictionary(let values):
            .dictionary(values.mapValues { decrypted($0, number, generation, isMetadata: isMetadata) })
        case .stream(let values, let start):
            .stream(values.mapValues { decrypted($0, number, generation, isMetadata: isMetadata) }, start)
        default: object
        }
    }

    // Algorithm 1 (7.6.3.1): the key of an object is made from its number.
    private func plain(_ data: [UInt8], _ number: Int, _ generation: Int, _ method: Method) -> [UInt8] {
        func objectKey(_ salt: [UInt8]) -> [UInt8] {
            let id = [number, number >> 8, number >> 16, generation, generation >> 8].map {
                UInt8(truncatingIfNeeded: $0)
            }
            return Array(Cipher.md5(key + id + salt).prefix(min(16, key.count + 5)))
        }
        switch method {
        case .none: return data
        case .rc4: return Cipher.rc4(data, objectKey([]))
        case .aes128: return Cipher.withVector(data, key: objectKey(Array("sAlT".utf8)))
        case .aes256: return Cipher.withVector(data, key: key)
        }
    }
}
