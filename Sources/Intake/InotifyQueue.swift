import Glibc

/// The kernel's queue of file events. Non-blocking; touched by one thread.
final class InotifyQueue {
    struct Event {
        let watch: Int32
        let mask: UInt32
        let name: [UInt8]

        func has(_ flags: Int32...) -> Bool { flags.contains { mask & UInt32(bitPattern: $0) != 0 } }
    }

    let descriptor: Int32

    /// Gives `nil` where the kernel has no queue left for us; `errno` says why.
    init?() {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// What is asked of every folder of the inbox. Not IN_MODIFY: it would wake us for every piece that is written.
    static let folderEvents = mask(
        IN_CREATE, IN_CLOSE_WRITE, IN_MOVED_TO, IN_MOVED_FROM, IN_DELETE, IN_ATTRIB, IN_MOVE_SELF, IN_DELETE_SELF)
    /// What is asked of the folder in which the inbox lies: whether the inbox is taken away or put back.
    static let parentEvents = mask(
        IN_CREATE, IN_MOVED_TO, IN_MOVED_FROM, IN_DELETE, IN_MOVE_SELF, IN_DELETE_SELF)

    /// Watches an open folder, by its descriptor, so that it is surely this one. Gives the watch, or `nil` with `errno`.
    func watch(folder: Int32, for events: UInt32) -> Int32? {
        let watch = inotify_add_watch(descriptor, "/proc/self/fd/\(folder)", events | InotifyQueue.mask(IN_ONLYDIR))
        return watch >= 0 ? watch : nil
    }

    func remove(_ watch: Int32) { inotify_rm_watch(descriptor, watch) }

    /// Gives what has happened since the last call; empty if nothing did.
    func read() -> [Event] {
        var events: [Event] = []
        let size = 65_536
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
        defer { buffer.deallocate() }
        while case let count = Glibc.read(descriptor, buffer.baseAddress, size), count > 0 {
            InotifyQueue.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]), into: &events)
        }
        return events
    }

    // struct inotify_event ends in a flexible array, so it is read by offsets: wd 0, mask 4, cookie 8, len 12, name 16.
    private static func parse(_ bytes: UnsafeRawBufferPointer, into events: inout [Event]) {
        var start = 0
        while start + 16 <= bytes.count {
            let length = Int(bytes.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self))
            let end = min(start + 16 + length, bytes.count)
            events.append(
                Event(
                    watch: bytes.loadUnaligned(fromByteOffset: start, as: Int32.self),
                    mask: bytes.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self),
                    name: Array(bytes[(start + 16)..<end].prefix { $0 != 0 })))
            start += 16 + length
        }
    }

    private static func mask(_ flags: Int32...) -> UInt32 {
        flags.reduce(0) { $0 | UInt32(bitPattern: $1) }
    }
}
