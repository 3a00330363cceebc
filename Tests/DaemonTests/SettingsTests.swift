import Daemon
import Foundation
import Intake
import Model
import Support
import Testing

@Suite("Settings")
struct SettingsTests {
    private func settings(_ json: String) throws(SettingsProblems) -> Settings {
        try SettingsFile.settings(from: Array(json.utf8), at: "/etc/rw/config.json", folder: "/etc/rw")
    }

    private func problems(_ json: String) -> [String] {
        do throws(SettingsProblems) {
            _ = try settings(json)
            return []
        } catch { return error.problems.map { "\($0.location): \($0.what). \($0.remedy)" } }
    }

    @Test func `an empty file gives the defaults of the shipped one`() throws {
        let shipped = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../config.json")
        let bytes = Array(try Data(contentsOf: shipped.standardizedFileURL))
        let fromShipped = try SettingsFile.settings(from: bytes, at: "config.json", folder: "/etc/rw")
        #expect(try settings("{}") == fromShipped)
        #expect(try settings("{}").differences(to: fromShipped).isEmpty)
    }

    @Test func `the shipped file names every key that is printed`() throws {
        let shipped = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../config.json")
        let json = try JSON.decoded(JSON.self, from: Array(try Data(contentsOf: shipped.standardizedFileURL)))
        guard case .object(let written) = json, case .object(let printed) = try settings("{}").json else {
            Issue.record("not objects")
            return
        }
        for (key, value) in printed {
            guard case .object(let inner) = value, case .object(let shown)? = written[key] else {
                #expect(written[key] != nil)
                continue
            }
            #expect(Set(inner.keys) == Set(shown.keys), "\(key)")
        }
    }

    @Test func `a listing says what is followed, and reads back the same`() throws {
        let all = try settings(
            """
            {"sources": [{"id": "x", "listing": "https://example.org/feed"},
              {"id": "y", "listing": "https://example.org/", "every": "PT1H", "follow": {"match": ["/reports/", "*.pdf$"],
               "exclude": "/old/", "via": "/publications/", "hosts": "WWW.Example.net", "limit": 5, "depth": 2, "every": "7d"}}]}
            """)
        let again = try SettingsFile.settings(from: JSON.bytes(of: all.json), at: "c", folder: "/elsewhere")
        #expect(again == all)
        let follow = try #require(all.sources[1].follow)
        #expect(
            follow.hosts == ["example.net"] && follow.limit == 5 && follow.match.map(\.text) == ["/reports/", "*.pdf$"])
        #expect(all.sources[0].follow?.limit == 200 && all.sources[0].follow?.every == .seconds(86_400))
    }

    @Test func `what is wrong with a listing is told with its place and what to do`() {
        let told = problems(
            """
            {"sources": [{"id": "a", "url": "https://example.org/", "follow": {"limit": 1}},
              {"id": "b", "url": "https://example.org/", "listing": "https://example.org/feed"},
              {"id": "c", "listing": "feed", "follow": {"match": ["/a/", "", 7], "limit": 0, "maych": "x"}},
              {"id": "d", "listing": "https://example.org/", "follow": {"depth": 2}},
              {"id": "e", "listing": "https://example.org/", "follow": {"via": "/p/", "hosts": ["https://x/"]}}]}
            """)
        for part in [
            "sources[0].follow: “follow” says what of a listing is followed", "sources[1].url: a source is one page",
            "sources[2].listing: \"feed\" is not an address", "sources[2].follow.match[1]: \"\" is not a part",
            "sources[2].follow.match[2]: 7 is not a part", "sources[2].follow.limit: 0 is not",
            "sources[2].follow.maych: there is no setting “maych”. Did you mean “match”?",
            "sources[3].follow.match: with depth 2 nothing says", "sources[4].follow.via: pages between",
            "sources[4].follow.hosts[0]: \"https://x/\" is not a host",
        ] {
            #expect(told.contains { $0.hasPrefix(part) }, "\(part) in \(told)")
        }
        #expect(told.count == 10, "\(told)")
    }

    @Test func `what is printed reads back the same`() throws {
        let all = try settings(
            """
            {"inbox": {"path": "/in", "settle": "500ms", "rescan": "PT5S"}, "archive": {"path": "a"},
             "sources": [{"id": "x", "url": "https://example.org/x", "every": "90m", "jitter": "5m"},
                         {"id": "y", "url": "https://example.org/y", "at": "weekdays  00:01   Europe/London"},
                         {"id": "z", "url": "https://example.org/z", "every": "P1D", "at": ["06:00 UTC", "1st,last 9:30 Asia/Kolkata"]}],
             "notify": [{"id": "desk", "kind": "webhook", "url": "https://example.org/h", "secret": "file:key",
                         "minSeverity": "high", "subjects": ["kent"]}],
             "http": {"maxBytes": 2048, "respectRobots": false}, "log": {"level": "debug", "format": "json"}}
            """)
        let again = try SettingsFile.settings(from: JSON.bytes(of: all.json), at: "c", folder: "/elsewhere")
        #expect(again == all)
        #expect(
            all.sources.map(\.schedule.spoken) == [
                "every 1 h 30 min", "at weekdays 00:01 Europe/London",
                "every 1 d and at 06:00 UTC and at 1st,last 9:30 Asia/Kolkata",
            ])
        #expect(all.archive == "/etc/rw/a")
        #expect(all.notify.first?.kind == .webhook(url: "https://example.org/h", secret: "file:/etc/rw/key"))
    }

    @Test(arguments: [
        (
            #"{"inbx": {}}"#,
            "inbx: there is no setting “inbx”. Did you mean “inbox”? Known here: inbox, archive, state, sources, archives, http, availability, noise, readers, fixity, room, notify, profiles, web, log."
        ),
        (
            #"{"http": {"timeOut": "1s"}}"#,
            "http.timeOut: there is no setting “timeOut”. Did you mean “timeout”? Known here: userAgent, timeout, maxBytes, maxRedirects, perHostDelay, perHostConcurrency, respectRobots, allowPrivateAddresses."
        ),
        (#"{"inbox": []}"#, "inbox: [] is not an object in braces. Write an object in braces."),
        (
            #"{"inbox": {"path": 5}}"#,
            "inbox.path: 5 is not a text in quotes that is not empty. Write a text in quotes that is not empty."
        ),
        (
            #"{"archive": {"path": ""}}"#,
            #"archive.path: "" is not a text in quotes that is not empty. Write a text in quotes that is not empty."#
        ),
        (
            #"{"http": {"maxBytes": "50"}}"#,
            #"http.maxBytes: "50" is not a whole number from 1024 to 67108864. Write a whole number from 1024 to 67108864."#
        ),
        (
            #"{"http": {"maxRedirects": 1.5}}"#,
            "http.maxRedirects: 1.5 is not a whole number from 0 to 20. Write a whole number from 0 to 20."
        ),
        (#"{"http": {"respectRobots": 1}}"#, "http.respectRobots: 1 is not true or false. Write true or false."),
        (
            #"{"log": {"level": "loud"}}"#,
            #"log.level: "loud" is not one of trace, debug, info, warning, error. Write one of trace, debug, info, warning, error."#
        ),
        (
            #"{"inbox": {"settle": 2}}"#,
            "inbox.settle: 2 is not a duration such as PT6H, PT0.5S, 6h or 500ms, 10 ms or longer. Write a duration such as PT6H, PT0.5S, 6h or 500ms, 10 ms or longer."
        ),
        (
            #"{"http": {"perHostDelay": "soon"}}"#,
            #"http.perHostDelay: "soon" is not a duration such as PT6H, PT0.5S, 6h or 500ms. Write a duration such as PT6H, PT0.5S, 6h or 500ms."#
        ),
        (
            #"{"inbox": {"settle": "1ms"}}"#,
            #"inbox.settle: "1ms" is not a duration such as PT6H, PT0.5S, 6h or 500ms, 10 ms or longer. Write a duration such as PT6H, PT0.5S, 6h or 500ms, 10 ms or longer."#
        ),
        (#"{"sources": {}}"#, "sources: {} is not a list in brackets. Write a list in brackets."),
        (#"{"sources": [7]}"#, "sources[0]: 7 is not an object in braces. Write an object in braces."),
        (#"{"sources": [{"url": "https://a.org/"}]}"#, "sources[0].id: “id” is missing. Add “id”."),
        (#"{"sources": [{"id": "a"}]}"#, "sources[0].url: “url” is missing. Add “url”."),
        (
            #"{"sources": [{"id": "A b", "url": "https://a.org/"}]}"#,
            #"sources[0].id: "A b" is not a name of a-z, 0-9 and -. Write a name of a-z, 0-9 and -."#
        ),
        (
            #"{"sources": [{"id": "a", "url": "ftp://a.org/"}]}"#,
            #"sources[0].url: "ftp://a.org/" is not an address that begins with https:// or http://. Write an address that begins with https:// or http://."#
        ),
        (
            #"{"sources": [{"id": "a", "url": "https://a.org/"}, {"id": "a", "url": "https://b.org/"}]}"#,
            #"sources[1].id: "a" is not a name used once. Write a name used once."#
        ),
        (
            #"{"notify": [{"id": "log", "kind": "file", "path": "x"}]}"#,
            #"notify[0].id: "log" is not a name used once (“log” is taken). Write a name used once (“log” is taken)."#
        ),
        (
            #"{"notify": [{"id": "a", "kind": "mail"}]}"#,
            #"notify[0].kind: "mail" is not one of file, webhook. Write one of file, webhook."#
        ),
        (#"{"notify": [{"id": "a", "kind": "file"}]}"#, "notify[0].path: “path” is missing. Add “path”."),
        (
            #"{"notify": [{"id": "a", "kind": "webhook", "url": "desk"}]}"#,
            #"notify[0].url: "desk" is not an address that begins with https:// or http://. Write an address that begins with https:// or http://."#
        ),
        (
            #"{"notify": [{"id": "a", "kind": "file", "path": "x", "subjects": "kent"}]}"#,
            #"notify[0].subjects: "kent" is not a list of texts. Write a list of texts."#
        ),
        (
            #"{"web": {"listen": "8181"}}"#,
            #"web.listen: "8181" is not an address and a port such as 127.0.0.1:8181. Write an address and a port such as 127.0.0.1:8181."#
        ),
        (#"{"profiles": [1]}"#, "profiles: [1] is not a list of texts. Write a list of texts."),
    ])
    func `one fault gives one problem with path, value and form`(json: String, problem: String) {
        #expect(problems(json) == [problem])
    }

    @Test func `a secret in the settings is refused and not repeated`() {
        let said = problems(
            #"{"notify": [{"id": "a", "kind": "webhook", "url": "https://a.org/", "secret": "hunter2"}]}"#)
        #expect(said.count == 1)
        #expect(said.first?.contains("notify[0].secret") == true)
        #expect(said.allSatisfy { !$0.contains("hunter2") })
    }

    @Test func `all problems are told together`() {
        let said = problems(#"{"inbx": 1, "http": {"timeout": 1, "maxBytes": -1}, "sources": [{"id": "a"}], "log": 1}"#)
        #expect(said.count == 5)
    }

    @Test(arguments: [
        (#"{"inbox": {"path": "."}}"#, "archive.path"), (#"{"inbox": {"path": "Archive/in"}}"#, "archive.path"),
        (#"{"state": {"path": "Inbox/State"}}"#, "state.path"), (#"{"archive": {"path": "State"}}"#, "state.path"),
        (#"{"notify": [{"id": "a", "kind": "file", "path": "Inbox/events.jsonl"}]}"#, "notify[0].path"),
        (#"{"inbox": {"path": "x/../Archive"}}"#, "archive.path"),
    ])
    func `folders may not lie in each other`(json: String, place: String) {
        #expect(problems(json).contains { $0.hasPrefix(place + ": ") })
    }

    @Test func `names that only begin alike are apart`() throws {
        _ = try settings(#"{"inbox": {"path": "Archive-in"}, "state": {"path": "Archive.state"}}"#)
    }

    @Test func `a syntax error has its place`() {
        #expect(
            problems("{\n  \"inbox\": {},\n  \"web\": , }")
                == [
                    "/etc/rw/config.json: the file is not JSON: line 3, column 10: expected a value, found “,”. "
                        + "Mend it there, or just before: a comma, a quote or a bracket may be missing."
                ])
        #expect(problems("{\"log\": {}, \"log\": {}}").first?.contains("the key “log” stands twice") == true)
    }

    @Test func `a file that is not there is one problem`() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: SettingsProblems.self) { try SettingsFile.load(folder.file("config.json")) }
        #expect(error?.problems.map(\.code) == [.settingsUnreadable])
    }

    @Test func `relative paths begin at the file`() throws {
        let folder = try TemporaryFolder()
        try folder.write(#"{"inbox": {"path": "in/../drop"}}"#, to: "etc/config.json")
        let settings = try SettingsFile.load(folder.file("etc/config.json"))
        #expect(settings.inbox.path == folder.file("etc/drop"))
        #expect(settings.state == folder.file("etc/State"))
    }

    @Test func `a difference is one line for each value`() throws {
        let old = try settings(#"{"sources": [{"id": "a", "url": "https://a.org/"}]}"#)
        let new = try settings(#"{"http": {"timeout": "10s"}}"#)
        #expect(
            old.differences(to: new) == [
                "http.timeout: PT30S → PT10S", "sources[0].every: PT6H → none", "sources[0].id: a → none",
                "sources[0].url: https://a.org/ → none",
            ])
        #expect(old.differences(to: old).isEmpty)
    }
}
