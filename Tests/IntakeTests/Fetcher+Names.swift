@testable import Intake

extension Fetcher {
    /// Knows the addresses of hosts by itself, and may believe the authorities of a file.
    convenience init(authorities: String? = nil, names: [String: [String]]) {
        self.init(
            .init(
                authorities: authorities,
                lookUp: { name in names[name].map { .found($0.compactMap { AddressGuard.bytes(ofText: $0) }) } }))
    }

    /// Believes the authorities of a file.
    convenience init(authorities: String) { self.init(.init(authorities: authorities)) }
}
