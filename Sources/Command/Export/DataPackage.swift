import Daemon
import Model

/// `datapackage.json`: which tables there are, what their columns hold, and how they hang together (Data Package v1, tabular).
struct DataPackage: Encodable {
    /// One table.
    struct Resource: Encodable {
        let name: String
        let path: String
        let description: String
        let bytes: Int
        let rows: Int
        let schema: Schema
        private let profile = "tabular-data-resource"
        private let format = "csv"
        private let mediatype = "text/csv"
        private let encoding = "utf-8"

        init<Row>(_ table: Table<Row>, ending: String, bytes: Int, rows: Int) {
            (name, path) = (table.name, "\(table.name).\(ending)")
            (description, schema) = (table.description, Schema(table))
            (self.bytes, self.rows) = (bytes, rows)
        }

        private enum CodingKeys: String, CodingKey {
            case name, path, description, bytes, schema, profile, format, mediatype, encoding
        }
    }

    /// The columns of a table.
    struct Schema: Encodable {
        struct Field: Encodable {
            let name: String
            let type: String
            let description: String
        }

        struct ForeignKey: Encodable {
            struct Target: Encodable {
                let resource: String
                let fields: [String]
            }

            let fields: [String]
            let reference: Target
        }

        let fields: [Field]
        let primaryKey: [String]
        /// Absent where there are none: an empty list is not valid.
        let foreignKeys: [ForeignKey]?
        private let missingValues = [""]

        init<Row>(_ table: Table<Row>) {
            fields = table.columns.map { Field(name: $0.name, type: $0.kind.rawValue, description: $0.description) }
            primaryKey = table.key
            let keys = table.references.map { reference in
                ForeignKey(
                    fields: reference.columns, reference: .init(resource: reference.table, fields: reference.key))
            }
            foreignKeys = keys.isEmpty ? nil : keys
        }
    }

    private let profile = "tabular-data-package"
    private let name = "reportwatch-export"
    let title: String
    private let description =
        "Reports, what they say and what changed, as tables. docs/export.md of Reportwatch explains them."
    let created: Timestamp
    /// What the reports said at this time, where one was asked for.
    let at: Timestamp?
    /// By what was archived at this time, where one was asked for.
    let known: Timestamp?
    /// The installation that archived them: `urn:uuid:…`.
    let installation: String
    private let generator = "\(Software.name) \(Software.version)"
    let resources: [Resource]

    init(_ resources: [Resource], of installation: String, at: Timestamp?, known: Timestamp?, created: Timestamp) {
        (self.resources, self.installation, self.created) = (resources, installation, created)
        (self.at, self.known) = (at, known)
        title =
            "Inspection reports" + (at.map { ", what they said at \($0)" } ?? "")
            + (known.map { ", as known at \($0)" } ?? "")
    }
}
