import CSystem
import Catalogue
import Foundation
import Intake
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `State/work`: where an input lies from the moment it is claimed until it is archived or set aside. One folder an input.
///
/// The claim is committed in the journal first and the file renamed after it, so that a crash between the two leaves the
/// file in the inbox and a row that recovery drops (architecture, section 4.2).
struct WorkArea: Sendable {
    let root: String
    let inbox: String
    /// Whether files are copied out of the inbox and stay there.
    let isInboxKept: Bool
    private let leftovers = Leftovers()

    init(settings: Settings) {
        root = settings.state + "/work"
        inbox = settings.inbox.path
        isInboxKept = settings.inbox.isKept
    }

    func folder(of id: String) -> String { root + "/" + id }
    func input(of id: String) -> String { folder(of: id) + "/input" }
    /// Where the exchange that brought an input is kept as a web archive, if it was fetched.
    func exchange(of id: String) -> String { folder(of: id) + "/exchange.warc.gz" }

    /// Makes the folder of an input that is about to be written or moved there.
    func open(_ id: String) throws(Problem) {
        guard mkdir(folder(of: id), 0o700) == 0 || errno == EEXIST else {
            throw Problem.system("cannot make a folder", folder(of: id))
        }
    }

    /// What came of taking a batch out of the inbox.
    struct Taken {
        /// The ids of those that are not in the area: gone, changed since, or not to be moved.
        var missing: [String] = []
        /// Why the last of those that cannot be moved cannot.
        var problem: Problem?
    }

    /// Moves claimed files out of the inbox, as a batch with shared syncs. One that cannot be moved keeps no other.
    func take(_ claims: [Claim]) throws(Problem) -> Taken {
        var taken = Taken()
        for claim in claims {
            do throws(Problem) {
                if try !move(claim) { taken.missing.append(claim.id) }
            } catch {
                if InputFile.exists(input(of: claim.id)) { continue }
                taken.missing.append(claim.id)
                taken.problem = error
            }
        }
        try sync(claims)
        return taken
    }

    // Gives whether the file is in the area now.
    private func move(_ claim: Claim) throws(Problem) -> Bool {
        try open(claim.id)
        let target = input(of: claim.id)
        if isInboxKept { return try takeCopy(of: claim, to: target) }
        let code = withPath(claim.nameBytes) { cs_rename_noreplace($0, target) }
        switch code {
        case 0: break
        case EEXIST: return true
        case ENOENT, ENOTDIR: return false
        case EXDEV:
            try copy(claim, to: target)
            return true
        default: throw Problem.system("cannot take \(claim.shownName)", inbox, code: code)
        }
        var facts = stat()
        guard lstat(target, &facts) == 0 else { throw Problem.system("cannot look at the file", target) }
        // Written to or replaced since it was found complete: it goes back, and is offered again when it has come to rest.
        if hasChanged(facts, since: claim) {
            return withPath(claim.nameBytes) { cs_rename_noreplace(target, $0) } != 0
        }
        if facts.st_nlink > 1 { try separate(target) }
        return true
    }

    // The file stays; one that is written to meanwhile is offered again when it has come to rest.
    private func takeCopy(of claim: Claim, to target: String) throws(Problem) -> Bool {
        let isCopied = try withPath(claim.nameBytes) { (path) throws(Problem) in
            var facts = stat()
            guard lstat(path, &facts) == 0, !hasChanged(facts, since: claim) else { return false }
            _ = try InputFile.copy(path, to: target + ".new")
            return lstat(path, &facts) == 0 && !hasChanged(facts, since: claim)
        }
        guard isCopied else {
            unlink(target + ".new")
            return false
        }
        guard rename(target + ".new", target) == 0 else { throw Problem.system("cannot rename", target) }
        return true
    }

    private func hasChanged(_ facts: stat, since claim: Claim) -> Bool {
        let modified = Int64(facts.st_mtim.tv_sec) * 1000 + Int64(facts.st_mtim.tv_nsec) / 1_000_000
        return facts.st_mode & S_IFMT != S_IFREG || Int(facts.st_size) != claim.size
            || modified != claim.mtime / 1_000_000
    }

    // The archive keeps this very file: a name that somebody still has for it elsewhere must not reach into the archive.
    private func separate(_ target: String) throws(Problem) {
        let copy = target + ".new"
        _ = try InputFile.copy(target, to: copy)
        guard rename(copy, target) == 0 else { throw Problem.system("cannot rename", target) }
    }

    /// Removes an input whose bytes are kept elsewhere. What the disk does not let go is removed later.
    func remove(_ id: String) {
        guard InputFile.exists(folder(of: id)) else { return }
        unlink(input(of: id))
        removeEmpty(id)
        if InputFile.exists(folder(of: id)) { leftovers.add(id) }
    }

    /// Whether something could not be removed.
    var hasLeftovers: Bool { leftovers.count > 0 }

    /// Tries once more to remove what could not be removed.
    func removeLeftovers() throws(Problem) {
        for id in leftovers.takeAll() { remove(id) }
        guard hasLeftovers else { return }
        throw Problem(
            .inputOutput, "\(leftovers.count) inputs that have reached their place cannot be removed", at: root,
            remedy: "Look at the disk and at the rights there; it is tried again by itself.", retry: .later)
    }

    /// Removes the folder of an input that is not there; whatever is in it stays.
    func removeEmpty(_ id: String) {
        unlink(input(of: id) + ".new")
        unlink(exchange(of: id))
        // What a fetch that was broken off leaves, or a program that rendered.
        unlink(exchange(of: id) + ".wire")
        unlink(input(of: id) + ".rendered")
        rmdir(folder(of: id))
    }

    /// The ids of all folders in the area.
    func contents() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted()
    }

    /// Removes the inbox name of an input that a cut of power left under both names (one inode, two names; seen on btrfs).
    func dropSecondName(of claim: Claim) {
        var (taken, left) = (stat(), stat())
        guard lstat(input(of: claim.id), &taken) == 0 else { return }
        withPath(claim.nameBytes) { path in
            if lstat(path, &left) == 0, left.st_ino == taken.st_ino, left.st_dev == taken.st_dev { unlink(path) }
        }
    }

    // An inbox on another file system: copy, sync, and only then take the name away.
    private func copy(_ claim: Claim, to target: String) throws(Problem) {
        _ = try withPath(claim.nameBytes) { (path) throws(Problem) in try InputFile.copy(path, to: target + ".new") }
        guard rename(target + ".new", target) == 0 else { throw Problem.system("cannot rename", target) }
        _ = withPath(claim.nameBytes) { unlink($0) }
    }

    private func sync(_ claims: [Claim]) throws(Problem) {
        if claims.count > 1 {
            try Disk.syncAll(of: root)
            if !isInboxKept, Disk.device(of: root) != Disk.device(of: inbox) { try Disk.syncAll(of: inbox) }
            return
        }
        for claim in claims { try Disk.syncFolder(folder(of: claim.id)) }
        try Disk.syncFolder(root)
        if !isInboxKept, access(inbox, F_OK) == 0 { try Disk.syncFolder(inbox) }
    }

    private func withPath<Result, Failure: Error>(
        _ name: [UInt8], _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // Names are bytes, not text: one that is no UTF-8 must reach the system as it is.
        let path = (Array(inbox.utf8) + [0x2F] + name + [0]).map { CChar(bitPattern: $0) }
        return try path.withUnsafeBufferPointer { (buffer) throws(Failure) in
            guard let base = buffer.baseAddress else { preconditionFailure("a path is never empty") }
            return try body(base)
        }
    }
}

extension Problem {
    /// A system call that failed, by `errno` or a code given. A full disk and a failing one pass by themselves.
    static func system(_ what: String, _ path: String, code: Int32 = errno) -> Problem {
        let reason = String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT:
            return Problem(
                .diskFull, "\(what): \(reason)", at: path, remedy: "Free some space; it is tried again by itself.",
                retry: .later)
        case EACCES, EPERM:
            return Problem(
                .notPermitted, "\(what): \(reason)", at: path,
                remedy: "Give the user that runs this program the right to read and write there.", retry: .afterRepair)
        default:
            return Problem(
                .inputOutput, "\(what): \(reason)", at: path, remedy: "Look at the disk; it is tried again by itself.",
                retry: .later)
        }
    }
}

extension Problem.Code {
    static let diskFull = Problem.Code("disk-full")
    static let notPermitted = Problem.Code("not-permitted")
    static let inputOutput = Problem.Code("input-output")
}
