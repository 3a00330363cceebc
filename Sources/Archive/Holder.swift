import Foundation
import Model

/// Which process holds the archive, for whoever finds it locked: one line in the state folder. The lock itself is the kernel's, and goes
/// with its process; what stands here counts only as long as there is one.
enum Holder {
    /// Says that it is this one. Nothing depends on it: a disk that does not take it is no trouble.
    static func note(at path: String, since time: Timestamp) {
        let line = "process \(getpid()) on \(host), since \(time)\n"
        try? Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC).write(Array(line.utf8))
    }

    // Foundation's name of the host may ask name servers.
    private static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "this host" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Gives what the holder has said, for the end of a sentence: `: process 4711 on desk, since …`.
    static func words(at path: String) -> String {
        guard let bytes = try? FileReading.bytes(of: path), let line = bytes.split(separator: 0x0A).first else {
            return ""
        }
        return ": " + String(decoding: line.prefix(300), as: UTF8.self).filter { !$0.isNewline }
    }
}
