import Glibc

/// The open inbox folder, and looking at what is in it without following a symbolic link anywhere below it and without
/// ever opening something that could block.
final class InboxFolder {
    /// Deeper folders are reported and not read.
    static let maximumDepth = 40

    let path: String
    /// The type of a network file system, where events and leases say nothing about other machines.
    let remoteType: String?
    var isRemote: Bool { remoteType != nil }
    private let descriptor: Int32
    private let identity: FileFacts

    enum Fault: Error { case missing, notAFolder, other(Int32) }

    /// Opens the folder; it may itself be a symbolic link to one.
    init(path: String, probe: InboxProbe = .real) throws(Fault) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: throw .missing
            case ENOTDIR: throw .notAFolder
            case let code: throw .other(code)
            }
        }
        var status = stat()
        fstat(descriptor, &status)
        self.path = path
        identity = FileFacts(status)
        remoteType = probe.remoteType(identity.device)
    }

    deinit { close(descriptor) }

    /// Whether the path still leads to this folder, and it has not been removed or replaced.
    var isInPlace: Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let there = FileFacts(status)
        return there.device == identity.device && there.inode == identity.inode
    }

    /// Says what stands under a path now.
    func look(_ path: [UInt8]) -> Sighting {
        let (folder, name) = InboxFolder.split(path)
        var sighting = Sighting.gone
        let failure = withFolder(folder) { sighting = InboxFolder.look(name, in: $0) }
        return failure ?? sighting
    }

    /// Looks at a path through an open descriptor, and asks the file system whether somebody writes it.
    func probe(_ path: [UInt8]) -> (Sighting, Writer) {
        let (folder, name) = InboxFolder.split(path)
        var answer = (Sighting.gone, Writer.unknown)
        let failure = withFolder(folder) { answer = probe(name, in: $0) }
        return failure.map { ($0, .unknown) } ?? answer
    }

    /// Opens a folder below the inbox step by step, hands its descriptor over, and closes it again. Gives what stands in
    /// the way if it cannot be opened.
    func withFolder(_ folder: [UInt8], _ body: (Int32) -> Void) -> Sighting? {
        var current = descriptor
        defer { if current != descriptor { close(current) } }
        for name in folder.split(separator: UInt8(ascii: "/")) {
            let next = openat(current, Array(name).terminated, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let code = errno
            if current != descriptor { close(current) }
            current = next
            guard next >= 0 else {
                current = descriptor
                return code == ELOOP ? .gone : Sighting(errno: code)
            }
        }
        body(current)
        return nil
    }

    /// Gives the names in an open folder and what stands under each; `nil` if it cannot be listed.
    static func list(_ folder: Int32) -> [([UInt8], Sighting)]? {
        let copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return nil }
        guard let stream = fdopendir(copy) else {
            close(copy)
            return nil
        }
        defer { closedir(stream) }
        var entries: [([UInt8], Sighting)] = []
        while let entry = readdir(stream) {
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return nil }
            let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            let name = UnsafeRawBufferPointer(start: start, count: strlen(start)).map { $0 }
            if InboxName.isIgnored(name) { continue }
            entries.append((name, look(name, in: folder)))
        }
        return entries
    }

    /// Removes a folder below the inbox and those in it, as far as they hold nothing at all.
    func removeEmpty(_ folder: [UInt8]) {
        var inner: [[UInt8]] = []
        guard folder.split(separator: UInt8(ascii: "/")).count < InboxFolder.maximumDepth else { return }
        _ = withFolder(folder) { descriptor in
            for case (let name, .folder) in InboxFolder.list(descriptor) ?? [] {
                inner.append(InboxName.path(folder, name))
            }
        }
        for folder in inner { removeEmpty(folder) }
        let (parent, name) = InboxFolder.split(folder)
        _ = withFolder(parent) { unlinkat($0, name.terminated, AT_REMOVEDIR) }
    }

    private static func look(_ name: [UInt8], in folder: Int32) -> Sighting {
        var status = stat()
        guard fstatat(folder, name.terminated, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return Sighting(errno: errno) }
        return Sighting(status)
    }

    private func probe(_ name: [UInt8], in folder: Int32) -> (Sighting, Writer) {
        // Anything but a file is not opened at all: opening a device can do things, even without blocking.
        let before = InboxFolder.look(name, in: folder)
        guard case .file = before else { return (before, .unknown) }
        let file = openat(folder, name.terminated, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY)
        guard file >= 0 else { return (Sighting(errno: errno), .unknown) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { return (Sighting(errno: errno), .unknown) }
        return (Sighting(status), isRemote ? .unknown : Lease.writer(of: file))
    }

    private static func split(_ path: [UInt8]) -> ([UInt8], [UInt8]) {
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return ([], path) }
        return (Array(path[..<slash]), Array(path[(slash + 1)...]))
    }
}

/// Asks who writes a file by taking a read lease for a moment: the kernel refuses it while the file is open for writing.
enum Lease {
    // From <linux/fcntl.h>; Swift's Glibc does not show them without _GNU_SOURCE.
    private static let setLease: Int32 = 1024
    private static let setSignal: Int32 = 10

    static func writer(of file: Int32) -> Writer {
        // A writer that comes in this very moment breaks the lease; by default that would be SIGIO, which kills.
        guard fcntl(file, setSignal, SIGURG) == 0 else { return .unknown }
        guard fcntl(file, setLease, Int32(F_RDLCK)) == 0 else { return errno == EAGAIN ? .open : .unknown }
        _ = fcntl(file, setLease, Int32(F_UNLCK))
        return .none
    }
}

extension [UInt8] {
    /// The bytes as a C string.
    var terminated: [CChar] { map { CChar(bitPattern: $0) } + [0] }
}
