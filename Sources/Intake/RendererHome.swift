import Foundation
import Glibc

/// The folder that a program which renders has for itself while it runs, and by which everything that it starts is known: nothing of
/// both outlives the run, and what a daemon that was killed left behind goes at the next start.
struct RendererHome {
    let path: String
    // Locked as long as somebody runs the program.
    private let descriptor: Int32

    private static let prefix = "reportwatch-render-"
    // Its path is short: browsers make sockets in it, whose paths have 107 bytes.
    private static var folder: String { access("/tmp", W_OK) == 0 ? "/tmp/" : NSTemporaryDirectory() }

    /// Makes one; `nil`, and `errno`, where that cannot be.
    init?() {
        var name = Array("\(RendererHome.folder)reportwatch-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { return nil }
        let made = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = RendererHome.folder + RendererHome.prefix + made.suffix(6)
        descriptor = open(made, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        // It has the name by which what was left behind is found only once it is locked.
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0, rename(made, path) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            rmdir(made)
            return nil
        }
    }

    /// Takes one that nobody holds any more.
    private init?(leftBehind path: String) {
        var facts = stat()
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        self.path = path
        guard fstat(descriptor, &facts) == 0, facts.st_uid == geteuid(), facts.st_mode & 0o777 == 0o700,
            flock(descriptor, LOCK_EX | LOCK_NB) == 0
        else {
            close(descriptor)
            return nil
        }
    }

    /// Ends everything that runs for it, wherever that has put itself, and removes it.
    func end() {
        // Who is killed may have started another one just before.
        for _ in 0..<100 {
            let left = processes
            if left.isEmpty { break }
            for process in left { kill(process, SIGKILL) }
            usleep(10_000)
        }
        try? FileManager.default.removeItem(atPath: path)
        close(descriptor)
    }

    /// Ends and removes what daemons that were killed have left behind.
    static func removeLeftBehind() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasPrefix(prefix) && name.utf8.count == prefix.utf8.count + 6 {
            RendererHome(leftBehind: folder + name)?.end()
        }
    }

    // By their environment, which they hand on to all that they start.
    private var processes: [pid_t] {
        let mark = Array("HOME=\(path)".utf8)[...]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { process in
            guard process != getpid(), let data = FileManager.default.contents(atPath: "/proc/\(process)/environ")
            else {
                return false
            }
            return data.split(separator: 0).contains { $0.elementsEqual(mark) }
        }
    }
}

extension Renderer {
    /// Ends what programs that rendered for a daemon that was killed still do, and removes what they left.
    package static func removeLeftBehind() { RendererHome.removeLeftBehind() }
}
