/// Addresses as listings are compared by: in one spelling, and, where a profile knows the host, as its publisher has them now.
package struct CanonicalAddress: Hashable, Sendable {
    /// The address in one spelling: it can be asked.
    package let url: String
    /// What tells the document from others: two spellings of one place, and two places of one document, have the same.
    package let key: String

    /// Takes an address as it was seen; `nil` for what is none.
    package init?(_ text: String, profiles: [CompiledProfile]) {
        guard let address = Address(text) else { return nil }
        url = address.canonical
        let hosts = profiles.lazy.map(\.profile.hosts).first { $0.own.contains(address.host) }
        let home = hosts.map { address.canonical(at: $0) } ?? url
        // A site that goes over to https, drops its "www", or ends its addresses otherwise names no other documents.
        var rest = home[...]
        for prefix in ["https://", "http://", "www."] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        key = String(rest.hasSuffix("/") ? rest.dropLast() : rest)
    }
}
