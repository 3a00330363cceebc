/// The published JSON Schemas of what this program writes and reads, embedded in the binary.
package enum Schemas {
    /// Which schema.
    package enum Name: String, Sendable, CaseIterable { case record, change, refusal, config }

    /// Gives the bytes of a schema, as they lie in `Sources/Daemon/Schemas`.
    package static func bytes(of name: Name) -> [UInt8] {
        switch name {
        case .record: PackageResources.record_schema_json
        case .change: PackageResources.change_schema_json
        case .refusal: PackageResources.refusal_schema_json
        case .config: PackageResources.config_schema_json
        }
    }
}
