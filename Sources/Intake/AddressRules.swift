/// What an address must be before anything is asked of it.
enum AddressRules {
    /// Gives the failure of an address that is no http or https URL with a host and without user name and password,
    /// as libcurl's own parser reads it, or whose port is another service's.
    ///
    /// - Parameter allowsPrivate: whether hosts of this machine and of private networks are meant too.
    static func failure(of url: String, allowsPrivate: Bool) -> FetchFailure? {
        guard !url.unicodeScalars.contains(where: { $0.value <= 32 || $0.value == 127 }) else {
            return FetchFailure(.badURL, "\"\(ReadyFile.shown(Array(url.utf8)))\" holds spaces or control characters")
        }
        guard let address = HostRules.beginsWithHost(url) ? WebAddress(url) : nil else {
            return FetchFailure(.badURL, "\"\(url)\" is no address")
        }
        guard address.scheme == "http" || address.scheme == "https" else {
            return FetchFailure(.badURL, "\"\(url)\" is a \(address.scheme) address")
        }
        // The address is not repeated here: it holds a secret.
        guard !address.hasUser else {
            return FetchFailure(.badURL, "the address on \(address.host) holds a user name or password")
        }
        guard let port = address.port, !otherServices.contains(port) else {
            return FetchFailure(
                .badURL, "port \(address.port ?? 0) of \"\(url)\" is kept for something else than HTTP",
                remedy: "Give the address with the port that its web server really has, or without one.")
        }
        return HostRules.failure(of: address, allowsPrivate: allowsPrivate)
    }

    // The port list of the Fetch standard (https://fetch.spec.whatwg.org/#port-blocking), which all browsers keep to: services
    // that would take a request for commands of their own. Two stores that do, and shared folders, are added.
    private static let otherServices: Set<Int> = [
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
        110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
        531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190,
        5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 445, 6379, 11211,
    ]
}
