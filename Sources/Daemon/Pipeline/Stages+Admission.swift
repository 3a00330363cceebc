import Archive
import Catalogue
import Intake
import Model

extension Stages {
    /// Why an answer with a good status is no version of what its source carries; `nil` admits it (I8).
    ///
    /// - Parameter result: what its reader made of it; `nil` where the reader refused it.
    func admission(_ input: Input, _ result: ReadResult?) throws(Problem) -> AdmissionRefusal? {
        guard let exchange = input.claim.exchange else { return nil }
        let ends = try InputFile.ends(
            of: work.input(of: input.claim.id), head: PageSigns.headLimit, tail: PageSigns.tailLimit)
        let signs = PageSigns(head: ends.head, tail: ends.tail, isWhole: ends.size <= ends.head.count)
        var answer = Admission.Answer(exchange: exchange, size: ends.size, signs: signs)
        if let result {
            answer.title = result.title
            answer.textHead = result.held.beginning(4000)
            answer.recognised = result.isKnownReport
        }
        if let refusal = Truncation.judge(head: ends.head, tail: ends.tail, signs: signs) { return refusal }
        if let refusal = Admission.judge(answer) {
            // A banner above the report that was there before makes no wall of it.
            guard let result, let before = try before(input),
                Likeness.of(result.held.string, before.text) > Stages.sameLikeness
            else { return refusal }
            answer.resembles = true
            if let refusal = Admission.judge(answer) { return refusal }
        }
        // A capture that was packed in a web archive belongs to no source.
        guard input.claim.lineage == nil else { return nil }
        guard let result else {
            guard signs.isHypertext, !signs.hasEnd, let before = try before(input) else { return nil }
            return Truncation.judge(signs, text: "", before: try markup(input, before))
        }
        // What the settings say counts before what was there.
        if let refusal = input.source.flatMap({ roster.source($0.id) })?.expects.refusal(of: result.record) {
            return refusal
        }
        return try comparedWithBefore(input, exchange, signs, result)
    }

    private static let sameLikeness = 0.5
    // Whatever is longer is no message in place of a report.
    private static let longestMessage = 8192

    // What only the version before can tell: a page that breaks off, another document.
    private func comparedWithBefore(
        _ input: Input, _ exchange: Exchange, _ signs: PageSigns, _ result: ReadResult
    ) throws(Problem) -> AdmissionRefusal? {
        // A long text is laid out for it where it is asked for.
        func shown() -> SameDocument.Shown {
            SameDocument.Shown(
                report: result.record.id, title: result.record.title ?? result.title, body: result.record.subject?.code,
                text: result.held.string)
        }
        let isOther = input.source?.report.map { $0 != result.record.id } ?? false
        let isLed = !Addresses.areAlike(exchange.url, exchange.finalURL)
        let isShort = result.held.utf8.count < Stages.longestMessage
        guard isOther || isLed || isShort || signs.isHypertext && !signs.hasEnd, let before = try before(input) else {
            return isLed ? SameDocument.judge(shown(), before: nil, exchange: exchange) : nil
        }
        let now = shown()
        if signs.isHypertext, !signs.hasEnd,
            let refusal = Truncation.judge(signs, text: now.text, before: try markup(input, before))
        {
            return refusal
        }
        // Where the request was led to the front page, that says more than what is left.
        let other = isOther || isLed ? SameDocument.judge(now, before: before, exchange: exchange) : nil
        if let other, other.code == .redirectedHome { return other }
        let isGraded = !result.record.judgments.isEmpty || !result.record.findings.isEmpty
        return Remains.judge(now, before: before, isGraded: isGraded) ?? other
    }

    // The newest version of what the source carries.
    private func before(_ input: Input) throws(Problem) -> SameDocument.Shown? {
        guard let report = input.source?.report, let row = try catalogue.latest(of: report) else { return nil }
        let text = try store.bytes(of: "text.txt", in: row.report, version: row.version)
        let bytes = try store.bytes(of: "record.json", in: row.report, version: row.version)
        let record: Record
        do { record = try JSON.decoded(Record.self, from: bytes) } catch { throw Problem.wrapping(error, at: row.path) }
        return .init(
            report: report, title: row.title, body: record.subject?.code, text: String(decoding: text, as: UTF8.self))
    }

    // What the mark-up of that version was.
    private func markup(_ input: Input, _ before: SameDocument.Shown) throws(Problem) -> Truncation.Before {
        guard let row = try catalogue.latest(of: before.report),
            let files = try store.files(of: before.report, row.version),
            let name = ArchivedVersion.sourceName(of: files)
        else { return .init(hadEnd: false, text: before.text) }
        let path = try store.contentPath(of: name, in: before.report, version: row.version)
        let ends = try InputFile.ends(of: path, head: 65_536, tail: 4096)
        let signs = PageSigns(head: ends.head, tail: ends.tail, isWhole: false)
        return .init(hadEnd: signs.hasEnd, title: signs.title, text: before.text)
    }
}

extension ReadResult {
    /// Whether a profile knows the text by more than its address: it says something, at length or as a judgment.
    fileprivate var isKnownReport: Bool {
        record.profile != nil
            && (!record.judgments.isEmpty || !record.findings.isEmpty || held.has(1500))
    }
}

extension AdmissionRefusal {
    /// The refusal as a reading's outcome, for a reason file and the log.
    var refusal: Refusal {
        let outcome: Outcome =
            switch code {
            case .truncated: .truncated
            case .emptyBody: .empty
            default: .unsupported
            }
        return Refusal(outcome, "\(code.rawValue): \(message)", remedy: remedy)
    }
}

extension Refusal {
    /// The code of the closed list of refusals for an answer that its reader refused.
    var code: String {
        switch outcome {
        case .empty: AdmissionRefusal.Code.emptyBody.rawValue
        case .truncated: AdmissionRefusal.Code.truncated.rawValue
        case .unsupported: AdmissionRefusal.Code.wrongType.rawValue
        default: outcome.rawValue
        }
    }
}
