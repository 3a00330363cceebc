package import Catalogue
package import Model

/// What a second reading of one report has come to.
package struct RereadResult: Sendable {
    /// The closed list of how it can end.
    package enum Outcome: String, Sendable, Encodable {
        /// It is read otherwise: a new version.
        case reread
        /// It is another report than it was archived as, and stands there now as well.
        case recognised
        /// It is another report, where its content stands already.
        case known
        /// It says the same.
        case unchanged
        /// It is read otherwise, and better left as it is; the message says why.
        case left
        /// It could not be read, or not be archived.
        case failed
    }

    package let report: ReportID
    package let version: VersionNumber
    package let profileBefore: ProfileVersion?
    package internal(set) var profileNow: ProfileVersion?
    package internal(set) var outcome: Outcome
    /// Where the new reading stands; absent unless it is archived.
    package internal(set) var archived: VersionRow?
    package internal(set) var difference = RecordDifference()
    package internal(set) var message: String?

    init(_ row: VersionRow, _ outcome: Outcome) {
        report = row.report
        version = row.version
        profileBefore = row.profile.flatMap { id in row.profileVersion.map { ProfileVersion(id: id, version: $0) } }
        self.outcome = outcome
    }
}
