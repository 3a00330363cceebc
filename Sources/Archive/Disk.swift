import CSystem
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file or folder; closed when the last reference goes.
final class Descriptor: Sendable {
    let number: Int32
    let path: String

    init(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws(Problem) {
        number = open(path, flags | O_CLOEXEC, mode)
        self.path = path
        guard number >= 0 else { throw .system("open", path) }
    }

    deinit { close(number) }

    func status() throws(Problem) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .system("examine", path) }
        return status
    }

    func write(_ bytes: [UInt8]) throws(Problem) {
        var done = 0
        while done < bytes.count {
            // A short write is no error; the rest is tried again and tells why it was short.
            let count = bytes.withUnsafeBytes { unsafe in
                sysWrite(number, UnsafeRawBufferPointer(rebasing: unsafe[done...]))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("write", path) }
            done += count
        }
    }
}

private func sysWrite(_ number: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    write(number, buffer.baseAddress, buffer.count)
}

/// The steps that change the disk. Each announces itself first, so that a test can make any one of them fail.
///
/// A failed sync is final for what it was to flush: the system may have dropped the data, and a second sync of the same
/// descriptor would report success. Whoever needs the bytes writes them again from their source.
struct Disk: Sendable {
    let step: @Sendable (String) throws -> Void
    /// Flushes the file system of a descriptor; gives 0 where that could be done.
    var flush: @Sendable (Int32) -> Int32 = { cs_syncfs($0) }

    private func announce(_ name: String) throws(Problem) {
        do { try step(name) } catch { throw Problem.wrapping(error) }
    }

    /// Makes one folder; one that is there already is fine.
    func makeFolder(_ path: String) throws(Problem) {
        try announce("make folder")
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .system("make the folder", path) }
    }

    /// Makes a folder and those above it.
    func makeFolders(_ path: String) throws(Problem) {
        guard Folder.kind(of: path) == nil else { return }
        let parent = Folder.parent(of: path)
        if parent != path { try makeFolders(parent) }
        try makeFolder(path)
    }

    /// Writes a file that must not be there yet.
    func write(_ bytes: [UInt8], to path: String) throws(Problem) {
        try announce("write")
        try Descriptor(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW).write(bytes)
    }

    /// Flushes one file or folder.
    func sync(_ path: String) throws(Problem) {
        try announce("sync")
        let descriptor = try Descriptor(path, O_RDONLY)
        guard fsync(descriptor.number) == 0 else { throw .system("sync", path) }
    }

    /// Flushes the whole file system of a descriptor; gives whether it could.
    func syncFileSystem(of descriptor: Descriptor) throws(Problem) -> Bool {
        try announce("sync file system")
        return flush(descriptor.number) == 0
    }

    /// Renames a file over another, or a folder to a name that is free; a folder with content is never replaced.
    func rename(_ old: String, to new: String) throws(Problem) {
        try announce("rename")
        guard sysRename(old, new) == 0 else { throw .system("rename \(old)", new) }
    }

    /// Adds bytes to the end of an open file.
    func append(_ bytes: [UInt8], to descriptor: Descriptor) throws(Problem) {
        try announce("append")
        try descriptor.write(bytes)
    }

    /// Cuts a file to a length.
    func truncate(_ path: String, to size: Int) throws(Problem) {
        try announce("truncate")
        guard sysTruncate(path, off_t(size)) == 0 else { throw .system("cut", path) }
    }

    /// Gives a second name to a regular file, or a copy where the file system or its rights allow no link.
    func link(_ old: String, to new: String) throws(Problem) {
        try announce("link")
        guard Folder.kind(of: old) == .file else {
            throw Problem(
                .archiveUnusableDraft, "the original is not a regular file", at: old,
                remedy: "Put the file itself into the inbox.")
        }
        if sysLink(old, new) != 0 { try copy(old, to: new) }
    }

    /// Makes an empty file whose name alone counts: one more name of an empty file, since one of its own costs several times that
    /// to make and to remove.
    func mark(_ path: String, with blank: String) throws(Problem) {
        if sysLink(blank, path) == 0 { return }
        if errno == ENOENT { try write([], to: blank) }
        if sysLink(blank, path) != 0 { try write([], to: path) }
    }

    private func copy(_ old: String, to new: String) throws(Problem) {
        let target = try Descriptor(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        try FileReading.pieces(of: old) { (piece: [UInt8]) throws(Problem) in try target.write(piece) }
    }

    /// Removes an empty folder; gives whether it was empty.
    func removeFolder(_ path: String) throws(Problem) -> Bool {
        try announce("remove")
        return rmdir(path) == 0
    }

    /// Removes a file or a folder with everything in it; symbolic links are not followed.
    func removeAll(_ path: String) throws(Problem) {
        try announce("remove")
        try removeTree(path)
    }

    private func removeTree(_ path: String) throws(Problem) {
        guard let kind = Folder.kind(of: path) else { return }
        if kind == .folder {
            for entry in try Folder.entries(of: path) { try removeTree(path + "/" + entry.name) }
            guard rmdir(path) == 0 || errno == ENOENT else { throw .system("remove", path) }
        } else {
            guard unlink(path) == 0 || errno == ENOENT else { throw .system("remove", path) }
        }
    }
}

private func sysRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }
private func sysLink(_ old: String, _ new: String) -> Int32 { link(old, new) }
private func sysTruncate(_ path: String, _ size: off_t) -> Int32 { truncate(path, size) }
