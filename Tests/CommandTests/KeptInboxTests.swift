import Foundation
import Glibc
import Model
import Support
import Testing

/// Inboxes out of which nothing is moved, and such as nobody tells of new files.
struct KeptInboxTests {
    private static let isRoot = getuid() == 0

    // Nothing of it is said or done a second time: neither by rescans nor by a start.
    private func expectQuiet(_ place: Installation) async throws {
        #expect(try await place.stop() == 0)
        // Only now: a line may be in the log before its event is in the file.
        let events = try place.events().count
        let lines = place.log.count
        try await place.start()
        // Two rescans of two seconds.
        try await Task.sleep(for: .milliseconds(4400))
        #expect(place.log.count == lines + 1, "\(place.log.suffix(5))")
        #expect(try place.events().count == events)
    }

    @Test func `with mode copy files stay, each is read once, and again when it has changed`() async throws {
        let place = try Installation(["inbox": ["mode": "copy"]])
        let ready = try await place.start()
        #expect(ready.contains("/Inbox (its files stay), "), "\(ready)")
        try place.folder.write(PeelReport().text, to: "Inbox/met/report.txt")
        try await place.line("NEW wiltshire peel 2016 v1")
        try place.drop("", as: "empty.txt")
        let line = try await place.line("FAILED empty.txt")
        #expect(line.contains("State/Failed/empty.txt"), "\(line)")
        #expect(place.names(in: "State/Failed") == ["empty.txt", "empty.txt.reason.json"])
        #expect(place.names(in: "Inbox") == ["empty.txt", "met"] && place.names(in: "Inbox/met") == ["report.txt"])
        try await expectQuiet(place)
        try place.folder.write(PeelReport(effectiveness: "good").text, to: "Inbox/met/report.txt")
        try await place.line("CHANGED wiltshire peel 2016 v1→v2")
        try place.drop(PeelReport(effectiveness: "good").text, as: "again.txt")
        try await place.line("duplicate of wiltshire peel 2016 v2: again.txt")
        #expect(place.names(in: "Inbox") == ["again.txt", "empty.txt", "met"])
        let record = try place.json("Archive/wiltshire/peel-2016/v2/content/record.json")
        #expect(record["provenance"]?["labels"] == ["met"])
        #expect(try await place.stop() == 0)
        #expect(try await place.run("verify").code == 0)
        #expect(place.names(in: "State/work").isEmpty)
    }

    @Test(.enabled(if: isRoot, "only root can mount"))
    func `an inbox that is mounted read-only is copied from, whatever the settings say`() async throws {
        let place = try Installation()
        try #require(mount("tmpfs", place.inbox, "tmpfs", 0, "size=1m") == 0)
        defer { umount2(place.inbox, Int32(MNT_DETACH)) }
        try place.drop(PeelReport().text, as: "report.txt")
        try place.drop("", as: "empty.txt")
        try #require(mount("tmpfs", place.inbox, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), "") == 0)
        try await place.start()
        try await place.line("NEW wiltshire peel 2016 v1")
        try await place.line("FAILED empty.txt")
        #expect(place.names(in: "Inbox") == ["empty.txt", "report.txt"])
        try await expectQuiet(place)
        #expect(!place.log.contains { $0.contains(" warning ") && !$0.contains("FAILED") }, "\(place.log)")
        #expect(try await place.stop() == 0)
        #expect(try await place.run("run", "--once").code == 0)
        #expect(try place.events().count == 1)
        #expect(try await place.run("verify").code == 0)
    }

    private static let bindfs = "/usr/bin/bindfs"
    private static let hasFUSE = isRoot && access("/dev/fuse", F_OK) == 0 && access(bindfs, X_OK) == 0

    @Test(.enabled(if: hasFUSE, "bindfs is not installed, or nobody may mount with it"))
    func `files that come by another machine's hand are found by looking`() async throws {
        let place = try Installation(["inbox": ["rescan": "PT60S"]])
        let other = place.folder.file("other")
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        let before = device(of: place.inbox)
        let log = try TemporaryFolder()
        // In the foreground: what goes on in the background would be waited for.
        let bindfs = try Child(
            KeptInboxTests.bindfs, ["-f", other, place.inbox], in: "/", output: log.file("out"),
            errors: log.file("errors"))
        try await until("the mount") { !bindfs.isRunning || device(of: place.inbox) != before ? true : nil }
        try #require(bindfs.isRunning, "\((try? String(contentsOfFile: log.file("errors"), encoding: .utf8)) ?? "")")
        defer { umount2(place.inbox, Int32(MNT_DETACH)) }
        try await place.start()
        try await place.line("is looked through every 5.0 s: it lies on fuse")
        // Not through the mount: no event tells of it.
        try place.folder.write(PeelReport().text, to: "other/report.txt")
        try await place.line("NEW wiltshire peel 2016 v1")
        #expect(try await place.stop() == 0)
        #expect(place.names(in: "other") == ["Failed"])
    }

    private func device(of path: String) -> UInt {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_dev : 0
    }
}
