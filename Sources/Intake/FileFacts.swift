import Glibc

/// What the file system says of a file: enough to tell whether it is the same, unchanged file as before.
struct FileFacts: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64
    var size: Int
    /// Nanoseconds since 1970. Only compared for equality: old times mean nothing.
    var modified: Int64
    /// When content or attributes changed last; cannot be set by a copying program.
    var changed: Int64

    init(device: UInt64, inode: UInt64, size: Int, modified: Int64, changed: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    init(_ status: stat) {
        self.init(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
            modified: FileFacts.nanoseconds(status.st_mtim), changed: FileFacts.nanoseconds(status.st_ctim))
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000).partialValue &+ Int64(time.tv_nsec)
    }
}

/// What stands under a name.
enum Sighting: Hashable {
    case file(FileFacts)
    case folder
    /// A symbolic link, a FIFO, a socket, a device: its kind in words.
    case odd(String)
    case unreadable(Int32)
    case gone

    init(_ status: stat) {
        self =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file(FileFacts(status))
            case S_IFDIR: .folder
            case S_IFLNK: .odd("a symbolic link")
            case S_IFIFO: .odd("a named pipe")
            case S_IFSOCK: .odd("a socket")
            case S_IFCHR, S_IFBLK: .odd("a device")
            default: .odd("of an unknown kind")
            }
    }

    /// What a failed system call says about the name it was about.
    init(errno code: Int32) {
        self = code == ENOENT || code == ENOTDIR || code == ESTALE ? .gone : .unreadable(code)
    }
}

/// Whether somebody has a file open for writing, as far as the file system can tell.
enum Writer: Hashable, Sendable {
    case none, open
    /// The file system, or our rights on the file, do not let us know.
    case unknown
}
