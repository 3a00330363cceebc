package import Model

/// What this program calls itself in records, inventories and requests.
package enum Software {
    package static let name = "reportwatch"
    package static let version = "0.1.0"
    package static let userAgent = "reportwatch/0.1.0 (set http.userAgent in config.json to your contact)"

    /// What records name as their reader.
    package static let reader = Provenance.Reader(name: name, version: version)
}
