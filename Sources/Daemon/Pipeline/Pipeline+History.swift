import Catalogue
import Changes
import Model

// What a capture becomes that an archive held: a version where it stands in time, or an observation of the one that stands there.
extension Pipeline {
    /// Places a capture among the versions of its report. It is compared with what stood before it; nothing that is known is changed.
    func place(_ waiting: Waiting, _ reading: HeldReading, at time: Timestamp, _ round: inout Round) throws(Problem) {
        let input = waiting.input
        let report = reading.record.id
        let neighbours = Stages.Neighbours(try stages.catalogue.versions(of: report), at: time)
        let history = try stages.history(input, report, neighbours, at: time)
        let (path, now) = (stages.work.input(of: input.claim.id), stages.now())
        let text = reading.text.digest
        // Before the first that is known it says since when that stood so: a version of its own, unless it is that very capture.
        if let after = neighbours.justAfter(time), after.textDigest == text {
            return try observe(input, after, reading, .sameText, "captured \(time)", &round)
        }
        guard let standing = neighbours.before.first else {
            let number = neighbours.newest?.next ?? VersionNumber(1)
            let built = try stages.builder.first(
                reading, as: number, input: input, path: path, history: history, now: now)
            return make(built, of: input, &round)
        }
        let source = reading.record.provenance.source
        let kept = try stages.kept(like: source, of: report, until: time)
        if let kept, let wording = kept.wording {
            return try place(waiting, reading, after: kept, wording, standing, &round)
        }
        let base =
            try stages.newest(like: source, among: neighbours.before)
            ?? kept.flatMap { kept in neighbours.before.first { $0.version == kept.version } }
        var previous = try stages.previous(base ?? standing, text: text, lastChecked: nil)
        previous.older = neighbours.before.last { $0.textDigest == text && $0.version != previous.row.version }
        let change = try stages.compare(previous.reading, reading)
        guard change.isNews, text != previous.row.textDigest else {
            let (rule, detail) = try stages.difference(input, from: previous, to: reading, change)
            let kept = stages.builder.kept(reading, of: input, previous.row.version, isReworded: false)
            return try observe(
                input, previous.row, reading, rule, detail, keeping: base == nil ? kept : nil, &round)
        }
        if base == nil, case .agrees = Stages.judge(change, from: previous.reading, to: reading, standing.version) {
            return try observeRendition(input, standing, reading, Stages.sameEdition(reading, change), &round)
        }
        let built = try stages.builder.next(
            reading, after: previous, change: change, input: input, path: path, history: history, now: now)
        make(built, of: input, &round)
    }
}
