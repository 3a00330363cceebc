import GRDB
package import Model

/// How much the catalogue holds, for `status`.
package struct CatalogueCounts: Hashable, Sendable {
    package let reports: Int
    package let versions: Int
    package let judgments: Int
    package let events: Int
    /// Inputs in hand.
    package let claims: Int
    package let sources: Int
    package let observations: Int
}

extension CatalogueDatabase {
    /// Gives the number of versions alone, which a start asks for.
    package func versionCount() throws(Problem) -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM versions") ?? 0 }
    }

    /// Gives the number of rows of each kind, all at one moment.
    package func counts() throws(Problem) -> CatalogueCounts {
        try read { database in
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
            }
            return CatalogueCounts(
                reports: try count("reports"), versions: try count("versions"), judgments: try count("judgments"),
                events: try count("events"), claims: try count("claims"), sources: try count("sources"),
                observations: try count("observations"))
        }
    }
}
