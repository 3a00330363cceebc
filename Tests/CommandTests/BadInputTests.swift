import Foundation
import Glibc
import Model
import Support
import Testing

/// What people and programs put into an inbox by mistake: a clear message each, and the daemon takes the next good file.
struct BadInputTests {
    private let good = PeelReport(shortName: "Surrey", force: "Surrey Police")

    private func expectWell(_ place: Installation) async throws {
        #expect(place.isAlive)
        try place.drop(good.text, as: "good.txt")
        try await place.line("NEW surrey peel 2016 v1")
        #expect(try await place.stop() == 0)
        #expect(place.names(in: "State/work").isEmpty)
    }

    /// Files that can never be read.
    enum Hopeless: String, CaseIterable, Sendable {
        case empty, program, onlyBlanks

        var bytes: Data {
            switch self {
            case .empty: Data()
            case .program: Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + (0..<4096).map { UInt8(($0 * 7) & 0xFF) })
            case .onlyBlanks: Data(String(repeating: " \n", count: 500).utf8)
            }
        }
    }

    @Test(arguments: Hopeless.allCases)
    func `a file that says nothing is set aside with its reason`(_ kind: Hopeless) async throws {
        let place = try Installation()
        try await place.start()
        try place.drop(kind.bytes, as: "odd.txt")
        let line = try await place.line("FAILED odd.txt [")
        #expect(line.contains(place.inbox + "/Failed/odd.txt"), "\(line)")
        #expect(!line.contains(".."), "\(line)")
        #expect(place.names(in: "Inbox/Failed") == ["odd.txt", "odd.txt.reason.json"])
        #expect(try place.bytes("Inbox/Failed/odd.txt") == Array(kind.bytes))
        let reason = try place.json("Inbox/Failed/odd.txt.reason.json")
        #expect(reason["schema"] == "reportwatch:schema/refusal/1" && reason["name"] == "odd.txt")
        #expect(reason["message"]?.string?.isEmpty == false && reason["remedy"]?.string?.isEmpty == false)
        // Twice the same name: both stay.
        try place.drop(kind.bytes, as: "odd.txt")
        try await place.line("FAILED odd.txt [", count: 2)
        #expect(place.names(in: "Inbox/Failed").count == 4)
        try await expectWell(place)
    }

    @Test func `a huge file of zeros is set aside without being held in memory`() async throws {
        let place = try Installation()
        try await place.start()
        let outside = place.folder.file("zeros.txt")
        try Data().write(to: URL(fileURLWithPath: outside))
        #expect(truncate(outside, 300 << 20) == 0)
        #expect(rename(outside, place.inbox + "/zeros.txt") == 0)
        try await place.line("FAILED zeros.txt [too-large]")
        #expect(place.names(in: "Inbox/Failed") == ["zeros.txt", "zeros.txt.reason.json"])
        try await expectWell(place)
    }

    @Test func `names that are no text are archived and set aside like any other`() async throws {
        let place = try Installation()
        try await place.start()
        let longest = [UInt8](repeating: 0xFF, count: 251) + Array(".txt".utf8)
        let quoted = Array("two\nlines \"and\" 'quotes'.txt".utf8)
        try write(PeelReport().text, as: longest, into: place)
        try await place.line("NEW wiltshire peel 2016 v1")
        try write(PeelReport(shortName: "Kent", force: "Kent Police").text, as: quoted, into: place)
        try await place.line("NEW kent peel 2016 v1")
        for report in ["wiltshire", "kent"] {
            let names = place.names(in: "Archive/\(report)/peel-2016/v1/content/source")
            #expect(names.count == 1 && names.first?.contains("\n") == false, "\(names)")
        }
        try write("", as: longest, into: place)
        try write("", as: quoted, into: place)
        try await place.line("FAILED", count: 2)
        // A name that is no UTF-8 is not listed by Foundation; the shell counts all.
        let count = try await place.run("/bin/sh", ["-c", "find Inbox/Failed -type f -print0 | tr -cd '\\0' | wc -c"])
        #expect(count.lines.first?.trimmingCharacters(in: .whitespaces) == "4")
        let reasons = try await place.run("/bin/sh", ["-c", "cat Inbox/Failed/*.reason.json | grep -c remedy"])
        #expect(reasons.lines == ["2"])
        // Every line of the log is one line with its time.
        for line in place.log { #expect(line.wholeMatch(of: /20\d\d-\d\d-\d\dT[^ ]+Z [a-z]+ .+/) != nil, "\(line)") }
        #expect(try await place.run("verify").code == 0)
        try await expectWell(place)
    }

    @Test func `links and pipes are named and stay where they are, folders are looked into`() async throws {
        let place = try Installation()
        try FileManager.default.createDirectory(atPath: place.inbox + "/empty.txt", withIntermediateDirectories: true)
        try await place.start()
        #expect(symlink("/etc/passwd", place.inbox + "/passwd.txt") == 0)
        #expect(mkfifo(place.inbox + "/pipe.txt", 0o644) == 0)
        try await place.line("passwd.txt", "symbolic link", "stays where it is")
        try await place.line("pipe.txt", "pipe", "stays where it is")
        try FileManager.default.createDirectory(atPath: place.inbox + "/folder.txt", withIntermediateDirectories: true)
        try place.drop(PeelReport().text, as: "folder.txt/inside.txt")
        try await place.line("NEW wiltshire peel 2016 v1")
        // Several rescans later each is still named once.
        try await Task.sleep(for: .seconds(5))
        #expect(place.log.filter { $0.contains("passwd.txt") }.count == 1, "\(place.log)")
        #expect(place.log.filter { $0.contains("pipe.txt") }.count == 1)
        #expect(Set(place.names(in: "Inbox")).isSuperset(of: ["empty.txt", "passwd.txt", "pipe.txt"]))
        #expect(!place.log.joined().contains("root:"))
        try await expectWell(place)
    }

    @Test func `a file that becomes a folder, and an inbox that goes and comes again`() async throws {
        let place = try Installation()
        try await place.start()
        let path = place.inbox + "/turns.txt"
        try Data().write(to: URL(fileURLWithPath: path))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try handle.write(contentsOf: Data("lost".utf8))
        try handle.close()
        try place.drop(PeelReport().text, as: "turns.txt/report.txt")
        try await place.line("NEW wiltshire peel 2016 v1")
        try FileManager.default.removeItem(atPath: place.inbox)
        try await place.line("the inbox \(place.inbox) was missing and has been made")
        try place.drop(PeelReport(effectiveness: "good").text, as: "later.txt")
        try await place.line("CHANGED wiltshire peel 2016 v1→v2")
        try FileManager.default.removeItem(atPath: place.inbox)
        try FileManager.default.createDirectory(atPath: place.inbox, withIntermediateDirectories: true)
        try place.drop(Data(), as: "empty.txt")
        try await place.line("FAILED empty.txt")
        #expect(place.names(in: "Inbox/Failed") == ["empty.txt", "empty.txt.reason.json"])
        try await expectWell(place)
    }

    private static let nobody: UInt32 = 65_534
    private static let canChangeUser = getuid() == 0 && access("/usr/bin/setpriv", X_OK) == 0

    @Test(.enabled(if: canChangeUser, "only root can run the daemon as another user"))
    func `a file without the right to read it is named, stays, and is taken once it may be read`() async throws {
        let place = try Installation(user: Self.nobody)
        try await place.start()
        let outside = place.folder.file("secret.txt")
        try Data(PeelReport().text.utf8).write(to: URL(fileURLWithPath: outside))
        #expect(chmod(outside, 0o600) == 0)
        #expect(rename(outside, place.inbox + "/secret.txt") == 0)
        try await place.line("secret.txt", "permission denied", "stays where it is")
        #expect(place.names(in: "Inbox") == ["Failed", "secret.txt"])
        #expect(chmod(place.inbox + "/secret.txt", 0o644) == 0)
        try await place.line("NEW wiltshire peel 2016 v1")
        #expect(place.log.filter { $0.contains("permission denied") }.count == 1, "\(place.log)")
        try await expectWell(place)
    }

    @Test func `settings that are no JSON are refused at a reload, sound ones are taken`() async throws {
        let place = try Installation()
        try await place.start()
        try place.write(config: "{\n  \"inbox\": {\"settle\": \"PT0.2S\"},\n  \"http\": oops\n}\n")
        let line = try await place.line("the new settings are not used")
        #expect(line.contains("config.json") && line.contains("line 3, column 11"), "\(line)")
        try place.drop(PeelReport().text)
        try await place.line("NEW wiltshire peel 2016 v1")
        try place.write(config: #"{"inbox": {"setle": "PT1S"}, "http": {"timeout": "soon"}}"#)
        try await place.line("the new settings are not used", "inbox.setle", "Did you mean “settle”?")
        try await place.line("the new settings are not used", "http.timeout", "soon")
        try place.write(settings: [:])
        try await place.line("the settings file is sound again")
        try place.write(settings: ["inbox": ["path": "Other"], "http": ["timeout": "PT10S"]])
        let news = try await place.line("settings changed: ")
        #expect(news.contains("http.timeout: PT20S → PT10S") && news.contains("inbox.path"), "\(news)")
        try await place.line("again ready: watching \(place.folder.file("Other"))")
        try Data(PeelReport(effectiveness: "good").text.utf8)
            .write(to: URL(fileURLWithPath: place.folder.file("Other/new place.txt")))
        try await place.line("CHANGED wiltshire peel 2016 v1→v2")
        place.signal(SIGHUP)
        try await place.line("settings read again: nothing has changed")
        try place.write(settings: [:])
        try await place.line("again ready: watching \(place.inbox)")
        try await expectWell(place)
    }

    // A name as bytes, complete at once.
    private func write(_ text: String, as name: [UInt8], into place: Installation) throws {
        let outside = place.folder.file("outside")
        try Data(text.utf8).write(to: URL(fileURLWithPath: outside))
        let path = (Array(place.inbox.utf8) + [0x2F] + name + [0]).map { CChar(bitPattern: $0) }
        #expect(rename(outside, path) == 0, "\(String(cString: strerror(errno)))")
    }
}
