import Catalogue
import Foundation
import Intake
import Model

/// The way to a source through a web archive: what that lists, and its captures, each of which goes through the pipeline.
struct ArchiveRoad: Sendable {
    /// Folders of the work area that hold captures of before.
    static let pastPrefix = SourcePoller.fetchPrefix + "past-"

    let poller: SourcePoller
    let source: Settings.Source
    let archive: Settings.Archive
    /// By which its place at the archive's host is known.
    let walker: String
    /// The check for which it is read; absent where its history is meant.
    let check: Check?
    /// How long a rest that the archive asks for is waited for.
    let patience: Duration

    var stages: Stages { poller.stages }

    // Lists are longer than pages.
    private static let mostListBytes = 32 << 20

    /// The archive as the requests to it see it: none of what the settings say to the source's own server.
    private func place(_ url: String) -> Settings.Source {
        var access = Access()
        access.proxy = source.access.proxy
        return Settings.Source(
            id: walker, url: url, schedule: source.schedule, respectsRobots: archive.respectsRobots, access: access)
    }

    private func ask(_ url: String, into id: String, isList: Bool) async throws(Problem) -> FetchOutcome {
        let place = place(url)
        var settings = stages.settings.http.fetching
        settings.proxy = try place.access.requestProxy(of: source.id)
        if isList { settings.maxBytes = max(settings.maxBytes, ArchiveRoad.mostListBytes) }
        let request = FetchRequest(
            url: url, spoolPath: stages.work.input(of: id),
            exchangePath: isList ? nil : stages.work.exchange(of: id), settings: settings)
        // Between two requests others of the host have their turn, but for a check, which gives its place back at its end.
        do throws(Problem) {
            let outcome = try await poller.askArchive(place, request, patience: patience)
            if check == nil { await poller.leave(walker) }
            return outcome
        } catch {
            if check == nil { await poller.leave(walker) }
            throw error
        }
    }

    // MARK: the list

    /// What an archive lists.
    enum Listed {
        case captures([ArchivedCapture], skipped: Int, milliseconds: Int)
        case failed(FetchFailure)
    }

    /// Asks for the captures of a time, page after page; they come in their order.
    func list(_ range: ClosedRange<Timestamp>) async throws(Problem) -> Listed {
        let first = firstPage(range)
        var pages = [first]
        var (asked, captures, skipped): (Set<String>, [String: ArchivedCapture], Int) = ([], [:], 0)
        var milliseconds = 0
        while let page = pages.popLast(), asked.count < TimeMap.mostPages {
            guard asked.insert(page).inserted else { continue }
            let listing: ArchiveListing
            switch try await self.page(page, range) {
            case .success(let (read, took)):
                listing = read
                milliseconds += took
            case .failure(let failure): return .failed(failure)
            }
            skipped += listing.skipped
            for entry in listing.entries where range.contains(entry.captured) {
                if let capture = capture(entry) {
                    captures[capture.url] = captures[capture.url] ?? capture
                } else {
                    skipped += 1
                }
            }
            pages += listing.pages.filter { Addresses.isSameServer($0, as: first) }.reversed()
            if let key = listing.resumeKey { pages.append(ArchiveAddress.adding("resumeKey", key, to: first)) }
        }
        skipped += pages.count
        let listed = captures.values.sorted { ($0.captured, $0.url) < ($1.captured, $1.url) }
        return .captures(listed, skipped: skipped, milliseconds: milliseconds)
    }

    private func firstPage(_ range: ClosedRange<Timestamp>) -> String {
        var page = archive.listAddress(of: source.url)
        guard archive.cdx != nil else { return page }
        if range.lowerBound > .beginning {
            page = ArchiveAddress.adding("from", ArchiveEntry.stamp(of: range.lowerBound), to: page)
        }
        if range.upperBound < stages.now() {
            page = ArchiveAddress.adding("to", ArchiveEntry.stamp(of: range.upperBound), to: page)
        }
        return page
    }

    private func page(
        _ url: String, _ range: ClosedRange<Timestamp>
    ) async throws(Problem) -> Result<(ArchiveListing, milliseconds: Int), FetchFailure> {
        let id = SourcePoller.fetchPrefix + UUID().uuidString.lowercased()
        defer { stages.work.remove(id) }
        let outcome = try await ask(url, into: id, isList: true)
        switch outcome {
        case .body:
            let bytes = try InputFile.ends(
                of: stages.work.input(of: id), head: stages.settings.http.maxBytes + ArchiveRoad.mostListBytes,
                tail: 0
            ).head
            let listing =
                archive.cdx == nil ? TimeMap.read(bytes, at: url, range: range) : CDXListing.read(bytes)
            return .success((listing, outcome.milliseconds ?? 0))
        case .unchanged(let exchange):
            return .failure(
                FetchFailure(.unexpectedStatus, "\(url) answered \(exchange.status)", status: exchange.status))
        case .failed(let failure) where failure.code == .notFound || failure.code == .gone:
            // Of the archive this says nothing of the report.
            let message =
                "\(url) answered \(failure.status ?? 404): the archive holds no capture of it, or has its lists elsewhere"
            var lacking = FetchFailure(.unexpectedStatus, message, status: failure.status)
            lacking.milliseconds = failure.milliseconds
            return .failure(lacking)
        case .failed(let failure): return .failure(failure)
        }
    }

    private func capture(_ entry: ArchiveEntry) -> ArchivedCapture? {
        let original = entry.original ?? source.url
        let place: String
        if let template = archive.memento {
            place = ArchiveAddress.filled(template, url: original, stamp: entry.stamp)
        } else {
            guard let named = entry.place, Addresses.isSameServer(named, as: archive.listAddress(of: source.url)) else {
                return nil
            }
            place = ArchiveAddress.unchanged(named)
        }
        guard place.utf8.count <= 8192 else { return nil }
        var capture = ArchivedCapture(
            source: source.id, url: place, archive: archive.id, captured: entry.captured, original: original)
        (capture.status, capture.digest) = (entry.status, entry.digest)
        return capture
    }

    // MARK: a capture

    /// What came of asking for a capture.
    enum Taken {
        /// It is done with, for good.
        case done(ArchivedCapture, Verdict?)
        /// It waits for another time.
        case failed(FetchFailure)
        case deferred(Problem)
    }

    /// Takes a capture: by what the archive lists of it where that is enough, else by its bytes.
    ///
    /// - Parameter last: the capture before it that is a version, or equal to one.
    func take(_ capture: ArchivedCapture, after last: ArchivedCapture?) async throws(Problem) -> Taken {
        if let status = capture.status, status != 200 {
            return try leftOut(capture, "status-\(status)", "the archive lists it with status \(status)")
        }
        if capture.captured > stages.now() {
            return try leftOut(capture, "future", "the archive lists it with a time that is to come")
        }
        // An index can lie about bytes; one that was right about the last ones is believed that these are the same.
        if let last, let digest = capture.digest, digest == last.digest, last.isVerified {
            var outcome = CaptureOutcome(source: source.id, url: capture.url, .equal, learnt: stages.now())
            (outcome.report, outcome.version, outcome.reason) = (last.report, last.version, "same-digest")
            outcome.detail = "the archive lists the same bytes as those of \(last.captured), which were looked at"
            return try finish(capture, outcome, isVerified: true)
        }
        let id = (check == nil ? ArchiveRoad.pastPrefix : SourcePoller.fetchPrefix) + UUID().uuidString.lowercased()
        do throws(Problem) { return try await receive(capture, id) } catch {
            stages.work.remove(id)
            throw error
        }
    }

    private func receive(_ capture: ArchivedCapture, _ id: String) async throws(Problem) -> Taken {
        switch try await ask(capture.url, into: id, isList: false) {
        case .body(let exchange, let size):
            guard let time = exchange.marks?["memento-datetime"].flatMap({ HTTPDate.parse($0) }) else {
                stages.work.remove(id)
                return .failed(
                    FetchFailure(.unexpectedStatus, "\(capture.url) is no capture: it has no Memento-Datetime"))
            }
            if let other = ArchiveAddress.original(of: exchange.finalURL), exchange.redirects != nil,
                !Addresses.areAlike(other, capture.original)
            {
                stages.work.remove(id)
                return try leftOut(capture, "redirect", "it is a redirect, to \(other)")
            }
            guard time == capture.captured else {
                stages.work.remove(id)
                return try leftOut(capture, "other-time", "the archive gives the capture of \(time) in its place")
            }
            return try await claim(capture, exchange, size, id)
        case .unchanged:
            stages.work.remove(id)
            return .failed(FetchFailure(.unexpectedStatus, "\(capture.url) answered 304 without a question"))
        case .failed(let failure):
            stages.work.remove(id)
            return try judge(capture, failure)
        }
    }

    private func judge(_ capture: ArchivedCapture, _ failure: FetchFailure) throws(Problem) -> Taken {
        if failure.code == .spoolFailed { throw failure.problem(at: capture.url) }
        if failure.isMemento {
            let reason = failure.status.map { "status-\($0)" } ?? "redirect"
            return try leftOut(capture, reason, failure.message)
        }
        switch failure.code {
        case .tooLarge, .headTooLarge, .decompressionBomb, .redirectLoop, .tooManyRedirects, .insecureRedirect:
            return try leftOut(capture, failure.code.rawValue, failure.message)
        default: return .failed(failure)
        }
    }

    // From here on it is a claimed input like any other. What the archive said of itself stands in the exchange; its name, its
    // status and its time are those of the original.
    private func claim(
        _ capture: ArchivedCapture, _ exchange: Exchange, _ size: Int, _ id: String
    ) async throws(Problem) -> Taken {
        try verify(capture, id)
        let state = await poller.state(of: source)
        let address = address(of: capture, state)
        var original = Exchange(
            url: address, finalURL: address, status: 200, mediaType: exchange.mediaType, marks: exchange.marks)
        original.asked = exchange.asked
        original.milliseconds = exchange.milliseconds
        original.redirects = exchange.redirects
        original.connection = exchange.connection
        original.memento = .init(url: capture.url, captured: capture.captured)
        let name = URL(string: address)?.lastPathComponent ?? source.id
        var claim = Claim(
            id: id, nameBytes: Array(name.utf8), shownName: name, origin: .source(id: source.id, url: source.url),
            device: 0, inode: 0, size: size, mtime: 0, claimed: stages.now())
        claim.exchange = original
        try await stages.claim(received: claim)
        let input = Input(claim: claim, source: state, check: check)
        let verdict = await poller.worker.take([input], waits: true).first?.verdict
        // From the claim on it is no more ours to put away.
        if let done = try? stages.catalogue.capture(of: source.id, at: capture.url), done.outcome != nil {
            return .done(done, verdict)
        }
        if case .deferred(let problem) = verdict { return .deferred(problem) }
        return .deferred(
            Problem(.unexpected, "it was stopped", at: capture.url, remedy: "Run it again.", retry: .later))
    }

    // The address that the source has now is the same document's, with or without "www" and TLS.
    private func address(of capture: ArchivedCapture, _ state: SourceState) -> String {
        let known = [state.answeredBy, source.url].compactMap { $0 }
        return known.first { Addresses.areAlike($0, capture.original) } ?? capture.original
    }

    private func verify(_ capture: ArchivedCapture, _ id: String) throws(Problem) {
        guard let digest = capture.digest else { return }
        let path = stages.work.input(of: id)
        let bytes = try InputFile.ends(of: path, head: stages.settings.http.maxBytes, tail: 0).head
        var sha1 = RunningSHA1()
        bytes.withUnsafeBytes { sha1.update(raw: $0) }
        if base32(sha1.finish()) == digest { try stages.catalogue.verified(source.id, capture.url) }
    }

    private func leftOut(_ capture: ArchivedCapture, _ reason: String, _ detail: String) throws(Problem) -> Taken {
        var outcome = CaptureOutcome(source: source.id, url: capture.url, .leftOut, learnt: stages.now())
        (outcome.reason, outcome.detail) = (reason, detail)
        return try finish(capture, outcome)
    }

    private func finish(
        _ capture: ArchivedCapture, _ outcome: CaptureOutcome, isVerified: Bool = false
    ) throws(Problem) -> Taken {
        var batch = RecordedBatch()
        batch.captures = [outcome]
        try stages.catalogue.record(batch)
        var done = capture
        (done.outcome, done.reason, done.detail) = (outcome.outcome, outcome.reason, outcome.detail)
        (done.report, done.version, done.learnt) = (outcome.report, outcome.version, outcome.learnt)
        done.isVerified = isVerified
        return .done(done, nil)
    }
}

extension Timestamp {
    /// Before everything that web archives hold.
    static let beginning = Timestamp(milliseconds: 0)
}
