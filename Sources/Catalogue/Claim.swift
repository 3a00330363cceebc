package import Model

/// One row of the journal: an input that the program has taken and not yet finished with.
package struct Claim: Hashable, Sendable {
    /// Where the input came from.
    package enum Origin: Hashable, Sendable {
        /// A file that was dropped.
        case inbox
        /// An answer of a source of the settings.
        case source(id: String, url: String)
    }

    /// How far the input has come.
    package enum State: String, Hashable, Sendable {
        /// Taken: it lies in the inbox still, or in the work area.
        case claimed
        /// Hashed, and known to be new.
        case admitted
        /// Put off until a time.
        case deferred
    }

    /// The name of its folder in the work area.
    package let id: String
    /// The name as the file system has it, relative to the inbox: names need not be UTF-8.
    package var nameBytes: [UInt8]
    package var shownName: String
    package var origin: Origin
    package var exchange: Exchange?
    /// What it was packed in, if it was.
    package var lineage: Lineage?
    package var device: UInt64
    package var inode: UInt64
    package var size: Int
    /// Nanoseconds since 1970, as the file system says.
    package var mtime: Int64
    package var claimed: Timestamp
    package var state = State.claimed
    /// How often reading was begun; committed before each attempt.
    package var attempts = 0
    package var digest: Digest?
    package var deferredUntil: Timestamp?
    /// Why it was put off.
    package var problem: Problem?

    /// Takes what is known at the moment of claiming.
    package init(
        id: String, nameBytes: [UInt8], shownName: String, origin: Origin = .inbox, exchange: Exchange? = nil,
        device: UInt64, inode: UInt64, size: Int, mtime: Int64, claimed: Timestamp
    ) {
        self.id = id
        self.nameBytes = nameBytes
        self.shownName = shownName
        self.origin = origin
        self.exchange = exchange
        self.device = device
        self.inode = inode
        self.size = size
        self.mtime = mtime
        self.claimed = claimed
    }
}
