import Foundation
import Model

/// An open file of lines that only grows at its end. It belongs to one `FileChannel` and closes itself.
final class LineFile {
    /// Tells whether a path still leads to the same file.
    struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    let path: String
    let identity: Identity
    private let descriptor: Int32

    /// Opens a file for appending; makes it and its folders if they are missing.
    init(path: String) throws(Problem) {
        self.path = path
        let folder = LineFile.folder(of: path)
        try LineFile.makeFolder(folder)
        let isNew = access(path, F_OK) != 0
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o644)
        guard descriptor >= 0 else { throw LineFile.problem("cannot open the file", path) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw Problem(
                .channelFile, "what a file channel should write to is no regular file", at: path,
                remedy: "Name a regular file in the settings, or remove what stands there.", retry: .afterRepair)
        }
        self.descriptor = descriptor
        identity = LineFile.identity(facts)
        if isNew { try LineFile.syncFolder(folder) }
    }

    deinit { close(descriptor) }

    /// Whether the path still leads to this file; false after a rotation.
    var isInPlace: Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && LineFile.identity(facts) == identity
    }

    /// Gives the size now; another program may have cut the file.
    func size() throws(Problem) -> Int {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw LineFile.problem("cannot look at the file", path) }
        return Int(facts.st_size)
    }

    /// Appends bytes and returns when they are on the disk. After a failure this object must not be used again (I7): what a
    /// failed sync left in memory may look written and is not. As far as the disk allows, the old end is restored.
    func append(_ bytes: [UInt8]) throws(Problem) {
        let oldSize = try size()
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let problem = LineFile.problem("cannot write to the file", path)
                ftruncate(descriptor, off_t(oldSize))
                throw problem
            }
            written += count
        }
        try sync()
    }

    /// Cuts everything behind a size.
    func cut(to size: Int) throws(Problem) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw LineFile.problem("cannot shorten the file", path) }
        try sync()
    }

    /// Gives up to so many bytes at an offset; fewer only at the end.
    func bytes(at offset: Int, count: Int) throws(Problem) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = buffer.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw LineFile.problem("cannot read the file", path) }
            if got == 0 { break }
            filled += got
        }
        return Array(buffer.prefix(filled))
    }

    private func sync() throws(Problem) {
        guard fsync(descriptor) == 0 else { throw LineFile.problem("cannot sync the file", path) }
    }
}

extension LineFile {
    private static func identity(_ facts: stat) -> Identity {
        Identity(device: UInt64(truncatingIfNeeded: facts.st_dev), inode: UInt64(facts.st_ino))
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func makeFolder(_ folder: String) throws(Problem) {
        guard access(folder, F_OK) != 0 else { return }
        let parent = LineFile.folder(of: folder)
        if parent != folder { try makeFolder(parent) }
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw problem("cannot make the folder", folder) }
        try syncFolder(parent)
    }

    // A new name is durable only when its folder is.
    private static func syncFolder(_ folder: String) throws(Problem) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem("cannot open the folder", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw problem("cannot sync the folder", folder) }
    }

    private static func problem(_ what: String, _ path: String) -> Problem {
        Problem(
            .channelFile, "\(what): \(String(cString: strerror(errno)))", at: path,
            remedy: "Give the daemon's user space and write access there; delivery is tried again.", retry: .later)
    }
}
