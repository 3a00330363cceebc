import Foundation
import Glibc
import Model
import Support
import Testing

/// A power cut at every durable step: a file system in an image, of which nothing survives but the blocks that had reached
/// it. The same promises hold as after a kill.
@Suite(.serialized, .enabled(if: Image.canMount && Strace.works, "only root can mount an image, and strace must trace"))
struct PowerCutTests {
    private struct Point: Sendable, CustomStringConvertible {
        let call: String
        let number: Int
        /// Whether somebody else's file is synced just before the cut: that writes down names whose bytes may not be there.
        let afterOthers: Bool
        var description: String { "\(call) \(number)\(afterOthers ? ", after a foreign sync" : "")" }
    }

    private let ingest: Ingest
    init() async throws { ingest = try await Ingest() }

    @Test(.enabled(if: Image.FileSystem.ext4.isHere, "mkfs.ext4 is not here"), .timeLimit(.minutes(120)))
    func `a cut of power at any durable step loses nothing and repeats nothing on ext4`() async throws {
        try await sweepCuts(on: .ext4, short: 6)
    }

    @Test(.enabled(if: Image.FileSystem.xfs.isHere, "mkfs.xfs is not here"), .timeLimit(.minutes(120)))
    func `a cut of power at any durable step loses nothing and repeats nothing on xfs`() async throws {
        try await sweepCuts(on: .xfs, short: 3)
    }

    @Test(.enabled(if: Image.FileSystem.btrfs.isHere, "mkfs.btrfs is not here"), .timeLimit(.minutes(120)))
    func `a cut of power at any durable step loses nothing and repeats nothing on btrfs`() async throws {
        try await sweepCuts(on: .btrfs, short: 4)
    }

    private func sweepCuts(on system: Image.FileSystem, short: Int) async throws {
        let template = try await Image(system) { try ingest.lay(into: $0) }
        let points = try await points()
        let tried = Ingest.points(points, short: short)
        let outcomes = try await sweep(tried, atOnce: 1) { point in (point, try await cut(at: point, template)) }
        for (point, outcome) in outcomes where !outcome.violations.isEmpty {
            Issue.record("cut at \(point) on \(system): \(outcome.violations)")
        }
        let hits = outcomes.filter(\.1.isHit).count
        #expect(hits * 2 >= tried.count, "\(hits) of \(tried.count) points were hit")
        print("power cut on \(system): \(hits) of \(points.count) points tried")
    }

    // What the sweep is worth: with a sync that is only pretended it must find something.
    @Test(.enabled(if: Image.FileSystem.ext4.isHere, "mkfs.ext4 is not here"), arguments: ["fdatasync", "syncfs"])
    func `a sync that never happened is found out`(_ sync: String) async throws {
        let template = try await Image(.ext4) { try ingest.lay(into: $0) }
        let lie = ["-e", "inject=\(sync):retval=0"]
        // Files that were moved before the catalogue knew of them; originals that went before the archive had them.
        let call = sync == "fdatasync" ? "syncfs" : "unlink"
        let point = Point(call: call, number: call == "syncfs" ? 1 : 3, afterOthers: true)
        let violations = try await cut(at: point, template, lie).violations
        #expect(!violations.isEmpty)
    }

    // Every sync of an undisturbed run: what is on the disk changes only there. In the long form also calls between them.
    private func points() async throws -> [Point] {
        let place = try Installation()
        try ingest.lay(into: place.folder.path)
        let output = place.folder.file("trace")
        let options = ["-f", "-y", "-o", output, "-e", "trace=" + Trace.changing.joined(separator: ",")]
        _ = try await place.run(Strace.path, options + [Installation.program, "run", "--once"])
        let calls = try Trace(readingFrom: output).calls.filter(\.changesDisk)
        let syncs = calls.filter { $0.name.contains("sync") }
        let others =
            CrashTests.isTorture ? calls.filter { !$0.name.contains("sync") && $0.number.isMultiple(of: 6) } : []
        var seen: Set<String> = []
        return (syncs + others).flatMap { call in
            [false, true].map { Point(call: call.name, number: call.number, afterOthers: $0) }
        }.filter { seen.insert($0.description).inserted && ($0.call.contains("sync") || $0.afterOthers) }
    }

    private func cut(
        at point: Point, _ template: Image, _ more: [String] = []
    ) async throws -> (isHit: Bool, violations: [String]) {
        let place = try Installation()
        let disk = try await template.copy()
        try await disk.mount(on: place.folder.path)
        defer { Image.unmount(place.folder.path) }
        let output = try TemporaryFolder()
        let kill = ["-e", "inject=\(point.call):signal=KILL:when=\(point.number)"]
        let run = try await place.run(
            Strace.path,
            ["-f", "-y", "-o", output.file("trace"), "-e", "trace=" + Trace.changing.joined(separator: ",")] + more
                + kill
                + [Installation.program, "run", "--once"])
        if point.afterOthers {
            let foreign = open(place.folder.file("foreign"), O_WRONLY | O_CREAT | O_APPEND, 0o644)
            #expect(foreign >= 0 && write(foreign, "x", 1) == 1 && fsync(foreign) == 0)
            close(foreign)
        }
        // The writer is gone and its pages are still in memory: what the image holds now is what a cut leaves.
        let left = try await disk.copy()
        Image.unmount(place.folder.path)
        try await left.mount(on: place.folder.path)
        let restart = try await place.run("run", "--once")
        var violations = try await ingest.violations(in: place)
        if restart.code != 0 { violations.append("the restart ended with \(restart.code): \(restart.errors)") }
        let isHit = try Trace(readingFrom: output.file("trace")).calls.contains {
            $0.name == point.call && $0.number == point.number && $0.result == nil
        }
        return (isHit && run.code != 0, violations)
    }
}

/// A file system in a file.
final class Image: Sendable {
    enum FileSystem: String, Sendable, CustomStringConvertible {
        case ext4, xfs, btrfs

        /// Whether it can be made on this machine.
        var isHere: Bool { FileManager.default.isExecutableFile(atPath: maker) }
        var maker: String { "/sbin/mkfs." + rawValue }
        var description: String { rawValue }
        fileprivate var size: Int { self == .ext4 ? 48 << 20 : self == .btrfs ? 160 << 20 : 320 << 20 }
        // The journal is written when somebody asks for it, and not by the clock.
        fileprivate var options: String { self == .xfs ? "loop" : "loop,commit=120" }
    }

    /// Whether this user may mount an image on this machine.
    static let canMount: Bool = {
        guard getuid() == 0, access("/dev/loop-control", F_OK) == 0 else { return false }
        // A container may have the right to mount a memory file system and still no loop devices.
        return (try? Spawned("/sbin/losetup", ["--find"]).wait()) == 0
    }()

    private let folder: TemporaryFolder
    private let system: FileSystem
    private var path: String { folder.file("image") }

    /// Makes one and fills it.
    init(_ system: FileSystem, _ fill: (String) throws -> Void) async throws {
        (folder, self.system) = (try TemporaryFolder(), system)
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(truncate(path, off_t(system.size)) == 0)
        let force = system == .ext4 ? ["-q", "-F"] : ["-q", "-f"]
        let made = try await Tool.run(system.maker, force + [path])
        try #require(made.code == 0, "\(made.output)")
        let place = try TemporaryFolder()
        try await mount(on: place.path)
        defer { Image.unmount(place.path) }
        try fill(place.path)
    }

    private init(copyOf other: Image) throws { (folder, system) = (try TemporaryFolder(), other.system) }

    /// Gives another one with the same blocks.
    func copy() async throws -> Image {
        let copy = try Image(copyOf: self)
        let copied = try await Tool.run("/bin/cp", ["--sparse=always", path, copy.path])
        try #require(copied.code == 0, "\(copied.output)")
        return copy
    }

    func mount(on place: String) async throws {
        let mounted = try await Tool.run("/bin/mount", ["-t", system.rawValue, "-o", system.options, path, place])
        try #require(mounted.code == 0, "\(mounted.output)")
    }

    static func unmount(_ place: String) {
        // A reader that is just dying may still hold it.
        for _ in 0..<100 {
            if umount2(place, 0) == 0 || errno != EBUSY { return }
            usleep(50_000)
        }
        umount2(place, Int32(MNT_DETACH))
    }
}
