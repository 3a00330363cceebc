import Catalogue
import Changes
import Model

// What becomes of a rendition that has no version of its own: what it said last is kept.
extension Pipeline {
    /// Compares a rendition with what itself said last. Once it says something else it becomes a version as it stood, and what
    /// it says now the next one.
    func take(
        _ waiting: Waiting, _ reading: HeldReading, after kept: KeptRendition, _ wording: KeptRendition.Wording,
        latest: VersionRow, _ round: inout Round
    ) throws(Problem) {
        let input = waiting.input
        let change = try stages.compare(wording.reading, reading)
        let row = try stages.catalogue.version(of: latest.report, kept.version) ?? latest
        guard change.isNews, wording.text != reading.text.string else {
            stages.tellDrift(change, after: row, title: reading.record.title, to: &round.batch)
            if try tellDisagreement(input, reading, after: row, latest: latest, &round) { return }
            let detail = "\(reading.record.provenance.source.mediaType) as it was"
            return try observe(input, row, reading, .otherRendition, detail, &round)
        }
        if let (row, detail) = try stages.told(change, to: reading, since: nil) {
            return try observeRendition(input, row, reading, detail, &round)
        }
        try archive(kept, wording, before: waiting, &round)
    }

    /// Compares a capture that an archive held with what its rendition said before it.
    func place(
        _ waiting: Waiting, _ reading: HeldReading, after kept: KeptRendition, _ wording: KeptRendition.Wording,
        _ standing: VersionRow, _ round: inout Round
    ) throws(Problem) {
        let change = try stages.compare(wording.reading, reading)
        guard change.isNews, wording.text != reading.text.string else {
            let detail = Stages.sameEdition(reading, change)
            return try observe(waiting.input, standing, reading, .otherRendition, detail, &round)
        }
        try archive(kept, wording, before: waiting, &round)
    }

    /// Notes a rendition that brings nothing new and keeps what it says.
    func observeRendition(
        _ input: Input, _ row: VersionRow, _ reading: HeldReading, _ detail: String, _ round: inout Round
    ) throws(Problem) {
        let kept = stages.builder.kept(reading, of: input, row.version, isReworded: true)
        try observe(input, row, reading, .otherRendition, detail, keeping: kept, &round)
    }

    /// Tells where a rendition that stays as it was is left behind by the report, and gives whether it is.
    func tellDisagreement(
        _ input: Input, _ reading: HeldReading, after row: VersionRow, latest: VersionRow, _ round: inout Round
    ) throws(Problem) -> Bool {
        guard let (newest, change) = try stages.disagreement(of: reading, by: input, after: row, with: latest) else {
            return false
        }
        let path = stages.work.input(of: input.claim.id)
        let built = try stages.builder.rendition(
            reading, beside: newest, change: change, input: input, path: path, now: stages.now())
        make(built, of: input, &round)
        return true
    }

    // The input is taken again when the version is there, and is then the next one of its rendition.
    private func archive(
        _ kept: KeptRendition, _ wording: KeptRendition.Wording, before waiting: Waiting, _ round: inout Round
    ) throws(Problem) {
        let version = try stages.asItStood(kept, wording)
        round.folders.insert(wording.record.id.folder)
        round.built.append(Planned(input: waiting.input, version: version, next: waiting))
    }
}
