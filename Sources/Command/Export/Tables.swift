import Catalogue
import Model

/// The tables of reports and of their versions.
enum Tables {
    /// A report with the record of the version that stands; neither where none of its versions stood.
    struct Report {
        let listed: ListedReport
        let record: Record?
        var version: VersionRow? { listed.standing }
    }

    static var reports: Table<Report> {
        Table(
            "reports", "One row for each report, as the version says that stands.", key: ["id"],
            references: [Reference(["id", "version"], to: "versions", ["report", "version"])],
            columns: [
                .text("id", "The report's lasting name.") { $0.listed.report.rawValue },
                .text("version", "The version that stands: v1, v2, …") { $0.version?.version.description },
                .text("kind", "What it is, in a word of its profile.") { $0.record?.kind },
                .text("title", "The title as printed.") { $0.record?.title },
                .text("publisher", "The publisher's lasting id.") { $0.record?.publisher?.id },
                .text("publisherName", "The publisher's name as the document gives it.") { $0.record?.publisher?.name },
                .text("subject", "The inspected body's short name for addresses and folders.") {
                    $0.record?.subject?.slug
                },
                .text("subjectName", "The inspected body's full name.") { $0.record?.subject?.name },
                .text("subjectCode", "Its official code.") { $0.record?.subject?.code },
                .text("subjectCodeScheme", "The list that the code is from.") { $0.record?.subject?.codeScheme },
                .text("region", "The region it lies in.") { $0.record?.subject?.region },
                .text("cycle", "The round of inspections.") { $0.record?.cycle },
                .text("language", "The language, BCP 47.") { $0.record?.language },
                .text("url", "The address.") { $0.record?.url },
                .list("sameAs", "Other addresses it was seen at.") { $0.record?.sameAs },
                .list("sameWorkAs", "The same work in other languages, by id.") {
                    $0.record?.sameWorkAs?.map(\.rawValue)
                },
                .day("published", "The day of publication, as the document states it.") { $0.record?.published },
                .day("lastUpdated", "The latest of its sections' dates.") { $0.record?.lastUpdated },
                .flag("withdrawn", "Whether it was told withdrawn, and not restored since.") { $0.listed.isWithdrawn },
                .integer("versions", "How many versions there are.") { $0.listed.versions },
                .time("captured", "When the bytes of this version were captured.") { $0.version?.captured },
                .time("archived", "When this version was archived.") { $0.version?.created },
                .text("outcome", "read, or partial where a part could not be read.") {
                    $0.record?.provenance.outcome.rawValue
                },
                .text("profile", "The profile that read it.") { $0.record?.profile?.id },
                .integer("profileVersion", "That profile's version.") { $0.record?.profile?.version },
                .text("archivePath", "The version's folder in the archive.") { $0.version?.path },
            ])
    }

    static var versions: Table<ListedVersion> {
        Table(
            "versions", "One row for each version of each report.", key: ["report", "version"],
            references: [Reference(["report"], to: "reports", ["id"])],
            columns: [
                .text("report", "The report's id.") { $0.version.report.rawValue },
                .text("version", "v1, v2, … in the order of archiving.") { $0.version.version.description },
                .time("captured", "When its bytes were captured: the order of a report's history.") {
                    $0.version.captured
                },
                .time("archived", "When it was archived.") { $0.version.created },
                .flag("history", "Whether it came out of a web archive, from before what was known.") {
                    $0.version.isHistory
                },
                .flag("contradicted", "Whether the report's own address showed another one then: it never stood.") {
                    $0.version.isContradicted
                },
                .text("kind", "What it is, in a word of its profile.") { $0.version.kind },
                .text("title", "The title as printed.") { $0.version.title },
                .text("language", "The language, BCP 47.") { $0.version.language },
                .text("url", "The address.") { $0.version.url },
                .text("summary", "What it brought, in one line.") { $0.version.summary },
                .list("labels", "The folders of the inbox in which it was dropped.") { $0.labels },
                .text("profile", "The profile that read it.") { $0.version.profile },
                .integer("profileVersion", "That profile's version.") { $0.version.profileVersion },
                .text("sourceSha512", "SHA-512 of the bytes as they came.") { $0.version.sourceDigest.hex },
                .text("textSha512", "SHA-512 of its canonical text.") { $0.version.textDigest.hex },
                .text("archivePath", "Its folder in the archive.") { $0.version.path },
            ])
    }
}
