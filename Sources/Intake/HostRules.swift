/// Which hosts are never asked, by what their name or number says already. A name that gives nothing away is judged by the
/// address that is connected to (``AddressGuard``).
enum HostRules {
    /// Whether a host stands right behind `http://`: libcurl also takes `http:/host` and `http:///host`, which others read as
    /// something else.
    static func beginsWithHost(_ url: String) -> Bool {
        guard let colon = url.firstRange(of: "://") else { return false }
        return url[colon.upperBound...].first.map { $0 != "/" && $0 != "\\" } ?? false
    }

    /// Gives the failure of a host that is written in no plain form, or that is known to lie inside.
    static func failure(of address: WebAddress, allowsPrivate: Bool) -> FetchFailure? {
        let host = address.host
        let inside = "\(host) is not on the public internet"
        if host.hasPrefix("[") {
            let bytes = AddressGuard.bytes(ofText: String(host.dropFirst().dropLast()))
            guard let bytes else { return FetchFailure(.badURL, "\"\(host)\" is no address of a host") }
            if allowsPrivate { return nil }
            // An address of the internet is reached by any interface.
            return address.hasZone || !AddressGuard.isPublic(bytes) ? FetchFailure(.privateAddress, inside) : nil
        }
        // Letters of other alphabets have many forms for one name, and full stops and digits among them.
        guard host.utf8.allSatisfy(isPlain) else {
            return FetchFailure(.badURL, "the host \"\(host)\" is not written in ASCII; write it as xn--…")
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: true).map(String.init)
        guard let last = labels.last, labels.joined(separator: ".") == (host.last == "." ? host.dropLast() : host[...])
        else { return FetchFailure(.badURL, "\"\(host)\" is no name of a host") }
        if let bytes = AddressGuard.bytes(ofText: host) {
            return allowsPrivate || AddressGuard.isPublic(bytes) ? nil : FetchFailure(.privateAddress, inside)
        }
        // Other programs read such a name as a number after all.
        guard !isNumber(last) else { return FetchFailure(.badURL, "\"\(host)\" is no address of a host") }
        let isInside = labels.count == 1 || insideNames.contains(last) || labels.suffix(2) == ["home", "arpa"]
        return allowsPrivate || !isInside ? nil : FetchFailure(.privateAddress, inside)
    }

    /// Names that mean this machine or its network (RFC 6761, 6762, 8375) or that are in use for it, and that no registry
    /// of the internet has.
    private static let insideNames: Set<String> = [
        "localhost", "local", "localdomain", "internal", "intranet", "lan", "private", "corp", "home",
    ]

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
    }

    // As the URL standard tells numbers from names: digits, or hexadecimal ones behind 0x.
    private static func isNumber(_ label: String) -> Bool {
        let digits = label.hasPrefix("0x") ? label.dropFirst(2) : label[...]
        return digits.utf8.allSatisfy {
            (0x30...0x39).contains($0) || label.hasPrefix("0x") && (0x61...0x66).contains($0)
        }
    }
}
