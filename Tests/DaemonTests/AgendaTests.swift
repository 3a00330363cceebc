import Catalogue
import Model
import Testing

@testable import Daemon

/// The requests of the next hours, from the settings and what is stored.
@Suite("What is going to be asked")
struct AgendaTests {
    private let now = Timestamp(milliseconds: 1_778_000_000_000)  // 2026-05-05T16:53:20Z
    private func after(_ seconds: Int) -> Timestamp { now.advanced(by: .seconds(seconds)) }

    private func settings(_ sources: String..., delay: String = "PT0S") throws -> Settings {
        let list = sources.enumerated().map { #"{"id": "s\#($0)", "url": "https://h\#($0).example/", \#($1)}"# }
        let json = #"{"sources": [\#(list.joined(separator: ","))], "http": {"perHostDelay": "\#(delay)"}}"#
        return try SettingsFile.settings(from: Array(json.utf8), at: "config.json", folder: "/etc")
    }

    private func state(_ index: Int, checked: Int, next: Int, failures: Int = 0) -> SourceState {
        var state = SourceState(id: "s\(index)", url: "https://h\(index).example/", changedAt: now)
        (state.lastChecked, state.nextCheck, state.failures) = (after(checked), after(next), failures)
        return state
    }

    private func lines(
        _ settings: Settings, _ states: [SourceState] = [], _ rests: [Rest] = [], hours: Int = 24
    ) -> [String] {
        var agenda = Agenda(settings, states: states, rests: rests, now: now)
        return agenda.requests(until: after(hours * 3600)).map { request in
            "\((request.time.milliseconds - now.milliseconds) / 1000) \(request.source) \(request.why.rawValue)"
        }
    }

    @Test func `all sources stand in one order of time, each with its reason`() throws {
        let settings = try settings(
            #""every": "PT8H", "jitter": "PT0S""#, #""at": "weekdays 00:01 Europe/London""#)
        // 00:01 there is 23:01 in Greenwich, in 22060 seconds.
        #expect(
            lines(settings) == [
                "0 s0 never-checked", "0 s1 never-checked", "22060 s1 at", "28800 s0 every", "57600 s0 every",
                "86400 s0 every",
            ])
        #expect(lines(settings, hours: 1) == ["0 s0 never-checked", "0 s1 never-checked"])
    }

    @Test func `the first request has the time and the reason that are stored`() throws {
        let settings = try settings(
            #""every": "PT20H", "jitter": "PT0S""#, #""every": "PT20H", "jitter": "PT0S""#,
            #""every": "PT20H", "jitter": "PT0S""#, #""every": "PT20H", "jitter": "PT0S""#,
            #""every": "PT20H", "jitter": "PT0S""#)
        let states = [
            state(0, checked: -3600, next: 68_400), state(1, checked: -90_000, next: -18_000),
            state(2, checked: -10, next: 290, failures: 1), state(3, checked: -3600, next: 80_000),
            state(4, checked: -72_001, next: -1),
        ]
        let rest = Rest(place: "h4.example", until: after(600))
        #expect(
            lines(settings, states, [rest]) == [
                "0 s1 overdue", "290 s2 retry", "600 s4 retry-after", "68400 s0 every", "72000 s1 every",
                "72290 s2 every", "72600 s4 every", "80000 s3 fresh",
            ])
    }

    @Test func `what is stored of another address counts for nothing`() throws {
        var moved = state(0, checked: -60, next: 3600)
        moved.url = "https://elsewhere.example/"
        #expect(lines(try settings(#""every": "PT20H""#), [moved], hours: 1) == ["0 s0 never-checked"])
    }

    @Test func `one host is asked for one thing after another`() throws {
        let list = (0..<4).map { #"{"id": "s\#($0)", "url": "https://one.example/\#($0)", "at": "18:00 UTC"}"# }
        let json = #"{"sources": [\#(list.joined(separator: ","))], "http": {"perHostDelay": "PT10S"}}"#
        let settings = try SettingsFile.settings(from: Array(json.utf8), at: "config.json", folder: "/etc")
        #expect(
            lines(settings, hours: 2) == [
                "0 s0 never-checked", "10 s1 never-checked", "20 s2 never-checked", "30 s3 never-checked", "4000 s0 at",
                "4010 s1 at", "4020 s2 at", "4030 s3 at",
            ])
    }

    @Test func `a request is printed with the clocks of its zone`() throws {
        let settings = try settings(#""at": ["00:01 Europe/London", "03:00 Asia/Kolkata"]"#)
        var agenda = Agenda(settings, states: [state(0, checked: -60, next: 16_600)], rests: [], now: now)
        let requests = agenda.requests(until: after(86_400))
        #expect(
            requests.map(\.spoken) == [
                "2026-05-05T21:30:00.000Z\ts0\tat 03:00 Asia/Kolkata\t2026-05-06T03:00:00 Asia/Kolkata",
                "2026-05-05T23:01:00.000Z\ts0\tat 00:01 Europe/London\t2026-05-06T00:01:00 Europe/London",
            ])
    }
}
