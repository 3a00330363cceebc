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

    init(settings: Settings) {
        root = settings.state + "/work"
        inbox = settings.inbox.path
    }

    func folder(of id: String) -> String { root + "/" + id }
    func input(of id: String) -> String { folder(of: id) + "/input" }

    /// Makes the folder of an input that is about to be written or moved there.
    func open(_ id: String) throws(Problem) {
        guard mkdir(folder(of: id), 0o700) == 0 || errno == EEXIST else {
            throw Problem.system("cannot make a folder", folder(of: id))
        }
    }

    /// Moves claimed files out of the inbox, as a batch with shared syncs; gives the ids of those that are no longer there.
    func take(_ claims: [Claim]) throws(Problem) -> [String] {
        var missing: [String] = []
        for claim in claims {
            try open(claim.id)
            let target = input(of: claim.id)
            let code = withPath(claim.nameBytes) { cs_rename_noreplace($0, target) }
            switch code {
            case 0, EEXIST: break
            case ENOENT, ENOTDIR: missing.append(claim.id)
            case EXDEV: try copy(claim, to: target)
            default: throw Problem.system("cannot take \(claim.shownName)", inbox, code: code)
            }
        }
        try sync(claims)
        return missing
    }

    /// Removes an input whose bytes are kept elsewhere.
    func remove(_ id: String) {
        unlink(input(of: id))
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
        let bytes = try withPath(claim.nameBytes) { (path) throws(Problem) in
            try InputFile.bytes(of: String(cString: path), limit: .max)
        }
        try InputFile.write(bytes, to: target)
        _ = withPath(claim.nameBytes) { unlink($0) }
    }

    private func sync(_ claims: [Claim]) throws(Problem) {
        if claims.count > 1 {
            try Disk.syncAll(of: root)
            if Disk.device(of: root) != Disk.device(of: inbox) { try Disk.syncAll(of: inbox) }
            return
        }
        for claim in claims { try Disk.syncFolder(folder(of: claim.id)) }
        try Disk.syncFolder(root)
        if access(inbox, F_OK) == 0 { try Disk.syncFolder(inbox) }
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
