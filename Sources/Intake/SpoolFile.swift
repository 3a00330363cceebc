import Glibc
import Synchronization

/// The file a body is streamed into: made by us alone, closed with the last reference, removed unless it is kept.
final class SpoolFile: Sendable {
    /// What the system said about the file, as an `errno` value.
    struct Fault: Error, Hashable {
        let code: Int32
        let doing: String
        var message: String { "cannot \(doing): \(String(cString: strerror(code)))" }
    }

    let path: String
    private let written = Atomic(0)
    private let descriptor: Int32

    /// Creates the file, and its folder where that is missing: most answers have no body, and need none. Throws if the name is
    /// taken, whoever took it.
    init(path: String) throws(Fault) {
        var opened = SpoolFile.create(path)
        if opened < 0, errno == ENOENT, mkdir(SpoolFile.folder(of: path), 0o700) == 0 {
            opened = SpoolFile.create(path)
        }
        descriptor = opened
        guard descriptor >= 0 else { throw Fault(code: errno, doing: "create \(path)") }
        self.path = path
    }

    deinit { close(descriptor) }

    private static func create(_ path: String) -> Int32 {
        open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
    }

    private static func folder(of path: String) -> String {
        let end = path.lastIndex(of: "/")
        return end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// Appends all of the bytes.
    func append(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
                write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw Fault(code: errno, doing: "write \(path)")
            }
            rest = rest.dropFirst(count)
            written.add(count, ordering: .relaxed)
        }
    }

    /// How many bytes were appended.
    var size: Int { written.load(ordering: .relaxed) }

    /// Reads the first bytes again, in pieces. What is not there any more is a fault.
    func forEachPiece(
        of size: Int, _ take: (UnsafeRawBufferPointer) throws(Fault) -> Void
    ) throws(Fault) {
        var place = 0
        try withUnsafeTemporaryAllocation(byteCount: 128 << 10, alignment: 16) { (buffer) throws(Fault) in
            while place < size {
                let count = pread(descriptor, buffer.baseAddress, min(buffer.count, size - place), off_t(place))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw Fault(code: count < 0 ? errno : EIO, doing: "read \(path)") }
                try take(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
                place += count
            }
        }
    }

    /// Makes bytes and name durable. A failed sync is final: the caller discards the file and fetches again.
    func sync() throws(Fault) {
        guard fsync(descriptor) == 0 else { throw Fault(code: errno, doing: "sync \(path)") }
        let folderPath = SpoolFile.folder(of: path)
        let folder = open(folderPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Fault(code: errno, doing: "open \(folderPath)") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Fault(code: errno, doing: "sync \(folderPath)") }
    }

    /// Removes the file.
    func discard() { unlink(path) }
}
