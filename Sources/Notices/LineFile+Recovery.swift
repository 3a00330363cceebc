import Model

extension LineFile {
    /// Ends a last line that a crash left without its line feed.
    ///
    /// What looks like the beginning of one of our lines is cut off, since the outbox still holds that event. A line that is
    /// complete but for its line feed, and anything that we did not write, gets a line feed instead: nobody's data is lost.
    func endTornLine() throws(Problem) {
        let end = try size()
        let tail = try tornTail(end: end)
        guard !tail.isEmpty else { return }
        let begun = Array("{\"".utf8)
        let isOurs = tail.starts(with: begun) || begun.starts(with: tail) || tail.allSatisfy { $0 == 0 }
        if isOurs, (try? JSON.decoded(JSON.self, from: tail)) == nil {
            try cut(to: end - tail.count)
        } else {
            try append([0x0A])
        }
    }

    /// Gives those of some event ids that the file holds already.
    func present(among ids: Set<String>) throws(Problem) -> Set<String> {
        let key = Array("\"id\":\"".utf8)
        // The longest id and its key must not be cut in two by the end of a block.
        let overlap = key.count + (ids.map(\.utf8.count).max() ?? 0) + 1
        let end = try size()
        var found: Set<String> = []
        var offset = 0
        while offset < end {
            let block = try bytes(at: offset, count: 1 << 20)
            if block.isEmpty { break }
            LineFile.collect(ids, after: key, in: block, into: &found)
            if offset + block.count >= end || found.count == ids.count { break }
            offset += max(1, block.count - overlap)
        }
        return found
    }

    private static func collect(
        _ ids: Set<String>, after key: [UInt8], in block: [UInt8], into found: inout Set<String>
    ) {
        guard let first = key.first else { return }
        var place = block.startIndex
        while let quote = block[place...].firstIndex(of: first) {
            place = quote + 1
            guard block[quote...].starts(with: key) else { continue }
            let start = quote + key.count
            guard let close = block[start...].firstIndex(of: first) else { return }
            let id = String(decoding: block[start..<close], as: UTF8.self)
            if ids.contains(id) { found.insert(id) }
            place = close
        }
    }

    private func tornTail(end: Int) throws(Problem) -> [UInt8] {
        var tail: [UInt8] = []
        var start = end
        while start > 0 {
            let from = max(0, start - 65_536)
            let block = try bytes(at: from, count: start - from)
            if let feed = block.lastIndex(of: 0x0A) { return block[(feed + 1)...] + tail }
            tail = block + tail
            start = from
        }
        return tail
    }
}
