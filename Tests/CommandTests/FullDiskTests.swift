import Foundation
import Glibc
import Model
import Support
import Testing

/// A disk that fills at every possible moment: a small file system of its own, which only root can mount.
struct FullDiskTests {
    private static let canMount: Bool = {
        guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
        defer { umount2(folder.path, Int32(MNT_DETACH)) }
        return mount("tmpfs", folder.path, "tmpfs", 0, "size=1m") == 0
    }()

    @Test(.enabled(if: canMount, "only root can mount a small file system"))
    func `a disk that fills loses nothing, and what was put off goes on when there is room`() async throws {
        // Into the last block, as where something else fills the disk between two looks.
        let place = try Installation(["room": ["minFree": 0, "reserve": 0]])
        let settings = try place.bytes("config.json")
        try #require(mount("tmpfs", place.folder.path, "tmpfs", 0, "size=16m") == 0)
        defer { umount2(place.folder.path, Int32(MNT_DETACH)) }
        try Data(settings).write(to: URL(fileURLWithPath: place.folder.file("config.json")))
        try await place.start()
        let rooms = CrashTests.isTorture ? Array(stride(from: 0, to: 120, by: 4)) : [0, 16, 40]
        for (number, room) in rooms.enumerated() {
            let outside = place.folder.file("outside.txt")
            try Data(PeelReport.numbered(number).text.utf8).write(to: URL(fileURLWithPath: outside))
            try fill(place, leaving: room << 10)
            #expect(rename(outside, place.inbox + "/report \(number).txt") == 0)
            // Long enough for it to get as far as it can; how far that is does not matter.
            try await Task.sleep(for: .milliseconds(1200))
            #expect(place.isAlive, "\(place.log.suffix(3))")
            #expect(unlink(place.folder.file("filling")) == 0)
            try await until("report \(number) with \(room) KiB left: \(place.log.suffix(5))") {
                place.exists("Archive/\(PeelReport.numbered(number).folder)/v1/content/record.json")
                    && place.names(in: "Inbox") == ["Failed"] && place.names(in: "State/work").isEmpty ? true : nil
            }
        }
        #expect(place.log.contains { $0.contains("full") || $0.contains("No space left") }, "\(place.log)")
        try await until("the last event") { try place.events().count >= rooms.count ? true : nil }
        #expect(try await place.stop() == 0)
        let ids = Set(try place.events().compactMap { $0["id"]?.string })
        #expect(try ids.count == rooms.count && place.events().count == rooms.count)
        let verdict = try await place.run("verify", "--json")
        #expect(verdict.code == 0, "\(verdict.output)")
        #expect(try verdict.json["versions"]?.number == Decimal(rooms.count))
        #expect(place.names(in: "Inbox/Failed").isEmpty && place.names(in: "State/staging").isEmpty)
    }

    @Test(.enabled(if: canMount, "only root can mount a small file system"))
    func `with little room nothing new is taken, what is known is told, and it goes on by itself`() async throws {
        let place = try Installation()
        let settings = try place.bytes("config.json")
        try #require(mount("tmpfs", place.folder.path, "tmpfs", 0, "size=16m") == 0)
        defer { umount2(place.folder.path, Int32(MNT_DETACH)) }
        try Data(settings).write(to: URL(fileURLWithPath: place.folder.file("config.json")))
        try await place.start()
        try place.drop(PeelReport.numbered(1).text, as: "first.txt")
        try await place.line("NEW ")
        #expect(try place.bytes("State/reserve").count == (16 << 20) / 50)
        // One report waits outside, for which there is room, but not much.
        let outside = place.folder.file("outside.txt")
        try Data(PeelReport.numbered(2).text.utf8).write(to: URL(fileURLWithPath: outside))
        try take(place, allBut: 1 << 20, as: "filling")
        try await place.line("DISK LOW disk:state: ", "nothing new is taken or fetched until there is room")
        #expect(rename(outside, place.inbox + "/second.txt") == 0)
        try place.drop("no room", as: "third.txt")
        #expect(place.exists("State/reserve"))
        // With less left than it takes, the reserve is given up.
        try take(place, allBut: 100 << 10, as: "more")
        try await until("the reserve is given up") { place.exists("State/reserve") ? nil : true }
        let status = try await place.run("status", "--json")
        #expect(try status.json["diskLow"] == true, "\(status)")
        #expect(place.names(in: "Inbox") == ["Failed", "second.txt", "third.txt"])
        // A restart tells nothing again.
        #expect(try await place.stop() == 0)
        try await place.start()
        #expect(place.names(in: "Inbox") == ["Failed", "second.txt", "third.txt"])
        for name in ["filling", "more"] { #expect(unlink(place.folder.file(name)) == 0) }
        try await place.line("DISK RECOVERED disk:state: ")
        try await until("what waited is taken") { place.names(in: "Inbox") == ["Failed"] ? true : nil }
        try await until("the reserve is back") { place.exists("State/reserve") ? true : nil }
        #expect(try await place.stop() == 0)
        let types = try place.events().compactMap { $0["type"]?.string }
        #expect(
            types.filter { $0.hasPrefix("reportwatch.disk") }
                == ["reportwatch.disk.low.v1", "reportwatch.disk.recovered.v1"])
        #expect(try await place.run("verify").code == 0)
    }

    // In one step, so that the disk is never fuller than that.
    private func take(_ place: Installation, allBut room: Int, as name: String) throws {
        var facts = statvfs()
        #expect(statvfs(place.folder.path, &facts) == 0)
        let size = Int(facts.f_bavail) * Int(facts.f_frsize) - room
        let descriptor = open(place.folder.file(name), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        #expect(posix_fallocate(descriptor, 0, off_t(size)) == 0)
    }

    private func fill(_ place: Installation, leaving room: Int) throws {
        let path = place.folder.file("filling")
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let zeros = [UInt8](repeating: 0, count: 4096)
        var size = 0
        while true {
            let written = zeros.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { break }
            size += written
        }
        #expect(ftruncate(descriptor, max(0, size - room)) == 0)
    }
}
