import Intake
import Support
import Testing

@testable import Daemon

struct PollLineTests {
    private func source(_ id: String, _ url: String) -> Settings.Source {
        Settings.Source(id: id, url: url, schedule: Schedule(), respectsRobots: true)
    }

    @Test func `each host has a line of its own, in the order in which sources came`() {
        var line = PollLine()
        line.append([source("a", "https://one.example/a"), source("b", "https://two.example/b")])
        line.append([source("c", "http://One.example.:8080/c")])
        #expect(line.count == 3 && Set(line.hosts) == ["one.example", "two.example"])
        #expect(line.first(at: "one.example")?.id == "a")
        line.removeFirst(at: "one.example")
        #expect(line.first(at: "one.example")?.id == "c" && line.count == 2)
        line.append([source("d", "https://one.example/d")])
        line.removeFirst(at: "one.example")
        #expect(line.first(at: "one.example")?.id == "d")
        line.removeFirst(at: "one.example")
        #expect(line.first(at: "one.example") == nil && line.hosts == ["two.example"])
        #expect(line.sources.map(\.id) == ["b"] && !line.isEmpty)
    }

    @Test(arguments: [
        ("https://Reports.Example/a?b@c:d", "reports.example"), ("http://reports.example:8080/a", "reports.example"),
        ("http://reports.example.", "reports.example"), ("http://[2001:DB8::1]:80/a", "2001:db8::1"),
        ("http://u:p@reports.example/", "reports.example"), ("https://reports.example?x=/y", "reports.example"),
        ("https://reports.example#/y", "reports.example"), ("nothing", "nothing"),
    ])
    func `the host of an address is its name, whatever stands around it`(url: String, host: String) {
        #expect(Settings.Source.host(of: url) == host)
    }
}
