/// The head of a request or an answer as a web archive holds it: as it passed the line, without its secrets.
struct HTTPHead {
    private var lines: [[UInt8]]

    /// Takes a head with its line ends.
    ///
    /// - Parameter secrets: names, in lower case, whose values are hidden beside those that are always.
    init(_ bytes: [UInt8], secrets: Set<String> = []) {
        lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: true).map { line in
            Array(line.last == 0x0D ? line.dropLast() : line)
        }
        .filter { !$0.isEmpty }
        hideSecrets(secrets)
        // HTTP/2 has no lines: what libcurl makes of it is written as HTTP/1.1, which every reader of archives knows.
        if let first = lines.first { lines[0] = HTTPHead.plain(first) }
    }

    /// The head with line ends as HTTP has them, and the empty line.
    var bytes: [UInt8] { lines.flatMap { $0 + [0x0D, 0x0A] } + [0x0D, 0x0A] }

    /// The value of a header, in lower case; several are joined.
    func value(of name: String) -> String? {
        let values = lines.dropFirst().compactMap { line -> String? in
            guard HTTPHead.name(of: line) == name else { return nil }
            return String(decoding: line.dropFirst(name.utf8.count + 1), as: UTF8.self).trimmingASCIISpace.lowercased()
        }
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// Describes a body that is not kept as it came: what was said of it stands under other names, as in all archives.
    mutating func describeDecoded(size: Int) {
        let former: Set<String> = ["content-encoding", "content-length", "transfer-encoding"]
        lines = lines.enumerated().map { index, line in
            guard index > 0, let name = HTTPHead.name(of: line), former.contains(name) else { return line }
            return Array("X-Archive-Orig-".utf8) + line
        }
        lines.append(Array("Content-Length: \(size)".utf8))
    }

    // Cookies and credentials let others in; that they were there is all that anybody needs to see later.
    private mutating func hideSecrets(_ secrets: Set<String>) {
        var (shown, isHidden): ([[UInt8]], Bool) = ([], false)
        for (index, line) in lines.enumerated() {
            if index > 0, line.first == 0x20 || line.first == 0x09 {
                // An old way to go on with the value of the line before.
                if !isHidden { shown.append(line) }
                continue
            }
            let name = index > 0 ? HTTPHead.name(of: line) : nil
            isHidden = name.map { secrets.contains($0) || HTTPHead.isSecret($0) } ?? false
            shown.append(isHidden ? HTTPHead.hidden(line, name ?? "") : line)
        }
        lines = shown
    }

    private static func isSecret(_ name: String) -> Bool {
        ["authorization", "cookie", "api-key", "token", "secret"].contains { name.contains($0) }
    }

    // The name of a cookie says who set it.
    private static func hidden(_ line: [UInt8], _ name: String) -> [UInt8] {
        let label = line.prefix(name.utf8.count)
        let value = line.dropFirst(name.utf8.count + 1)
        guard name.hasPrefix("set-cookie"), value.contains(0x3D) else { return label + Array(": redacted".utf8) }
        return label + Array(":".utf8) + value.prefix { $0 != 0x3D && $0 != 0x3B } + Array("=redacted".utf8)
    }

    private static func name(of line: [UInt8]) -> String? {
        line.firstIndex(of: 0x3A).map { String(decoding: line[..<$0], as: UTF8.self).trimmingASCIISpace.lowercased() }
    }

    private static func plain(_ line: [UInt8]) -> [UInt8] {
        let (answer, request) = (Array("HTTP/2".utf8), Array(" HTTP/2".utf8))
        let former = Array("HTTP/1.1".utf8)
        if line.starts(with: answer), line.dropFirst(answer.count).first ?? 0x20 == 0x20 {
            return former + line.dropFirst(answer.count)
        }
        return line.suffix(request.count) == request[...] ? line.dropLast(answer.count) + former : line
    }
}
