import Catalogue
import Intake
import Model

extension Stages {
    /// What a finished look at a listing is recorded with.
    struct ListingCheck: Sendable {
        let source: Settings.Source
        let state: SourceState
        let check: Check
        let follow: Follow
        /// The answer to the first request, and the digest of its body.
        let exchange: Exchange
        let digest: Digest?
        /// How long all its requests took.
        let milliseconds: Int
        /// What kept a later page from being read.
        let trouble: SourceTransition.Failure?
    }

    /// Why a web page is no list of links although its status is good; `nil` admits it (I8).
    func admission(ofListing path: String, _ exchange: Exchange) throws(Problem) -> AdmissionRefusal? {
        let ends = try InputFile.ends(of: path, head: PageSigns.headLimit, tail: PageSigns.tailLimit)
        let signs = PageSigns(head: ends.head, tail: ends.tail, isWhole: ends.size <= ends.head.count)
        return Admission.judge(.init(exchange: exchange, size: ends.size, signs: signs))
    }

    /// Records what a look at a listing has shown, in one transaction: what it names now, what is news of that, and when it is
    /// looked at next. Gives what it means and how the source stands.
    func take(_ walk: ListingWalk, _ look: ListingCheck, known: ListingState?) throws(Problem) -> (
        ListingMerge, SourceState
    ) {
        let rules = ListingMerge.Rules(
            follow: look.follow, hosts: walk.hosts, now: now(), acceptsLoss: hasLasted(look.state))
        let merge = ListingMerge(walk.look, of: look.source, known: known, rules)
        var batch = RecordedBatch()
        var observation = Observation(
            time: now(), source: look.source.id, kind: look.exchange.status == 304 ? .unchanged304 : .sameContent,
            detail: merge.spoken)
        (observation.status, observation.digest) = (look.exchange.status, look.digest)
        observation.milliseconds = look.milliseconds
        let next: SourceState
        if let failure = merge.failure(named: walk.look.named, status: look.exchange.status) ?? look.trouble {
            (observation.kind, observation.reason, observation.detail) = (.refused, failure.code, failure.message)
            next = SourceTransition.failed(look.state, transition(look.check), failure, now: now())
        } else {
            next = succeeded(look, walk.look)
        }
        batch.observations = [observation]
        batch.sources = [next]
        batch.listing = merge.update
        addMove(to: look.exchange, of: next, after: look.state, to: &batch)
        for event in try events(of: merge, look.source) { add(event, to: &batch) }
        try catalogue.record(batch)
        roster.follow(merge.items, of: look.source)
        desk.tell(of: [next.id])
        wakeOutbox()
        return (merge, next)
    }

    /// Records that a listing could not be looked at; gives its new state.
    func observeListing(
        _ state: SourceState, _ check: Check, _ failure: SourceTransition.Failure, digest: Digest?, milliseconds: Int
    ) throws(Problem) -> SourceState {
        var observation = Observation(time: now(), source: state.id, kind: .refused, detail: failure.message)
        (observation.status, observation.reason, observation.digest) = (failure.status, failure.code, digest)
        observation.milliseconds = milliseconds
        var batch = RecordedBatch()
        let next = SourceTransition.failed(state, transition(check), failure, now: now())
        (batch.observations, batch.sources) = ([observation], [next])
        try catalogue.record(batch)
        desk.tell(of: [state.id])
        wakeOutbox()
        return next
    }

    /// The channels that want an event that an input brought. What was there when the stock of a listing was taken alerts
    /// nobody: it is in the log and in files.
    func channels(for event: Event, of input: Input) -> [String] {
        let channels = channels(for: event)
        guard event.type == .discovered, let source = input.source, source.report == nil, source.id.contains("/"),
            (try? catalogue.isStock(source.id)) ?? false
        else { return channels }
        let files = settings.notify.filter { if case .file = $0.kind { true } else { false } }.map(\.id)
        return channels.filter { $0 == "log" || files.contains($0) }
    }

    private func transition(_ check: Check) -> SourceTransition.Rules {
        .init(check: check, goneAfter: settings.availability.goneAfter)
    }

    // Over two checks at least: the one that refused it first, and this.
    private func hasLasted(_ state: SourceState) -> Bool {
        guard state.code == ListingRefusal.shrunk.rawValue, let since = state.failingSince else { return false }
        return since.advanced(by: settings.availability.goneAfter) <= now()
    }

    private func succeeded(_ look: ListingCheck, _ seen: ListingLook) -> SourceState {
        let advice = seen.pages.first?.advice.freshFor(
            now: now(), wait: look.check.schedule.every ?? .seconds(3600))
        let seconds = [look.exchange.freshFor, advice.map { Int($0.milliseconds / 1000) }].compactMap { $0 }.max()
        var next = SourceTransition.succeeded(
            look.state, transition(look.check), exchange: look.exchange.fresh(for: seconds), now: now())
        next.bodyDigest = look.digest ?? next.bodyDigest
        return next
    }

    private func events(of merge: ListingMerge, _ source: Settings.Source) throws(Problem) -> [Event] {
        if merge.update.startsOver, !merge.items.isEmpty {
            let followed = merge.items.filter(\.isFollowed).count
            let listed = merge.items.count == 1 ? "1 address" : "\(merge.items.count) addresses"
            let summary =
                "\(source.id) lists \(listed), of which \(followed) \(followed == 1 ? "is" : "are") followed; what was there alerts nobody (\(source.url))"
            return [event(.sourceStocked, of: nil, source, .low, summary)]
        }
        if merge.isMassLoss {
            let summary = "\(merge.unlisted.count) addresses are no longer listed by \(source.id) (\(source.url))"
            return [event(.sourceDrifted, of: nil, source, .medium, summary)]
        }
        var events: [Event] = []
        for (kind, items, words) in [
            (Event.Kind.unlisted, merge.unlisted, "no longer listed by"),
            (.relisted, merge.relisted, "listed again by"),
        ] {
            for item in items {
                let report = try catalogue.source(item.source)?.report
                events.append(
                    event(kind, of: report, source, .medium, "\(item.url) is \(words) \(source.id)", item.url))
            }
        }
        return events
    }

    // Each move is an event of its own, so its time is part of its identity.
    private func event(
        _ kind: Event.Kind, of report: ReportID?, _ source: Settings.Source, _ severity: Severity, _ summary: String,
        _ url: String? = nil
    ) -> Event {
        let subject = report?.rawValue ?? "source:" + source.id
        var content = Event.Content(report: subject, severity: severity, summary: summary, items: [], quiet: false)
        content.url = url ?? source.url
        let time = now()
        let id = Event.id(
            report: "source:" + source.id, from: nil, to: nil, text: time.description + summary, type: kind)
        return Event(id: id, source: builder.installation, type: kind, subject: subject, time: time, data: content)
    }
}

extension ListingMerge {
    /// The look in a few words.
    var spoken: String {
        let listed = items.filter { $0.missing == 0 }.count
        let parts = [
            (added.count, "new"), (unlisted.count, "no longer listed"), (relisted.count, "listed again"),
            (look.barred, look.barred == 1 ? "page barred by robots.txt" : "pages barred by robots.txt"),
        ]
        return (["\(listed) listed"] + parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }).joined(separator: ", ")
    }

    /// Whether so much is gone that one notice tells of all.
    var isMassLoss: Bool { unlisted.count >= 20 }

    /// What the source has failed by, if the set as a whole is none that can be believed.
    func failure(named: Int, status: Int) -> SourceTransition.Failure? {
        switch verdict {
        case .sound: return nil
        case .empty:
            let message =
                named == 0
                ? "it names no address" : "it names \(named) addresses, and none is one that “follow” means"
            return .init(
                code: ListingRefusal.empty.rawValue, message: message, remedy: ListingRefusal.empty.remedy,
                status: status)
        case .shrunk(let lost, let all):
            return .init(
                code: ListingRefusal.shrunk.rawValue, message: "\(lost) of \(all) listed addresses are missing at once",
                remedy: ListingRefusal.shrunk.remedy, status: status)
        }
    }
}
