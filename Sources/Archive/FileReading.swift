import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reading regular files, whole or in pieces.
enum FileReading {
    private static let pieceSize = 1 << 20

    /// Gives the bytes of a file.
    static func bytes(of path: String) throws(Problem) -> [UInt8] {
        let descriptor = try open(path)
        let expected = Int(try descriptor.status().st_size)
        var bytes: [UInt8] = []
        // One byte more than the size, so that one read also sees the end.
        while true {
            let piece = try read(descriptor, max(4096, min(expected + 1 - bytes.count, pieceSize)))
            if piece.isEmpty { return bytes }
            if bytes.isEmpty { bytes = piece } else { bytes += piece }
            if bytes.count == expected { return bytes }
        }
    }

    /// Gives the bytes of a file between two offsets; fewer where it ends before.
    static func bytes(of path: String, in range: Range<Int>) throws(Problem) -> [UInt8] {
        let descriptor = try open(path)
        try seek(descriptor, to: range.lowerBound)
        var bytes: [UInt8] = []
        while bytes.count < range.count {
            let piece = try read(descriptor, min(pieceSize, range.count - bytes.count))
            if piece.isEmpty { break }
            bytes += piece
        }
        return bytes
    }

    private static func seek(_ descriptor: Descriptor, to offset: Int) throws(Problem) {
        guard lseek(descriptor.number, off_t(offset), SEEK_SET) >= 0 else { throw .system("read", descriptor.path) }
    }

    /// Gives a file's digest and size without holding it in memory.
    static func digest(of path: String) throws(Problem) -> (digest: Digest, size: Int) {
        let descriptor = try open(path)
        let limit = try pieceSize(for: descriptor)
        var running = RunningDigest()
        var size = 0
        while true {
            let piece = try read(descriptor, limit)
            if piece.isEmpty { return (running.finish(), size) }
            running.update(piece)
            size += piece.count
        }
    }

    /// Hands over the bytes of a file one after another, from an offset on.
    static func pieces(
        of path: String, from offset: Int = 0, _ body: ([UInt8]) throws(Problem) -> Void
    ) throws(Problem) {
        let descriptor = try open(path)
        if offset > 0 { try seek(descriptor, to: offset) }
        let limit = try pieceSize(for: descriptor)
        while true {
            let piece = try read(descriptor, limit)
            if piece.isEmpty { return }
            try body(piece)
        }
    }

    private static func pieceSize(for descriptor: Descriptor) throws(Problem) -> Int {
        max(4096, min(Int(try descriptor.status().st_size) + 1, pieceSize))
    }

    // Non-blocking, so that a FIFO somebody put there cannot hold the program.
    private static func open(_ path: String) throws(Problem) -> Descriptor {
        let descriptor = try Descriptor(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        guard try descriptor.status().st_mode & S_IFMT == S_IFREG else {
            throw .damaged("this is not a regular file", at: path)
        }
        return descriptor
    }

    private static func read(_ descriptor: Descriptor, _ count: Int) throws(Problem) -> [UInt8] {
        var failed = false
        let piece = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var got = sysRead(descriptor.number, buffer)
            while got < 0, errno == EINTR { got = sysRead(descriptor.number, buffer) }
            failed = got < 0
            filled = max(0, got)
        }
        if failed { throw .system("read", descriptor.path) }
        return piece
    }
}

private func sysRead(_ number: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    read(number, buffer.baseAddress, buffer.count)
}
