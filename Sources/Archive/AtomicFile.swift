package import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Files that are there whole or not at all, also after a power cut.
package enum AtomicFile {
    /// Puts bytes at a path in one step: written beside the given temporary name, synced, renamed, folder synced.
    ///
    /// The temporary name must lie on the same file system, and for files of the archive outside its root: a stranger's
    /// validator must never see it. A leftover of that name is replaced.
    /// - Throws: a problem of the disk; the old file is then still there.
    package static func replace(_ path: String, with bytes: [UInt8], through temporary: String) throws(Problem) {
        try replace(path, with: bytes, through: temporary, on: Disk(step: { _ in }))
    }

    static func replace(
        _ path: String, with bytes: [UInt8], through temporary: String, on disk: Disk
    ) throws(Problem) {
        unlink(temporary)
        try disk.write(bytes, to: temporary)
        try disk.sync(temporary)
        try disk.rename(temporary, to: path)
        try disk.sync(Folder.parent(of: path))
    }
}
