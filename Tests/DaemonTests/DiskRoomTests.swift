import Foundation
import Model
import Support
import Synchronization
import Testing

@testable import Daemon

/// What is taken while the disk has little room, and what is given up for it.
struct DiskRoomTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private final class Disk: Sendable {
        let space = Mutex<DiskRoom.Space?>(.init(free: 90_000, total: 100_000))
        func set(_ free: Int) { space.withLock { $0?.free = free } }
    }

    private func room(_ disk: Disk, minFree: Int = 10_000, percent: Int = 0, reserve: Int = 1000) -> DiskRoom {
        DiskRoom(folder.path, .init(minFree: minFree, minFreePercent: percent, reserve: reserve)) {
            disk.space.withLock { $0 }
        }
    }

    private var reserveSize: Int? {
        (try? FileManager.default.attributesOfItem(atPath: folder.file("reserve")))?[.size] as? Int
    }

    @Test func `it is low below the least, and has room again only a little above it`() {
        let disk = Disk()
        let room = room(disk, reserve: 0)
        let course = [
            (90_000, false), (10_000, false), (9_999, true), (10_999, true), (11_000, false), (10_500, false),
        ]
        for (free, isLow) in course {
            disk.set(free)
            room.look()
            #expect(room.isLow == isLow, "\(free)")
        }
        // A disk that says nothing changes nothing.
        disk.space.withLock { $0 = nil }
        #expect(room.look() == nil && !room.isLow)
    }

    @Test func `the larger of bytes and percent counts, and a small disk keeps at most a tenth for bytes`() {
        let space = DiskRoom.Space(free: 0, total: 100_000)
        #expect(room(Disk(), minFree: 500).least(of: space) == 500)
        #expect(room(Disk(), minFree: 500, percent: 2).least(of: space) == 2000)
        #expect(room(Disk(), minFree: 50_000).least(of: space) == 10_000)
        #expect(room(Disk(), minFree: 0).least(of: space) == 0)
    }

    @Test func `the reserve is held while there is room, given up when it is gone, and taken back`() {
        let disk = Disk()
        let room = room(disk)
        room.look()
        #expect(reserveSize == nil)
        room.keepReserve()
        room.look()
        #expect(reserveSize == 1000)
        disk.set(5000)
        room.look()
        #expect(room.isLow && reserveSize == 1000)
        disk.set(999)
        room.look()
        #expect(reserveSize == nil)
        // What the reserve will take is no room.
        disk.set(11_500)
        room.look()
        #expect(room.isLow && reserveSize == nil)
        disk.set(12_000)
        room.look()
        #expect(!room.isLow && reserveSize == 1000)
    }

    @Test func `what is left in the inbox while the disk is low is taken later, and both are told once`() async throws {
        let rig = try Rig()
        rig.setRoom(5)
        try rig.drop(letter)
        for _ in 1...2 { try await rig.pass() }
        #expect(rig.files("Inbox") == ["note.txt"])
        #expect(rig.files("Archive").allSatisfy { !$0.contains("/v1/") })
        rig.setRoom(50)
        for _ in 1...2 { try await rig.pass() }
        #expect(rig.files("Inbox") == [])
        let types = try rig.state().filter { $0.hasPrefix("event reportwatch.disk") }
        #expect(
            types == ["event reportwatch.disk.low.v1 disk:state", "event reportwatch.disk.recovered.v1 disk:state"])
    }

    @Test func `what is in hand when the disk becomes low is finished`() async throws {
        let rig = try Rig()
        rig.setRoom(50)
        let runtime = try rig.run()
        try rig.folder.write(letter, to: "letter.txt")
        let input = try runtime.claim(fileAt: rig.folder.file("letter.txt"))
        rig.setRoom(5)
        #expect(!runtime.stages.watchRoom())
        await runtime.worker.take([input], waits: true)
        #expect(throws: Problem.self) { try runtime.claim(fileAt: rig.folder.file("letter.txt")) }
        try runtime.close()
        #expect(rig.files("Archive").contains { $0.hasSuffix("/v1/content/text.txt") })
    }
}
