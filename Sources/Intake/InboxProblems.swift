import Glibc
package import Model

extension Problem.Code {
    /// Under a name in the inbox stands something that is no regular file.
    package static let inboxNotAFile = Problem.Code("inbox-not-a-file")
    /// The inbox itself is no folder.
    package static let inboxNotAFolder = Problem.Code("inbox-not-a-folder")
    /// A file or folder cannot be opened.
    package static let inboxUnreadable = Problem.Code("inbox-unreadable")
    /// The inbox folder was not there.
    package static let inboxMissing = Problem.Code("inbox-missing")
    /// The kernel gives no (more) notifications; rescans find everything, later.
    package static let inboxNotWatched = Problem.Code("inbox-not-watched")
    /// New files are found by looking, because nothing tells of them.
    package static let inboxPolled = Problem.Code("inbox-polled")
    /// A file has been open for writing for very long.
    package static let inboxStillOpen = Problem.Code("inbox-still-open")
}

extension Problem {
    static func notAFile(_ place: String, kind: String) -> Problem {
        Problem(
            .inboxNotAFile, "\(place) is \(kind), not a file; it stays where it is", at: place,
            remedy: "Copy the document itself into the inbox.", retry: .afterRepair)
    }

    static func unreadable(_ place: String, _ code: Int32) -> Problem {
        Problem(
            .inboxUnreadable, "cannot read \(place): \(words(code)); it stays where it is", at: place,
            remedy: "Give the daemon's user read access.", retry: .afterRepair)
    }

    static func tooDeep(_ place: String) -> Problem {
        Problem(
            .inboxUnreadable, "\(place) lies more than \(InboxFolder.maximumDepth) folders deep; it is not read",
            at: place, remedy: "Move it nearer to the top of the inbox.", retry: .afterRepair)
    }

    static func notAFolder(_ place: String) -> Problem {
        Problem(
            .inboxNotAFolder, "the inbox \(place) is not a folder", at: place,
            remedy: "Move away what stands there; the folder is then made again.", retry: .afterRepair)
    }

    static func inboxUnreadable(_ place: String, _ code: Int32) -> Problem {
        Problem(
            .inboxUnreadable, "cannot open the inbox \(place): \(words(code))", at: place,
            remedy: "Give the daemon's user the right to read, write and enter the folder.", retry: .later)
    }

    static func missing(_ place: String) -> Problem {
        Problem(
            .inboxMissing, "the inbox \(place) was missing and has been made", at: place,
            remedy: "Check that inbox.path names the folder that is meant.", retry: .later)
    }

    static func missing(_ place: String, _ code: Int32) -> Problem {
        Problem(
            .inboxMissing, "the inbox \(place) is missing and cannot be made: \(words(code))", at: place,
            remedy: "Make the folder, or give the daemon's user the right to make it.", retry: .later)
    }

    static func notWatched(_ place: String, _ code: Int32) -> Problem {
        Problem(
            .inboxNotWatched, "no notifications for \(place): \(words(code)); new files are found by rescans",
            at: place,
            remedy: "Raise fs.inotify.max_user_watches and fs.inotify.max_user_instances.", retry: .later)
    }

    static func polled(_ place: String, _ reason: String, every pause: Duration) -> Problem {
        let seconds = Double(pause.components.seconds) + Double(pause.components.attoseconds) / 1e18
        return Problem(
            .inboxPolled, "the inbox \(place) is looked through every \(seconds) s: \(reason)", at: place,
            remedy: "Nothing need be done; files are found a little later.")
    }

    static func stillOpen(_ place: String, _ age: Duration) -> Problem {
        Problem(
            .inboxStillOpen, "\(place) has been open for writing for \(age.components.seconds / 60) minutes", at: place,
            remedy: "Close it in the program that writes it.", retry: .later)
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }
}
