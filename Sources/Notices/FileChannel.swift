import Model

/// Appends each event as one line of JSON to a file and syncs once a batch.
///
/// The file holds each id once, also after a crash: a torn last line is ended, and as long as a batch may have been
/// written before, its ids are looked for in the file. A file that was rotated away is made anew. Blocks while the disk works.
package actor FileChannel: Channel {
    /// The name it has in the settings.
    package nonisolated let id: String
    private let path: String
    private var file: LineFile?
    /// A crash may have come between an append and its mark in the outbox. This stays true until a batch begins with events
    /// that the file does not hold: rows are handed out in order, so later ones were not written either.
    private var mayRepeat = true
    /// Where the file ended before an append that failed: what stands behind it must not be trusted.
    private var trusted: (identity: LineFile.Identity, size: Int)?

    /// Takes the path; the file is opened at the first delivery.
    package init(id: String, path: String) {
        self.id = id
        self.path = path
    }

    /// Appends a batch as a whole: either all of it is accepted or nothing.
    package func deliver(_ batch: [Outgoing]) async -> DeliveryResult {
        do {
            try append(batch)
            return DeliveryResult(accepted: batch.count, said: "written to \(path)")
        } catch {
            file = nil
            return DeliveryResult(accepted: 0, failure: DeliveryFailure(error))
        }
    }

    private func append(_ batch: [Outgoing]) throws(Problem) {
        let file = try openFile()
        let known = mayRepeat ? try file.present(among: Set(batch.map(\.event.id))) : []
        var written = known
        var bytes: [UInt8] = []
        for outgoing in batch where written.insert(outgoing.event.id).inserted {
            bytes += FileChannel.line(outgoing)
        }
        if !bytes.isEmpty {
            trusted = (file.identity, try file.size())
            try file.append(bytes)
        }
        trusted = nil
        mayRepeat = mayRepeat && !known.isEmpty
    }

    private func openFile() throws(Problem) -> LineFile {
        if let file, file.isInPlace { return file }
        let opened = try LineFile(path: path)
        if let trusted, trusted.identity == opened.identity, try opened.size() > trusted.size {
            try opened.cut(to: trusted.size)
        }
        try opened.endTornLine()
        file = opened
        return opened
    }

    // Outside of strings JSON allows line feeds only where it allows spaces, and inside of strings it allows none.
    private static func line(_ outgoing: Outgoing) -> [UInt8] {
        var bytes = Array(outgoing.json.utf8)
        while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
        return bytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } + [0x0A]
    }
}
