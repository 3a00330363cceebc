import CSystem
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The kinds of messages between the daemon and a reader process.
///
/// A message on the wire is its length in four bytes (little endian, without these and the kind), one byte for its kind,
/// then its content: JSON, or for the text its bytes.
enum ReaderMessage: UInt8 {
    /// To the reader: a `ReadRequest`; the descriptors of the document and of the file for members come with it.
    case request = 1
    /// From the reader, once: the `Cage` it is in.
    case hello
    /// The reader is alive and has come further.
    case progress
    /// A `FoundMember`; its bytes have been written.
    case member
    /// The `Record`.
    case record
    /// The canonical text.
    case text
    /// `ReadDetails`, if they were asked for.
    case details
    /// The end of a reading: `ReaderSummary`.
    case done
    /// The end of a reading that gave nothing: a `Refusal`.
    case refusal
    /// The end of reading a page of a listing: a `ListingPage`.
    case listing
    /// To a reader that compares, after two records and texts: a `ComparisonRequest`.
    case comparison
    /// The end of a comparison: a `Change`.
    case change
}

/// What goes with the end of a reading and stands in no record.
struct ReaderSummary: Codable {
    var title: String?
}

/// One end of the socket to or from a reader process. It blocks; who must not wait polls before.
struct ReaderSocket {
    let descriptor: Int32

    /// What ended a conversation.
    enum Fault: Error, Equatable {
        /// The other side is gone.
        case ended
        /// More than the limit came.
        case tooMuch
        /// What came is no message.
        case garbage
    }

    /// Sends a message; descriptors go with its first byte.
    func send(_ kind: ReaderMessage, _ content: [UInt8] = [], descriptors: [Int32] = []) throws(Fault) {
        try sendRaw(kind.rawValue, content, descriptors: descriptors)
    }

    func sendRaw(_ kind: UInt8, _ content: [UInt8], descriptors: [Int32] = []) throws(Fault) {
        let count = UInt32(clamping: content.count)
        let head = (0..<4).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) } + [kind]
        // A short message wakes the other side once; a long one is not copied for that.
        if content.count <= ReaderInbox.short { return try sendAll(head + content, descriptors: descriptors) }
        try sendAll(head, descriptors: descriptors)
        try sendAll(content)
    }

    private func sendAll(_ bytes: [UInt8], descriptors: [Int32] = []) throws(Fault) {
        var sent = 0
        while sent < bytes.count {
            let result = bytes.withUnsafeBytes {
                cs_send(
                    descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent, descriptors,
                    sent == 0 ? descriptors.count : 0)
            }
            if result == Int(-EINTR) { continue }
            guard result > 0 else { throw .ended }
            sent += result
        }
    }

    /// Receives the next bytes, at most 256 KiB and at most so many, into a buffer; `nil` at the end.
    func receive(
        into buffer: inout [UInt8], descriptors: inout [Int32], atMost limit: Int = .max
    ) throws(Fault) {
        var passed = [Int32](repeating: -1, count: 2)
        var result = Int(-EINTR)
        // Not filled before: most of what comes is short.
        let piece = [UInt8](unsafeUninitializedCapacity: min(256 << 10, limit)) { piece, filled in
            while result == Int(-EINTR) {
                result = cs_receive(descriptor, piece.baseAddress, piece.count, &passed)
            }
            filled = max(0, result)
        }
        descriptors += passed.filter { $0 >= 0 }
        guard result > 0 else { throw .ended }
        buffer += piece
    }
}

/// Cuts what comes over a socket into messages, and refuses more than a limit.
struct ReaderInbox {
    private var buffer: [UInt8] = []
    private var start = 0
    private var received = 0
    /// How many bytes may come; counted from the last `reset`.
    private var limit: Int

    init(limit: Int) { self.limit = limit }

    /// Begins a new reading with a new limit. What is left over belongs to nothing.
    mutating func reset(limit: Int) { self = ReaderInbox(limit: limit) }

    mutating func append(from socket: ReaderSocket, descriptors: inout [Int32]) throws(ReaderSocket.Fault) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
        }
        let before = buffer.count
        let missing = try missing()
        // A long message gets room of its own and ends where the buffer does, so that it is handed on as it is.
        if let missing { buffer.reserveCapacity(before + missing) }
        try socket.receive(into: &buffer, descriptors: &descriptors, atMost: missing ?? .max)
        received += buffer.count - before
        guard received <= limit else { throw .tooMuch }
    }

    // How much is missing of a long message of which the beginning is there.
    private func missing() throws(ReaderSocket.Fault) -> Int? {
        guard let head = try head(), head.count > ReaderInbox.short else { return nil }
        return start + 5 + head.count - buffer.count
    }

    /// Up to how many bytes a message is short.
    static let short = 256 << 10

    private func head() throws(ReaderSocket.Fault) -> (kind: ReaderMessage, count: Int)? {
        guard buffer.count - start >= 5 else { return nil }
        let count = (0..<4).reduce(0) { $0 | Int(buffer[start + $1]) << ($1 * 8) }
        guard let kind = ReaderMessage(rawValue: buffer[start + 4]) else { throw .garbage }
        guard count <= limit else { throw .tooMuch }
        return (kind, count)
    }

    /// Gives the next whole message, if there is one.
    mutating func next() throws(ReaderSocket.Fault) -> (ReaderMessage, [UInt8])? {
        guard let (kind, count) = try head(), buffer.count - start - 5 >= count else { return nil }
        if count > ReaderInbox.short, buffer.count - start - 5 == count {
            buffer.removeFirst(start + 5)
            defer { (buffer, start) = ([], 0) }
            return (kind, buffer)
        }
        let content = Array(buffer[(start + 5)..<(start + 5 + count)])
        start += 5 + count
        return (kind, content)
    }
}
