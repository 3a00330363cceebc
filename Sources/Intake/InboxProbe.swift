import Glibc

/// How the watcher finds out whether it is told of new files, or has to look for them.
struct InboxProbe: Sendable {
    /// The type of a file system that other machines write to, by its device; `nil` for one of this machine.
    var remoteType: @Sendable (_ device: UInt64) -> String?
    /// Makes and removes a file in the inbox, of which a working file system tells us; gives whether it could.
    var writeCookie: @Sendable (_ inbox: String) -> Bool

    static let real = InboxProbe(
        remoteType: { FileSystems.remoteType(device: $0) },
        writeCookie: { inbox in
            let path = inbox + "/" + InboxProbe.name
            // What a stop left behind would bring no event.
            unlink(path)
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { return false }
            close(descriptor)
            unlink(path)
            return true
        })

    /// The same for an inbox in which nothing may be written.
    static let silent = InboxProbe(remoteType: real.remoteType, writeCookie: { _ in false })

    /// Hidden, so that nobody takes it for a document.
    static let name = ".reportwatch-probe"
}

/// Whether events tell of new files.
enum Hearing: Hashable {
    /// The answer to a cookie is awaited until then.
    case asked(until: Duration)
    case heard
    /// There are no events, or none of what others write.
    case deaf
}
