import Catalogue
import Foundation
import Intake
import Model
import Support
import Testing

@testable import Daemon

private func moment(_ milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: 1_480_000_000_000 + milliseconds)
}

/// How often, and how many at once, a host is asked.
@Suite struct HostPausesTests {
    @Test func `a host rests from the beginning and from the end of a request, as long as it or the settings want`() {
        var pauses = HostPauses(delay: .seconds(2), most: 1)
        #expect(pauses.rest(of: "a") < moment(0))
        pauses.asked("a", at: moment(0))
        #expect(pauses.rest(of: "a") == moment(2001))
        pauses.asked("a", at: moment(500))
        #expect(pauses.rest(of: "a") == moment(2501) && pauses.rest(of: "b") < moment(0))
        pauses.wish(.seconds(10), of: "http://a", at: "a")
        pauses.wish(.seconds(1), of: "http://a:8080", at: "a")
        #expect(pauses.rest(of: "a") == moment(10_501))
        pauses.wish(nil, of: "http://a", at: "a")
        #expect(pauses.rest(of: "a") == moment(2501))
        pauses.shift(by: .seconds(-100))
        #expect(pauses.rest(of: "a") == moment(-97_499))
    }

    @Test func `a host has so many places, and one alone while its robots.txt is read`() {
        var pauses = HostPauses(delay: .zero, most: 2)
        pauses.take("a", alone: true)
        #expect(pauses.isFull("a") && !pauses.isFull("b"))
        pauses.share("a")
        #expect(!pauses.isFull("a"))
        pauses.take("a", alone: false)
        #expect(pauses.isFull("a"))
        pauses.leave("a")
        #expect(!pauses.isFull("a") && pauses.isTaken("a"))
        pauses.leave("a")
        #expect(!pauses.isTaken("a"))
        pauses.take("a", alone: true)
        pauses.leave("a")
        #expect(!pauses.isFull("a"))
    }
}

/// When hosts were asked last, as a kill leaves it.
@Suite struct AskedHostsTests {
    @Test func `what a run has noted is known to the next, and an answer that was awaited may have come until now`()
        throws
    {
        let folder = try TemporaryFolder()
        let first = AskedHosts(path: folder.file("asked"))
        #expect(first.open(now: moment(0)).isEmpty)
        first.note("a.example", isOpen: true, at: moment(10))
        first.note("b.example", isOpen: true, at: moment(20))
        first.note("a.example", isOpen: false, at: moment(30))
        first.note("late.example", isOpen: false, at: moment(90_000_000))
        let known = AskedHosts(path: folder.file("asked")).open(now: moment(1000))
        #expect(
            known == ["a.example": moment(30), "b.example": moment(1000), "late.example": moment(1000)], "\(known)")
        #expect(AskedHosts(path: folder.file("asked")).open(now: moment(86_402_000)).isEmpty)
    }

    @Test func `a file that is damaged or cannot be written stops nothing`() throws {
        let folder = try TemporaryFolder()
        try folder.write("+ 12\n\u{0}\n- x a\n- 99999999999999999999 b\n- 1480000000000 c", to: "asked")
        #expect(AskedHosts(path: folder.file("asked")).open(now: moment(5)) == ["c": moment(0)])
        let none = AskedHosts(path: folder.file("no/folder/asked"))
        #expect(none.open(now: moment(0)).isEmpty)
        none.note("a", isOpen: true, at: moment(0))
    }
}

/// Whose turn it is.
@Suite struct DueQueuesTests {
    @Test func `hosts come in the order of their turns, and sources of a host in the order in which they are due`() {
        var queues = DueQueues()
        queues.insert("0", at: "a", due: moment(50))
        queues.insert("1", at: "a", due: moment(10))
        queues.insert("2", at: "b", due: moment(5))
        queues.setTurn(of: "a", at: moment(10))
        queues.setTurn(of: "b", at: moment(70))
        #expect(queues.nextTurn == moment(10) && queues.popHost(moment(9)) == nil)
        #expect(queues.popHost(moment(10)) == "a" && queues.popHost(moment(60)) == nil)
        #expect(queues.first(of: "a")?.source == "1")
        queues.remove("1")
        #expect(queues.first(of: "a")?.source == "0")
        // Put elsewhere: its old place counts no more.
        queues.insert("0", at: "a", due: moment(90))
        queues.insert("1", at: "a", due: moment(60))
        #expect(queues.first(of: "a")?.source == "1")
        queues.setTurn(of: "b", at: moment(80))
        queues.setTurn(of: "a", at: nil)
        #expect(queues.popHost(moment(79)) == nil && queues.popHost(moment(80)) == "b")
        #expect(queues.nextTurn == nil && queues.popHost(moment(1000)) == nil)
    }

    @Test
    func
        `of two that are due at one time the first to come is first, and one that goes to another host leaves its own`()
    {
        var queues = DueQueues()
        for name in ["z", "a"] { queues.insert(name, at: "here", due: moment(10)) }
        // Said again, it keeps its place.
        queues.insert("z", at: "here", due: moment(10))
        #expect(queues.first(of: "here")?.source == "z")
        queues.insert("z", at: "there", due: moment(10))
        #expect(queues.first(of: "here")?.source == "a" && queues.first(of: "there")?.source == "z")
        queues.remove("a")
        #expect(queues.first(of: "here") == nil)
    }

    @Test func `of ten thousand sources on a busy host only those that can be asked are looked at`() {
        var queues = DueQueues()
        for source in 0..<10_000 { queues.insert("\(source)", at: "busy", due: moment(Int64(source % 97))) }
        queues.setTurn(of: "busy", at: moment(100))
        var (order, last): ([String], Timestamp) = ([], moment(0))
        for step in 0..<10_000 {
            guard queues.popHost(moment(100 + Int64(step))) != nil, let first = queues.first(of: "busy") else { break }
            #expect(first.due >= last)
            last = first.due
            order.append(first.source)
            queues.remove(first.source)
            queues.setTurn(of: "busy", at: moment(101 + Int64(step)))
        }
        #expect(Set(order).count == 10_000)
    }
}

/// What servers ask for themselves.
@Suite struct ServerWishesTests {
    private func failure(_ status: Int, _ wait: Duration?) -> FetchFailure {
        FetchFailure(.serverError, "", status: status, retryAfter: wait)
    }

    @Test(arguments: [(429, true), (503, true), (500, false), (403, false)])
    func `a wish with 429 and 503 is of the host, any other of its address`(status: Int, isOfHost: Bool) {
        var wishes = ServerWishes(now: moment(0))
        let kept = wishes.take(failure(status, .seconds(5)), "a", "http://a/1", now: moment(0))
        #expect(kept.map(\.place) == [isOfHost ? "a" : "http://a/1"] && kept.map(\.until) == [moment(5000)])
        #expect(wishes.end("a", "http://a/1") == moment(5000))
        #expect((wishes.end("a", "http://a/2") == moment(5000)) == isOfHost)
        #expect(wishes.end("b", "http://b/1") < moment(0))
    }

    @Test func `without a wish a fault is of its page, the longer of two wishes counts, and a week is the longest`() {
        var wishes = ServerWishes(now: moment(0))
        #expect(wishes.take(failure(503, nil), "a", "http://a/1", now: moment(0)).isEmpty)
        #expect(wishes.take(failure(503, .zero), "a", "http://a/1", now: moment(0)).isEmpty)
        _ = wishes.take(failure(503, .seconds(60)), "a", "http://a/1", now: moment(0))
        _ = wishes.take(failure(429, .seconds(2)), "a", "http://a/2", now: moment(0))
        #expect(wishes.end("a") == moment(60_000))
        _ = wishes.take(failure(429, .seconds(1 << 40)), "a", "http://a/2", now: moment(0))
        #expect(wishes.end("a") == moment(7 * 86_400_000))
        wishes.shift(by: .seconds(-10))
        #expect(wishes.end("a") == moment(7 * 86_400_000 - 10_000))
        let again = ServerWishes([Rest(place: "a", until: moment(1 << 50))], now: moment(0))
        #expect(again.end("a") == moment(7 * 86_400_000))
    }
}
