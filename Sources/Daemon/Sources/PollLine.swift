import Model

/// The sources that a poll waits for, each in the line of its host, so that only the first of a line is looked at. Pure.
struct PollLine {
    private var lines: [String: [Settings.Source]] = [:]
    // How far a line has been taken.
    private var heads: [String: Int] = [:]
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    var hosts: [String] { Array(lines.keys) }

    /// Puts sources at the ends of their lines.
    mutating func append(_ sources: [Settings.Source]) {
        for source in sources { lines[source.host, default: []].append(source) }
        count += sources.count
    }

    /// The first of a host's line.
    func first(at host: String) -> Settings.Source? {
        guard let line = lines[host], let head = line.indices.dropFirst(heads[host] ?? 0).first else { return nil }
        return line[head]
    }

    /// Takes the first of a host's line out.
    mutating func removeFirst(at host: String) {
        guard let line = lines[host] else { return }
        let head = (heads[host] ?? 0) + 1
        count -= 1
        heads[host] = head
        if head == line.count { (lines[host], heads[host]) = (nil, nil) }
    }

    /// Everything that is left.
    var sources: [Settings.Source] { lines.flatMap { host, line in line.dropFirst(heads[host] ?? 0) } }
}
