import Documents
import Model

/// What a reader has said so far about one document; believed only as far as it can be checked.
struct PartialAnswer {
    enum State {
        case more
        case whole(ReadResult)
        case listing(ListingPage)
        case refused(Refusal)
        /// No reader in its right mind says this.
        case garbage
    }

    private let limits: MemberLimits
    private var record: Record?
    private var text: HeldText?
    private var details: ReadDetails?
    private var members: [FoundMember] = []
    private var memberBytes = 0

    private let wantsListing: Bool

    init(to request: ReadRequest) { (limits, wantsListing) = (request.limits, request.wantsListing) }

    mutating func take(_ kind: ReaderMessage, _ content: [UInt8]) -> State {
        do {
            switch kind {
            case .progress: return content.isEmpty ? .more : .garbage
            case .member: return try take(JSON.decoded(FoundMember.self, from: content))
            case .record: record = try JSON.decoded(Record.self, from: content)
            case .text:
                guard let whole = HeldText(utf8: content) else { return .garbage }
                text = whole
            case .details: details = try JSON.decoded(ReadDetails.self, from: content)
            case .refusal: return .refused(try JSON.decoded(Refusal.self, from: content))
            case .listing: return try listing(JSON.decoded(ListingPage.self, from: content))
            case .done:
                let summary = try JSON.decoded(ReaderSummary.self, from: content)
                guard let record, let text, !wantsListing else { return .garbage }
                return .whole(
                    ReadResult(record: record, text: text, title: summary.title, members: members, details: details))
            case .request, .hello, .comparison, .change: return .garbage
            }
            return .more
        } catch { return .garbage }
    }

    private func listing(_ page: ListingPage) -> State {
        let isSound =
            wantsListing && page.entries.count <= ListingPage.mostEntries
            && page.further.count <= ListingPage.mostFurther
        return isSound ? .listing(page) : .garbage
    }

    private mutating func take(_ member: FoundMember) -> State {
        let (sum, overflow) = memberBytes.addingReportingOverflow(member.size)
        guard member.size >= 0, !overflow, sum <= limits.bytes, members.count < limits.entries else { return .garbage }
        memberBytes = sum
        members.append(member)
        return .more
    }
}
