import Archive
import Catalogue
import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Settings {
    /// How much of the disk is left alone; sizes in bytes.
    package struct Room: Hashable, Sendable {
        /// With less room than this nothing new is taken or fetched; 0: whatever is left is used.
        package var minFree: Int
        /// The same as a share of the disk, in percent; the larger of the two counts.
        package var minFreePercent: Int
        /// The size of a file that is given up when the disk is full all the same.
        package var reserve: Int
    }
}

/// Whether the disk of archive and state has room for more.
///
/// With little room nothing new is taken, so that what is in hand can be archived and told. Where something else fills the disk all the
/// same, a file that held room until then is given up for that, and made again when there is room.
package final class DiskRoom: Sendable {
    /// What a file system says of itself, in bytes.
    struct Space: Hashable, Sendable {
        var free: Int
        var total: Int
    }

    private struct State {
        var isLow = false
        var keepsReserve = false
        /// What was last told, by this program or the one before it.
        var isToldLow = false
    }

    private let rules: Settings.Room
    private let reserve: String
    private let mark: String
    private let probe: @Sendable () -> Space?
    private let state: Mutex<State>

    /// Takes the folder whose disk it is, and what asks that disk.
    init(_ folder: String, _ rules: Settings.Room, probe: (@Sendable () -> Space?)? = nil) {
        self.rules = rules
        reserve = folder + "/reserve"
        mark = folder + "/disk-low"
        self.probe = probe ?? { DiskRoom.space(of: folder) }
        state = Mutex(State(isToldLow: DiskRoom.isToldLow(in: folder)))
    }

    /// Whether nothing new may be taken, as far as the last look goes.
    var isLow: Bool { state.withLock(\.isLow) }

    /// The difference between what was told and what is, if there is one.
    var news: Bool? { state.withLock { $0.isLow == $0.isToldLow ? nil : $0.isLow } }

    /// From now on there is a reserve, whenever there is room for it: for a daemon, and not for a single command.
    func keepReserve() { state.withLock { $0.keepsReserve = true } }

    /// Looks at the disk, and gives up the reserve or takes it back; gives what the disk said.
    @discardableResult
    func look() -> Space? {
        guard let space = probe() else { return nil }
        let (least, size) = (least(of: space), reserveSize(of: space))
        let isHeld = InputFile.exists(reserve)
        // What the reserve will take is not room; and a little more than the least, or it would be low again with the next file.
        let enough = least + least / 10 + (isHeld ? 0 : size)
        let keepsReserve = state.withLock { state in
            state.isLow = space.free < (state.isLow ? enough : least)
            return state.keepsReserve
        }
        if isHeld, space.free < size { giveUp() }
        if keepsReserve, !isHeld, size > 0, space.free >= least + least / 10 + size { hold(size) }
        return space
    }

    /// Gives up the reserve: something could not be written.
    func giveUp() { unlink(reserve) }

    /// Remembers what was told, also for the next start.
    func noteTold(_ isLow: Bool) {
        state.withLock { $0.isToldLow = isLow }
        if isLow {
            let descriptor = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
            if descriptor >= 0 { close(descriptor) }
        } else {
            unlink(mark)
        }
    }

    /// What is left alone of this disk: of a small one never more than a tenth.
    func least(of space: Space) -> Int {
        max(min(rules.minFree, space.total / 10), space.total / 100 * rules.minFreePercent)
    }

    private func reserveSize(of space: Space) -> Int { min(rules.reserve, space.total / 50) }

    // Its blocks are the file's own from now on, which a size alone would not make them.
    private func hold(_ size: Int) {
        let descriptor = open(reserve, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if posix_fallocate(descriptor, 0, off_t(size)) != 0 { giveUp() }
    }

    /// Whether a daemon told that the disk is nearly full, and not yet that there is room again.
    package static func isToldLow(in folder: String) -> Bool { InputFile.exists(folder + "/disk-low") }

    private static func space(of folder: String) -> Space? {
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0, facts.f_frsize > 0 else { return nil }
        func bytes(_ blocks: fsblkcnt_t) -> Int {
            Int(clamping: UInt64(blocks).multipliedReportingOverflow(by: UInt64(facts.f_frsize)).partialValue)
        }
        return Space(free: bytes(facts.f_bavail), total: bytes(facts.f_blocks))
    }
}

extension DiskRoom {
    /// Why nothing new is taken.
    static let low = Problem(
        Problem.Code("disk-low"), "the disk is nearly full, and nothing new is taken",
        remedy: "Free space, or lower room.minFree; it goes on by itself.", retry: .later)
}

extension Problem {
    /// Whether the disk or a quota has no room for what should be written, or may have none.
    var isOfFullDisk: Bool { code == .diskFull || code == .archiveFull || code == .catalogueDisk }
}
