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

/// `State/work`: where an input lies from the moment it is claimed until it is archived or set aside, under the id of its claim.
/// What belongs to it has that name with an ending: no folder is made only to be removed again, and synced for one name.
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

    func input(of id: String) -> String { root + "/" + id }
    /// Where the exchange that brought an input is kept as a web archive, if it was fetched.
    func exchange(of id: String) -> String { input(of: id) + ".exchange.warc.gz" }
    /// Where a copy of an input is made that is to take its place.
    func copy(of id: String) -> String { input(of: id) + ".new" }

    /// What an input leaves beside itself when it is gone: also a fetch that was broken off, or a program that rendered.
    private func companions(of id: String) -> [String] {
        [copy(of: id), exchange(of: id), exchange(of: id) + ".wire", input(of: id) + ".rendered"]
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
        let target = input(of: claim.id)
        if isInboxKept { return try takeCopy(of: claim, to: target) }
        let code = withPath(claim.nameBytes) { cs_rename_noreplace($0, target) }
        switch code {
        case 0: break
        case EEXIST: return true
        case ENOENT, ENOTDIR: return false
        case EXDEV:
            try takeAcross(claim)
            return true
        default: throw Problem.system("cannot take \(claim.shownName)", inbox, code: code)
        }
        var facts = stat()
        guard lstat(target, &facts) == 0 else { throw Problem.system("cannot look at the file", target) }
        // Written to or replaced since it was found complete: it goes back, and is offered again when it has come to rest.
        if hasChanged(facts, since: claim) {
            return withPath(claim.nameBytes) { cs_rename_noreplace(target, $0) } != 0
        }
        if facts.st_nlink > 1 { try separate(claim.id) }
        return true
    }

    // The file stays; one that is written to meanwhile is offered again when it has come to rest.
    private func takeCopy(of claim: Claim, to target: String) throws(Problem) -> Bool {
        let isCopied = try withPath(claim.nameBytes) { (path) throws(Problem) in
            var facts = stat()
            guard lstat(path, &facts) == 0, !hasChanged(facts, since: claim) else { return false }
            _ = try InputFile.copy(path, to: copy(of: claim.id))
            return lstat(path, &facts) == 0 && !hasChanged(facts, since: claim)
        }
        guard isCopied else {
            unlink(copy(of: claim.id))
            return false
        }
        try move(copy(of: claim.id), to: target)
        return true
    }

    private func hasChanged(_ facts: stat, since claim: Claim) -> Bool {
        let modified = Int64(facts.st_mtim.tv_sec) * 1000 + Int64(facts.st_mtim.tv_nsec) / 1_000_000
        return facts.st_mode & S_IFMT != S_IFREG || Int(facts.st_size) != claim.size
            || modified != claim.mtime / 1_000_000
    }

    // The archive keeps this very file: a name that somebody still has for it elsewhere must not reach into the archive.
    private func separate(_ id: String) throws(Problem) {
        _ = try InputFile.copy(input(of: id), to: copy(of: id))
        try move(copy(of: id), to: input(of: id))
    }

    /// Removes an input whose bytes are kept elsewhere. What the disk does not let go is removed later.
    func remove(_ id: String) { unlinkAll([input(of: id)] + companions(of: id), of: id) }

    /// Removes what lies beside an input that is not there itself.
    func removeCompanions(of id: String) { unlinkAll(companions(of: id), of: id) }

    private func unlinkAll(_ paths: [String], of id: String) {
        for path in paths where unlink(path) != 0 && errno != ENOENT { leftovers.add(id) }
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

    /// The ids of all inputs in the area, and of those that have left something there.
    func contents() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return Set(names.map { String($0.prefix { $0 != "." }) }).sorted()
    }

    /// Gives the inputs their names that an earlier version of this program has left, each as `input` in a folder of its own with
    /// what belongs to it. A stop at any point is made up for by the next start.
    func takeOverFolders() throws(Problem) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] where isFolder(input(of: name)) {
            let id = String(name.prefix { $0 != "." })
            // Out of the way of the input itself.
            let former = input(of: id) + ".folder"
            if name == id { try move(input(of: id), to: former) }
            for file in (try? FileManager.default.contentsOfDirectory(atPath: former)) ?? [] {
                let ending = file.hasPrefix("input") ? file.dropFirst("input".count) : "." + file[...]
                try move(former + "/" + file, to: input(of: id) + ending)
            }
            try Disk.syncFolder(root)
            rmdir(former)
        }
    }

    private func move(_ old: String, to new: String) throws(Problem) {
        guard rename(old, new) == 0 else { throw Problem.system("cannot rename", old) }
    }

    private func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
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
    private func takeAcross(_ claim: Claim) throws(Problem) {
        let copy = copy(of: claim.id)
        _ = try withPath(claim.nameBytes) { (path) throws(Problem) in try InputFile.copy(path, to: copy) }
        try move(copy, to: input(of: claim.id))
        _ = withPath(claim.nameBytes) { unlink($0) }
    }

    private func sync(_ claims: [Claim]) throws(Problem) {
        if claims.count > 1 {
            try Disk.syncAll(of: root)
            if !isInboxKept, Disk.device(of: root) != Disk.device(of: inbox) { try Disk.syncAll(of: inbox) }
            return
        }
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
