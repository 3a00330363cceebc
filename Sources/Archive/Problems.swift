package import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Problem.Code {
    /// The disk or a quota is full; the same version may be committed later.
    package static let archiveFull = Problem.Code("archive-full")
    /// A folder or file of the archive cannot be written by this user.
    package static let archiveNotWritable = Problem.Code("archive-not-writable")
    /// The disk answered with an error.
    package static let archiveDisk = Problem.Code("archive-disk")
    /// Root and staging lie on different file systems, where a rename cannot commit anything.
    package static let archiveTwoFileSystems = Problem.Code("archive-two-file-systems")
    /// The folder holds something that is no OCFL storage root.
    package static let archiveForeignRoot = Problem.Code("archive-foreign-root")
    /// Another process writes to this archive.
    package static let archiveInUse = Problem.Code("archive-in-use")
    /// The store was asked to write before `open()`.
    package static let archiveNotOpen = Problem.Code("archive-not-open")
    /// A version that does not follow the newest one.
    package static let archiveVersionConflict = Problem.Code("archive-version-conflict")
    /// Two reports would share one folder.
    package static let archiveFolderTaken = Problem.Code("archive-folder-taken")
    /// A file's bytes are not those that the inventory names.
    package static let archiveDigestMismatch = Problem.Code("archive-digest-mismatch")
    /// A report, version or file that the archive does not hold.
    package static let archiveUnknown = Problem.Code("archive-unknown")
    /// What was committed is damaged on disk; nothing of it is touched.
    package static let archiveDamaged = Problem.Code("archive-damaged")
    /// The original or a file name of a draft cannot be archived.
    package static let archiveUnusableDraft = Problem.Code("archive-unusable-draft")
}

extension Problem {
    /// Gives the problem of a failed system call: what was tried, on which path, and what the system answered.
    static func system(_ action: String, _ path: String, _ number: Int32 = errno) -> Problem {
        let what = "cannot \(action): \(String(cString: strerror(number)))"
        switch number {
        case ENOSPC, EDQUOT:
            return Problem(
                .archiveFull, what, at: path, remedy: "Free space on this disk; the work goes on by itself.",
                retry: .later)
        case EACCES, EPERM, EROFS:
            return Problem(
                .archiveNotWritable, what, at: path, remedy: "Give the program's user access to this path.",
                retry: .afterRepair)
        case EXDEV:
            return Problem(
                .archiveTwoFileSystems, what, at: path,
                remedy: "Put the archive and the state folder on one file system.", retry: .afterRepair)
        case ENOENT:
            return Problem(.archiveUnknown, what, at: path, remedy: "Run verify to see what else is missing.")
        default:
            return Problem(
                .archiveDisk, what, at: path, remedy: "Check the disk, then try again.", retry: .later)
        }
    }

    /// Gives the problem of something committed that is no longer what it was.
    static func damaged(_ what: String, at path: String) -> Problem {
        Problem(
            .archiveDamaged, what, at: path,
            remedy: "Run verify, then put this folder back from a copy of the archive.", retry: .afterRepair)
    }
}
