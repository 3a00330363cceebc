import Foundation
import Glibc
import Model

/// When each host was asked last, in a small file of the state folder, so that a pause outlives a kill.
///
/// A line for each host: `+` while an answer is awaited or not yet kept, else `-`; the time in milliseconds; the host. Nothing
/// is synced: what a kill leaves is in the kernel's hands, and a machine that lost its power is away for longer than a pause.
final class AskedHosts {
    private let path: String
    private var file: Int32 = -1
    /// Where the line of a host stands.
    private var places: [String: off_t] = [:]
    /// Of which an answer is awaited. The time of such a line says nothing.
    private var awaited: Set<String> = []
    private var end: off_t = 0

    /// Of an older request nothing needs to be known: no pause is as long.
    private static let memory = Duration.seconds(86_400)
    private static let digits = 15

    init(path: String) { self.path = path }

    deinit { if file >= 0 { close(file) } }

    /// Opens the file and gives when hosts were asked last. One whose answer was cut off may have been asked until now.
    func open(now: Timestamp) -> [String: Timestamp] {
        let lines = (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n") ?? []
        var asked: [String: Timestamp] = [:]
        for line in lines {
            let words = line.split(separator: " ")
            guard words.count == 3, let milliseconds = Int64(words[1]) else { continue }
            let time = words[0] == "+" ? now : min(Timestamp(milliseconds: milliseconds), now)
            if time > now.advanced(by: .zero - AskedHosts.memory) { asked[String(words[2])] = time }
        }
        rewrite(asked)
        return asked
    }

    // Anew, so that hosts of former settings leave no lines for ever. Without the file all goes on but for its purpose.
    private func rewrite(_ asked: [String: Timestamp]) {
        let new = path + ".new"
        file = Glibc.open(new, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o640)
        for (host, time) in asked.sorted(by: { $0.key < $1.key }) { note(host, isOpen: false, at: time) }
        if file >= 0, rename(new, path) != 0 { unlink(new) }
    }

    /// Notes a request to a host.
    func note(_ host: String, isOpen: Bool, at time: Timestamp) {
        guard file >= 0, !host.contains(where: \.isWhitespace) else { return }
        if isOpen {
            guard awaited.insert(host).inserted else { return }
        } else {
            awaited.remove(host)
        }
        let number = String(max(0, time.milliseconds))
        let padded = String(repeating: "0", count: max(0, AskedHosts.digits - number.count)) + number
        let mark = (isOpen ? "+ " : "- ") + padded
        if let place = places[host] {
            write(mark, at: place)
        } else {
            let line = "\(mark) \(host)\n"
            places[host] = end
            write(line, at: end)
            end += off_t(line.utf8.count)
        }
    }

    private func write(_ text: String, at place: off_t) {
        let bytes = Array(text.utf8)
        _ = pwrite(file, bytes, bytes.count, place)
    }
}
