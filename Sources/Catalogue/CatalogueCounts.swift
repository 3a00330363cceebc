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
    /// Gives the number of reports and of versions alone, which a start asks for.
    package func archiveCounts() throws(Problem) -> (reports: Int, versions: Int) {
        try read { (try count("reports", in: $0), try count("versions", in: $0)) }
    }

    /// Gives the number of rows of each kind, all at one moment.
    package func counts() throws(Problem) -> CatalogueCounts {
        try read { database in
            CatalogueCounts(
                reports: try count("reports", in: database), versions: try count("versions", in: database),
                judgments: try count("judgments", in: database), events: try count("events", in: database),
                claims: try count("claims", in: database), sources: try count("sources", in: database),
                observations: try count("observations", in: database))
        }
    }

    private func count(_ table: String, in database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
    }
}
