import Glibc

/// Tells addresses of the public internet from all others: this machine, private and link-local networks, the metadata
/// services of clouds, multicast, and what is reserved (the IANA special-purpose registries of RFC 6890 and after).
///
/// A URL in a feed or a redirect must not make the daemon read what only this machine can reach.
enum AddressGuard {
    /// Whether an IPv4 (4 bytes) or IPv6 (16 bytes) address is on the public internet; any other length is not.
    static func isPublic(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: isPublic4(bytes)
        case 16: isPublic6(bytes)
        default: false
        }
    }

    /// Gives the bytes of an address as text (without brackets; a zone such as `%eth0` is cut off).
    static func bytes(ofText text: String) -> [UInt8]? {
        let plain = String(text.prefix { $0 != "%" })
        var four = in_addr()
        if inet_pton(AF_INET, plain, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, plain, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        return nil
    }

    /// Gives the bytes of the address in a socket address; `nil` for families other than IPv4 and IPv6.
    static func bytes(of address: UnsafeRawBufferPointer, family: Int32) -> [UInt8]? {
        switch family {
        case AF_INET where address.count >= 8: Array(address[4..<8])
        case AF_INET6 where address.count >= 24: Array(address[8..<24])
        default: nil
        }
    }

    /// Writes an address for a message.
    static func text(of bytes: [UInt8]) -> String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil else { return "?" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func isPublic4(_ a: [UInt8]) -> Bool {
        switch (a[0], a[1], a[2]) {
        case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): false
        case (100, 64...127, _): false
        case (169, 254, _), (172, 16...31, _), (192, 168, _): false
        case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113): false
        // Azure's metadata and DNS service stands outside every reserved block.
        case (168, 63, 129): a[3] != 16
        default: true
        }
    }

    private static func isPublic6(_ a: [UInt8]) -> Bool {
        let zeros = a.prefix { $0 == 0 }.count
        // ::ffff:a.b.c.d and the old ::a.b.c.d (which holds :: and ::1) mean the IPv4 address in them.
        if zeros == 10, a[10] == 0xFF, a[11] == 0xFF { return isPublic4(Array(a[12...])) }
        if zeros >= 12 { return isPublic4(Array(a[12...])) }
        // NAT64 and 6to4 carry an IPv4 address too.
        if Array(a[..<12]) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] { return isPublic4(Array(a[12...])) }
        if a[0] == 0x20, a[1] == 0x02 { return isPublic4(Array(a[2..<6])) }
        if a[0] == 0x20, a[1] == 0x01, a[2] < 2 { return false }
        if a[0] == 0x20, a[1] == 0x01, a[2] == 0x0D, a[3] == 0xB8 { return false }
        // 3fff::/20 is for documentation; ISATAP carries an IPv4 address at its end.
        if a[0] == 0x3F, a[1] == 0xFF, a[2] < 0x10 { return false }
        if a[8] & 0xFD == 0, a[9] == 0, a[10] == 0x5E, a[11] == 0xFE { return isPublic4(Array(a[12...])) }
        // Only 2000::/3 is handed out; unique local, link-local, site-local and multicast addresses lie outside of it.
        return a[0] & 0xE0 == 0x20
    }
}
