/// A proxy that the owner of the settings has named: the one address beside the public internet that is connected to, and
/// only as a proxy.
package struct Proxy: Hashable, Sendable, CustomStringConvertible {
    /// `http://`, `https://` or `socks5://`, a host and a port.
    package var url: String
    /// Who asks, if it wants to know.
    package var user: String?
    /// The secret itself.
    package var password: String?

    /// Takes the address, and who asks.
    package init(url: String, user: String? = nil, password: String? = nil) {
        self.url = url
        self.user = user
        self.password = password
    }

    /// Whether a text is the address of a proxy, with a port and without a user.
    package static func isAddress(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), HostRules.beginsWithHost(text),
            let address = WebAddress(text), let port = address.port, !address.hasUser
        else { return false }
        let plain = "\(address.scheme)://\(address.host):\(port)"
        return ["http", "https", "socks5"].contains(address.scheme)
            && [plain, plain + "/"].contains(text.lowercased())
    }

    /// Says nothing of the password.
    package var description: String { url }
}
