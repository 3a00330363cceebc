import Catalogue
import Changes
import Model

// What a reading that was admitted becomes: the first version of a report, the next one, or an observation.
extension Pipeline {
    // Compare with what this rendition said before, or with the newest version where it is new: a change with items makes the
    // next version, anything less is an observation.
    func decide(_ waiting: Waiting, _ result: ReadResult, _ round: inout Round) throws(Problem) {
        let input = waiting.input
        guard !round.folders.contains(result.record.id.folder) else { return round.later.append(waiting) }
        if let refusal = try stages.admission(input, result) {
            return try refuse(input, refusal.refusal, refusal, &round)
        }
        let reading = HeldReading(record: result.record, text: result.held)
        if let captured = input.captured { return try place(waiting, reading, at: captured, &round) }
        guard let latest = try stages.catalogue.latest(of: result.record.id) else {
            let path = stages.work.input(of: input.claim.id)
            let built = try stages.builder.first(reading, input: input, path: path, now: stages.now())
            return make(built, of: input, &round)
        }
        let kept = try stages.kept(like: result.record.provenance.source, of: result.record.id)
        if let kept, let wording = kept.wording {
            return try take(waiting, reading, after: kept, wording, latest: latest, &round)
        }
        let base = try stages.base(of: input, result.record, kept, latest: latest)
        let text = reading.text.digest
        let previous = try stages.previous(
            base ?? latest, text: text, lastChecked: input.source?.lastChecked)
        let change = try stages.compare(previous.reading, reading)
        if base != nil { stages.tellDrift(change, after: previous.row, title: result.record.title, to: &round.batch) }
        guard change.isNews, text != previous.row.textDigest else {
            if let base, try tellDisagreement(input, reading, after: base, latest: latest, &round) { return }
            return try observeNothing(input, previous, reading, change, isKnown: base != nil, &round)
        }
        if base == nil {
            try takeRendition(input, previous, reading, change, &round)
        } else {
            try takeChange(input, previous, reading, change, latest: latest, &round)
        }
    }

    // A rendition says what it said before.
    private func observeNothing(
        _ input: Input, _ previous: VersionBuilder.Previous, _ reading: HeldReading, _ change: Change, isKnown: Bool,
        _ round: inout Round
    ) throws(Problem) {
        var (rule, detail) = try stages.difference(input, from: previous, to: reading, change)
        let report = previous.row.report
        let view = try stages.alternation(of: input, report, text: previous.row.textDigest)
        try stages.tell(view, of: input, report, to: &round.batch)
        if let other = view.verdict.rule { (rule, detail) = (other, "shows the text of \(previous.row.version)") }
        let kept = stages.builder.kept(reading, of: input, previous.row.version, isReworded: false)
        try observe(input, previous.row, reading, rule, detail, keeping: isKnown ? nil : kept, &round)
    }

    // A rendition that is known says something else than before.
    private func takeChange(
        _ input: Input, _ previous: VersionBuilder.Previous, _ reading: HeldReading, _ change: Change,
        latest: VersionRow, _ round: inout Round
    ) throws(Problem) {
        let report = previous.row.report
        var previous = previous
        if previous.older == nil {
            previous.older = try stages.shownBefore(reading, by: input, after: previous.row)
        }
        let text = previous.older?.textDigest ?? reading.text.digest
        let view = try stages.alternation(of: input, report, text: text)
        try stages.tell(view, of: input, report, to: &round.batch)
        if view.verdict.rule == .alternating, let shown = view.shown {
            return try observe(
                input, shown, reading, .alternating, "shows the text of \(shown.version)", &round)
        }
        let isReturn = try previous.older.map { (row) throws(Problem) in
            try stages.isVersion(row, like: reading.record.provenance.source)
        }
        if isReturn != true,
            let (row, detail) = try stages.told(change, to: reading, since: stages.lastMove(previous.row))
        {
            return try observeRendition(input, row, reading, detail, &round)
        }
        let departed = try stages.departure(change, from: latest, to: reading, after: previous)
        let built = try stages.builder.next(
            reading, after: previous, change: departed, input: input, path: stages.work.input(of: input.claim.id),
            now: stages.now())
        make(built, of: input, rule: view.verdict.rule, &round)
    }

    // A rendition that the report has no version of says something else than the newest version.
    private func takeRendition(
        _ input: Input, _ previous: VersionBuilder.Previous, _ reading: HeldReading, _ change: Change,
        _ round: inout Round
    ) throws(Problem) {
        let (path, now) = (stages.work.input(of: input.claim.id), stages.now())
        switch Stages.judge(change, from: previous.reading, to: reading, previous.row.version) {
        case .agrees:
            try observeRendition(input, previous.row, reading, Stages.sameEdition(reading, change), &round)
        case .disagrees(let change):
            make(
                try stages.builder.rendition(
                    reading, beside: previous, change: change, input: input, path: path, now: now), of: input, &round)
        case .changed:
            make(
                try stages.builder.next(
                    reading, after: previous, change: change, input: input, path: path, now: now), of: input, &round)
        }
    }

    func make(
        _ built: VersionBuilder.Built, of input: Input, rule: Observation.Rule? = nil, _ round: inout Round
    ) {
        round.folders.insert(built.record.id.folder)
        round.built.append(Planned(input: input, version: built, rule: rule))
    }

    func observe(
        _ input: Input, _ row: VersionRow, _ reading: HeldReading, _ rule: Observation.Rule, _ detail: String,
        keeping kept: KeptRendition? = nil, _ round: inout Round
    ) throws(Problem) {
        let digest = reading.record.provenance.source.sha512
        // Bytes that somebody dropped are kept, even though they say nothing new; so is what is worded otherwise.
        if input.source == nil || rule == .otherRendition { try stages.keep(input, of: row.report, digest) }
        if let kept {
            let exchange = stages.work.exchange(of: input.claim.id)
            try stages.renditions.keep(kept, of: reading.record.provenance.source, row.report, webArchive: exchange)
        }
        round.batch.renditions.append(Rendition(source: digest, report: row.report, version: row.version))
        round.batch.finishedClaims.append(input.claim.id)
        stages.observe(input, .sameContent, row, digest, rule, detail, &round.batch)
        let spoken = [rule.rawValue, detail].filter { !$0.isEmpty }.joined(separator: ": ")
        round.verdicts.append((input, .observed(row, detail: spoken)))
    }
}
