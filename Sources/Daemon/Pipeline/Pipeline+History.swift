import Catalogue
import Changes
import Model

// What a capture becomes that an archive held: a version where it stands in time, or an observation of the one that stands there.
extension Pipeline {
    /// Places a capture among the versions of its report. It is compared with what stood before it; nothing that is known is changed.
    func place(_ input: Input, _ reading: Reading, at time: Timestamp, _ round: inout Round) throws(Problem) {
        let report = reading.record.id
        let neighbours = Stages.Neighbours(try stages.catalogue.versions(of: report), at: time)
        let history = try stages.history(input, report, neighbours, at: time)
        let (path, now) = (stages.work.input(of: input.claim.id), stages.now())
        let text = Digest(of: reading.text.string.utf8)
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
        let base = try stages.newest(like: reading.record.provenance.source, among: neighbours.before)
        var previous = try stages.previous(base ?? standing, text: text, lastChecked: nil)
        previous.older = neighbours.before.last { $0.textDigest == text && $0.version != previous.row.version }
        let change = Comparison.change(from: previous.reading, to: reading)
        guard change.isNews, text != previous.row.textDigest else {
            let (rule, detail) = try stages.difference(input, from: previous, to: reading, change)
            return try observe(input, previous.row, reading, rule, detail, &round)
        }
        if base == nil, case .agrees = Stages.judge(change, from: previous.reading, to: reading, standing.version) {
            let detail = "\(reading.record.provenance.source.mediaType) of the same edition: \(change.summary)"
            return try observe(input, standing, reading, .otherRendition, detail, &round)
        }
        let built = try stages.builder.next(
            reading, after: previous, change: change, input: input, path: path, history: history, now: now)
        make(built, of: input, &round)
    }
}
