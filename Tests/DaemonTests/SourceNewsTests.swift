import Catalogue
import Intake
import Model
import Support
import Testing

@testable import Daemon

/// A host with sources whose checks follow each other, and what is told after each, as the daemon tells it.
private struct Watch {
    let start = Timestamp(milliseconds: 1_480_000_000_000)
    var now: Timestamp
    var states: [String: SourceState] = [:]
    var told: [String: SourceTelling] = [:]
    let count: Int
    let goneAfter: Duration
    private(set) var isWaiting = false
    // Kept from check to check, as the daemon does where reading all again would take long.
    private var kept: SourceNews?
    private var checked: Set<String> = []

    init(_ count: Int = 1, goneAfter: Duration = .seconds(86_400)) {
        now = start
        self.count = count
        self.goneAfter = goneAfter
    }

    var names: [String] { (1...count).map { "s\($0)" } }

    /// A check of one source a second later: a code of trouble, or an answer. Gives what is told.
    mutating func check(
        _ id: String, _ code: String?, patience: Bool = false, isOver: Bool = false
    ) -> [SourceNews.Notice] {
        now = now.advanced(by: .seconds(1))
        let url = "https://h.example/\(id)"
        let old = states[id] ?? SourceState(id: id, url: url, changedAt: now)
        let check = Check(schedule: Schedule(every: .seconds(3600)), begun: now)
        let rules = SourceTransition.Rules(check: check, goneAfter: goneAfter)
        if let code {
            var failure = SourceTransition.Failure(code: code, message: "m", remedy: "R.")
            failure.mayPass = patience
            states[id] = SourceTransition.failed(old, rules, failure, now: now)
        } else {
            let exchange = Exchange(url: url, finalURL: url, status: 200)
            states[id] = SourceTransition.succeeded(old, rules, exchange: exchange, now: now)
            states[id]?.report = ReportID(
                country: "gb", publisher: "hmicfrs", family: "peel", cycle: "2016", subject: id)
            states[id]?.version = VersionNumber(1)
        }
        checked.insert(id)
        return tell(isOver: isOver)
    }

    mutating func wait(_ duration: Duration) -> [SourceNews.Notice] {
        now = now.advanced(by: duration)
        return tell(isOver: false)
    }

    mutating func tell(isOver: Bool) -> [SourceNews.Notice] {
        let host = SourceNews.Host(name: "h.example", sources: count, goneAfter: goneAfter, wait: .seconds(30))
        let news = SourceNews(
            host, names.compactMap { states[$0] }, told: told, now: now, isOver: isOver)
        expectSame(as: news, host, isOver)
        for telling in news.changes { told[telling.source] = telling }
        isWaiting = news.isWaiting
        return news.notices
    }

    // Whoever has looked at every check tells the same as who reads all of it anew.
    private mutating func expectSame(as news: SourceNews, _ host: SourceNews.Host, _ isOver: Bool) {
        if kept == nil {
            kept = SourceNews(host, names.compactMap { states[$0] }, told: told, now: now, isOver: isOver)
        } else {
            kept?.look(at: checked.sorted().compactMap { states[$0] }, now: now, isOver: isOver)
        }
        checked = []
        #expect(kept.map { Set($0.notices) } == Set(news.notices))
        #expect(kept?.changes == news.changes)
        #expect(kept?.isWaiting == news.isWaiting && kept?.isHostDown == news.isHostDown)
    }

    /// What was kept is read anew.
    mutating func restart() { kept = nil }

    mutating func allWell() -> [SourceNews.Notice] {
        let names = names
        return names.flatMap { check($0, nil) }
    }
}

@Suite("What is told of sources and hosts")
struct SourceNewsTests {
    @Test func `a source that was never asked or is well is no news`() {
        var watch = Watch(3)
        #expect(watch.tell(isOver: true).isEmpty)
        #expect(watch.allWell().isEmpty)
        #expect(watch.allWell().isEmpty)
    }

    @Test(arguments: ["not-found", "timed-out", "server-error", "bot-wall", "truncated", "wrong-document", "too-large"])
    func `one notice when it fails, none while it does, one when it is back`(code: String) throws {
        var watch = Watch()
        _ = watch.allWell()
        let told = watch.check("s1", code)
        #expect(told.map(\.kind) == [.sourceFailing])
        #expect(try #require(told.first).summary.contains(code))
        for _ in 0..<5 { #expect(watch.check("s1", code).isEmpty) }
        #expect(watch.check("s1", nil).map(\.kind) == [.sourceRecovered])
        #expect(watch.check("s1", nil).isEmpty)
    }

    @Test func `a source that was never well is told at its first failure`() {
        var watch = Watch()
        #expect(watch.check("s1", "not-found").map(\.kind) == [.sourceFailing])
    }

    @Test func `another kind of trouble in the same state is no news, another state is`() {
        var watch = Watch()
        #expect(watch.check("s1", "timed-out").count == 1)
        #expect(watch.check("s1", "refused").isEmpty)
        #expect(watch.check("s1", "server-error").isEmpty)
        #expect(watch.check("s1", "forbidden").map(\.kind) == [.sourceFailing])
        #expect(watch.check("s1", "empty-body").map(\.kind) == [.sourceFailing])
    }

    @Test func `who asks for patience is told when it asks again, and not at all when it answers`() {
        var watch = Watch()
        _ = watch.allWell()
        #expect(watch.check("s1", "too-many-requests", patience: true).isEmpty)
        #expect(watch.check("s1", nil).isEmpty)
        #expect(watch.check("s1", "too-many-requests", patience: true).isEmpty)
        #expect(watch.check("s1", "too-many-requests", patience: true).map(\.kind) == [.sourceFailing])
    }

    // MARK: gone and back

    @Test func `not found once and back is trouble that passed, never a change of a report`() {
        var watch = Watch()
        _ = watch.allWell()
        #expect(watch.check("s1", "not-found").map(\.kind) == [.sourceFailing])
        #expect(watch.check("s1", nil).map(\.kind) == [.sourceRecovered])
        _ = watch.wait(.seconds(90_000))
        #expect(watch.check("s1", nil).isEmpty)
    }

    @Test func `what stays gone for a day is told withdrawn once, and restored when it is back for a day`() throws {
        var watch = Watch()
        _ = watch.allWell()
        #expect(watch.check("s1", "not-found").map(\.kind) == [.sourceFailing])
        _ = watch.wait(.seconds(40_000))
        #expect(watch.check("s1", "not-found").isEmpty)
        _ = watch.wait(.seconds(50_000))
        let withdrawn = watch.check("s1", "gone")
        #expect(withdrawn.map(\.kind) == [.withdrawn])
        let notice = try #require(withdrawn.first)
        #expect(notice.severity == .high && notice.report != nil && notice.version == VersionNumber(1))
        #expect(notice.items.map(\.kind) == [.withdrawn])
        #expect(watch.check("s1", "not-found").isEmpty)
        #expect(watch.check("s1", nil).map(\.kind) == [.sourceRecovered])
        _ = watch.wait(.seconds(40_000))
        #expect(watch.check("s1", nil).isEmpty)
        _ = watch.wait(.seconds(50_000))
        let restored = watch.check("s1", nil)
        #expect(restored.map(\.kind) == [.restored])
        #expect(restored.first?.items.map(\.kind) == [.restored])
        #expect(watch.check("s1", nil).isEmpty)
    }

    @Test func `back for an hour is not restored, and gone again is not withdrawn a second time`() {
        var watch = Watch(goneAfter: .seconds(100))
        _ = watch.allWell()
        _ = watch.check("s1", "not-found")
        _ = watch.wait(.seconds(200))
        #expect(watch.check("s1", "not-found").map(\.kind) == [.withdrawn])
        #expect(watch.check("s1", nil).map(\.kind) == [.sourceRecovered])
        #expect(watch.check("s1", "not-found").map(\.kind) == [.sourceFailing])
        _ = watch.wait(.seconds(200))
        #expect(watch.check("s1", "not-found").map(\.kind) == [.sourceFailing])
        #expect(watch.check("s1", nil).map(\.kind) == [.sourceRecovered])
        _ = watch.wait(.seconds(200))
        #expect(watch.check("s1", nil).map(\.kind) == [.restored])
    }

    @Test func `with no time to wait the second check decides, both ways`() {
        var watch = Watch(goneAfter: .zero)
        _ = watch.allWell()
        #expect(watch.check("s1", "gone").map(\.kind) == [.sourceFailing])
        #expect(watch.check("s1", "gone").map(\.kind) == [.withdrawn])
        #expect(watch.check("s1", nil).map(\.kind) == [.sourceRecovered])
        #expect(watch.check("s1", nil).map(\.kind) == [.restored])
    }

    @Test func `an address that never carried a report is gone, not withdrawn`() {
        var watch = Watch(goneAfter: .zero)
        _ = watch.check("s1", "not-found")
        #expect(watch.check("s1", "not-found").map(\.kind) == [.sourceFailing])
        #expect(watch.check("s1", "not-found").isEmpty)
    }

    // MARK: hosts

    @Test(arguments: ["timed-out", "refused", "server-error", "forbidden", "bot-wall"])
    func `a host whose sources all fail is told once, and once when it is back`(code: String) throws {
        var watch = Watch(4)
        _ = watch.allWell()
        _ = watch.wait(.seconds(3600))
        var told = watch.names.flatMap { watch.check($0, code) }
        #expect(told.map(\.about) == ["host:h.example"])
        #expect(try #require(told.first).summary.contains("all 4 sources"))
        for name in watch.names { #expect(watch.check(name, code).isEmpty) }
        told = watch.allWell()
        #expect(told.map(\.kind) == [.sourceRecovered])
        #expect(told.map(\.about) == ["host:h.example"])
        #expect(watch.allWell().isEmpty)
    }

    @Test func `one of many that fails is told as soon as another one answers`() {
        var watch = Watch(3)
        _ = watch.allWell()
        _ = watch.wait(.seconds(3600))
        #expect(watch.check("s1", "server-error").isEmpty)
        #expect(watch.check("s2", nil).map(\.about) == ["s1"])
        #expect(watch.check("s3", nil).isEmpty)
    }

    @Test func `ten of a host make one notice also where it dies a moment after it was well, and one when it is back`()
    {
        var watch = Watch(10)
        _ = watch.allWell()
        #expect(watch.names.flatMap { watch.check($0, "refused") }.map(\.about) == ["host:h.example"])
        #expect(watch.names.flatMap { watch.check($0, nil) }.map(\.about) == ["host:h.example"])
    }

    @Test func `a trouble of one page does not wait for the host`() {
        var watch = Watch(3)
        _ = watch.allWell()
        _ = watch.wait(.seconds(3600))
        #expect(watch.check("s1", "not-found").map(\.about) == ["s1"])
        #expect(watch.check("s2", "truncated").map(\.about) == ["s2"])
    }

    @Test func `nobody waits for sources that are not asked`() {
        var watch = Watch(3)
        _ = watch.allWell()
        _ = watch.wait(.seconds(3600))
        #expect(watch.check("s1", "timed-out").isEmpty)
        #expect(watch.isWaiting)
        #expect(watch.wait(.seconds(20)).isEmpty)
        #expect(watch.wait(.seconds(15)).map(\.about) == ["s1"])
        #expect(!watch.isWaiting)
        // The next ones to fail show that it is the host.
        #expect(watch.check("s2", "timed-out").map(\.about) == ["host:h.example"])
        #expect(watch.check("s3", "timed-out").isEmpty)
    }

    @Test func `where all that were asked fail the host is told when the time is over`() throws {
        var watch = Watch(50)
        for name in watch.names.prefix(5) { #expect(watch.check(name, "refused").isEmpty) }
        let told = watch.wait(.seconds(31))
        #expect(told.map(\.about) == ["host:h.example"])
        #expect(try #require(told.first).summary.contains("5 of 50"))
        for name in watch.names.dropFirst(5) { #expect(watch.check(name, "refused").isEmpty) }
    }

    @Test func `at the end of a pass everything is told`() {
        var watch = Watch(3)
        #expect(watch.check("s1", "timed-out", isOver: true).map(\.about) == ["s1"])
        var other = Watch(3)
        _ = other.check("s1", "timed-out")
        #expect(other.check("s2", "timed-out", isOver: true).map(\.about) == ["host:h.example"])
    }

    @Test func `a source that still fails after its host is back is told for itself`() {
        var watch = Watch(3)
        _ = watch.allWell()
        _ = watch.wait(.seconds(3600))
        for name in watch.names { _ = watch.check(name, "server-error") }
        #expect(watch.check("s1", nil).map(\.about) == ["host:h.example"])
        #expect(watch.check("s2", nil).isEmpty)
        #expect(watch.check("s3", "server-error").map(\.about) == ["s3"])
        #expect(watch.check("s3", "server-error").isEmpty)
        #expect(watch.check("s3", nil).map(\.about) == ["s3"])
    }

    @Test func `a host that changes its trouble is not told again`() {
        var watch = Watch(3)
        for name in watch.names { _ = watch.check(name, "server-error") }
        for name in watch.names { #expect(watch.check(name, "forbidden").isEmpty) }
    }

    @Test func `a source that failed for long does not hide that its host fails`() {
        var watch = Watch(3)
        _ = watch.check("s1", "server-error")
        for name in ["s2", "s3"] { _ = watch.check(name, nil) }
        _ = watch.wait(.seconds(3600))
        let told = ["s1", "s2", "s3"].flatMap { watch.check($0, "server-error") }
        #expect(told.map(\.about) == ["host:h.example"])
    }

    @Test func `what a stop cut off is told by the next look, and nothing twice`() {
        var watch = Watch(2)
        _ = watch.allWell()
        let before = watch.told
        #expect(watch.check("s1", "not-found").count == 1)
        watch.told = before
        watch.restart()
        #expect(watch.tell(isOver: false).map(\.about) == ["s1"])
        #expect(watch.tell(isOver: false).isEmpty)
    }

    @Test func `a new address of a source begins anew`() {
        var watch = Watch()
        _ = watch.check("s1", "not-found")
        watch.states["s1"] = SourceState(id: "s1", url: "https://h.example/other", changedAt: watch.now)
        watch.restart()
        #expect(watch.tell(isOver: true).isEmpty)
    }

    // MARK: any course of things

    @Test(arguments: 0..<40)
    func `what is kept from check to check tells what reading all anew would`(seed: UInt64) {
        var random = Seeded(seed: seed)
        let codes: [String?] = [
            nil, nil, "timed-out", "refused", "server-error", "forbidden", "not-found", "truncated",
        ]
        var watch = Watch(Int.random(in: 1...12, using: &random), goneAfter: .seconds(40))
        // The host has spells in which most fail, as real ones do.
        var spell: String?
        for step in 0..<400 {
            if step % 40 == 0 { spell = codes.randomElement(using: &random) ?? nil }
            switch Int.random(in: 0..<20, using: &random) {
            case 0: _ = watch.wait(.seconds(Int.random(in: 1...60, using: &random)))
            case 1: _ = watch.tell(isOver: true)
            default:
                let isOdd = Int.random(in: 0..<5, using: &random) == 0
                _ = watch.check(
                    watch.names.randomElement(using: &random) ?? "s1",
                    isOdd ? codes.randomElement(using: &random) ?? nil : spell,
                    patience: Bool.random(using: &random), isOver: isOdd && step % 7 == 0)
            }
        }
    }
}
