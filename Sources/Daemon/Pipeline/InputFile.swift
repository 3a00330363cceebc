import CSystem
import Documents
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reading and writing the files of inputs by system calls: nothing is followed, nothing blocks, sizes are capped.
enum InputFile {
    /// Opens a regular file for reading; gives its size as well. The caller closes it.
    ///
    /// - Throws: `input-output` and the like; `not-a-file` for anything but a regular file.
    static func open(_ path: String) throws(Problem) -> (descriptor: Int32, size: Int) {
        let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Problem.system("cannot open the file", path) }
        var facts = stat()
        let code = fstat(descriptor, &facts) == 0 ? 0 : errno
        guard code == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            if code != 0 { throw Problem.system("cannot look at the file", path, code: code) }
            throw Problem(.notAFile, "this is not a regular file", at: path, remedy: "Drop the document itself.")
        }
        return (descriptor, Int(facts.st_size))
    }

    /// Gives the bytes of an open file from its beginning, up to a limit.
    static func bytes(of descriptor: Int32, limit: Int) throws(Problem) -> [UInt8] {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw Problem.system("cannot look at the file", "") }
        var bytes = [UInt8](repeating: 0, count: min(limit, max(0, Int(facts.st_size))))
        var filled = 0
        while filled < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: filled), $0.count - filled, off_t(filled))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Problem.system("cannot read the file", "") }
            if got == 0 { break }
            filled += got
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    /// Gives the beginning and the end of a file, which may overlap, and its size.
    static func ends(
        of path: String, head: Int, tail: Int
    ) throws(Problem) -> (head: [UInt8], tail: [UInt8], size: Int) {
        let (descriptor, size) = try open(path)
        defer { close(descriptor) }
        let first = try bytes(of: descriptor, limit: head)
        if size <= first.count { return (first, Array(first.suffix(tail)), size) }
        var last = [UInt8](repeating: 0, count: min(tail, size))
        let got = last.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(size - $0.count)) }
        guard got == last.count else { throw Problem.system("cannot read the file", path) }
        return (first, last, size)
    }

    /// Copies a regular file of any size to a new name, synced; gives its size. Paths are bytes: names need not be UTF-8.
    static func copy(_ from: UnsafePointer<CChar>, to path: String) throws(Problem) -> Int {
        let source = Glibc.open(from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard source >= 0 else { throw Problem.system("cannot open the file", String(cString: from)) }
        defer { close(source) }
        var facts = stat()
        guard fstat(source, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw Problem(
                .notAFile, "this is not a regular file", at: String(cString: from), remedy: "Drop the document itself.")
        }
        let target = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard target >= 0 else { throw Problem.system("cannot write", path) }
        defer { close(target) }
        var size = 0
        do throws(Problem) {
            try pieces(of: source, String(cString: from)) { (piece) throws(Problem) in
                try put(piece, target, path)
                size += piece.count
            }
            guard fsync(target) == 0 else { throw Problem.system("cannot sync", path) }
        } catch {
            unlink(path)
            throw error
        }
        return size
    }

    /// Copies a part of an open file to a new name, not synced.
    static func copy(_ range: Range<Int>, of file: OpenFile, to path: String) throws(Problem) {
        let target = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard target >= 0 else { throw Problem.system("cannot write", path) }
        defer { close(target) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { piece.deallocate() }
        var offset = range.lowerBound
        while offset < range.upperBound {
            let wanted = min(piece.count, range.upperBound - offset)
            let got = pread(file.descriptor, piece.baseAddress, wanted, off_t(offset))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else {
                throw Problem(
                    .inputOutput, "what was packed inside is not all there", at: path, remedy: "It is tried again.",
                    retry: .later)
            }
            try put(UnsafeRawBufferPointer(rebasing: piece[..<got]), target, path)
            offset += got
        }
    }

    /// Gives the digest of a regular file of any size.
    static func digest(of path: String) throws(Problem) -> Digest {
        let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Problem.system("cannot open the file", path) }
        defer { close(descriptor) }
        return try digest(of: descriptor, path)
    }

    /// Gives the digest of what is left to read of an open file; the path is for messages.
    static func digest(of descriptor: Int32, _ path: String) throws(Problem) -> Digest {
        var digest = RunningDigest()
        try pieces(of: descriptor, path) { (piece) throws(Problem) in digest.update(raw: piece) }
        return digest.finish()
    }

    private static func pieces(
        of descriptor: Int32, _ path: String, _ body: (UnsafeRawBufferPointer) throws(Problem) -> Void
    ) throws(Problem) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let got = read(descriptor, buffer.baseAddress, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Problem.system("cannot read the file", path) }
            if got == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
    }

    private static func put(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32, _ path: String) throws(Problem) {
        var written = 0
        while written < bytes.count {
            let got = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Problem.system("cannot write", path) }
            written += got
        }
    }

    /// Whether something stands at a path, without following a link.
    static func exists(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0
    }

    /// Writes a new file and syncs it; what stood there is replaced only once the new one is whole.
    static func write(_ bytes: [UInt8], to path: String) throws(Problem) {
        let temporary = path + ".new"
        let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Problem.system("cannot write", path) }
        var problem: Problem?
        var written = 0
        while written < bytes.count, problem == nil {
            let got = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if got < 0, errno != EINTR { problem = Problem.system("cannot write", path) }
            written += max(0, got)
        }
        if problem == nil, fsync(descriptor) != 0 { problem = Problem.system("cannot sync", path) }
        close(descriptor)
        if problem == nil, rename(temporary, path) != 0 { problem = Problem.system("cannot rename", path) }
        if let problem {
            unlink(temporary)
            throw problem
        }
    }
}

extension Problem.Code {
    static let notAFile = Problem.Code("not-a-file")
    static let inputTooLarge = Problem.Code("too-large")
}

/// The syncs of the daemon's own folders.
enum Disk {
    /// Flushes the whole file system that holds a folder: one call for a batch instead of one for each file.
    static func syncAll(of folder: String) throws(Problem) {
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Problem.system("cannot open the folder", folder) }
        defer { close(descriptor) }
        let code = cs_syncfs(descriptor)
        guard code == 0 else { throw Problem.system("cannot sync", folder, code: code) }
    }

    /// Makes the names in a folder durable.
    static func syncFolder(_ folder: String) throws(Problem) {
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Problem.system("cannot open the folder", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Problem.system("cannot sync", folder) }
    }

    /// Whether nothing can be written in a folder, whoever tries: its file system is mounted so.
    static func isReadOnly(_ path: String) -> Bool {
        var facts = statvfs()
        return statvfs(path, &facts) == 0 && facts.f_flag & UInt(ST_RDONLY) != 0
    }

    /// The device a path lies on.
    static func device(of path: String) -> UInt64? {
        var facts = stat()
        return stat(path, &facts) == 0 ? UInt64(facts.st_dev) : nil
    }

    /// Makes a folder and those above it; new names are durable when it returns.
    static func makeFolder(_ path: String) throws(Problem) {
        var made = ""
        for part in path.split(separator: "/") {
            let parent = made
            made += "/" + part
            if mkdir(made, 0o755) == 0 {
                try syncFolder(parent.isEmpty ? "/" : parent)
            } else if errno != EEXIST {
                throw Problem.system("cannot make the folder", made)
            }
        }
    }
}
