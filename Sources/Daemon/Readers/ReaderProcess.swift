import CSystem
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One reader process, seen from the daemon: started, fed with one document at a time, watched by two clocks, and ended.
/// Belongs to one thread.
final class ReaderProcess {
    /// How one exchange with the process ended.
    enum Answer {
        case read(ReadResult)
        case listing(ListingPage)
        case refused(Refusal)
        /// The process is of no more use; what to say of the document.
        case died(Refusal)
        /// The daemon stops.
        case interrupted
    }

    let cage: Cage
    /// How many documents it has been given.
    private(set) var documents = 0
    private var isReaped = false
    private let process: pid_t
    let socket: ReaderSocket
    private let errors: Int32
    let stop: Int32
    var inbox = ReaderInbox(limit: 64 << 10)

    /// Starts a process and waits until it says that it is in its cage.
    ///
    /// - Parameter stop: a descriptor that becomes readable when the daemon stops.
    /// - Throws: `reader-unavailable`.
    init(_ command: ReaderCommand, stop: Int32) throws(Problem) {
        var (sockets, pipes): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &sockets) == 0,
            cs_pipe(&pipes, 1) == 0
        else {
            for descriptor in sockets + pipes where descriptor >= 0 { close(descriptor) }
            throw ReaderProcess.unavailable(String(cString: strerror(errno)))
        }
        var started: pid_t = 0
        let code = command.spawn(socket: sockets[1], errors: pipes[1], &started)
        close(sockets[1])
        close(pipes[1])
        (process, socket, errors, self.stop) = (started, ReaderSocket(descriptor: sockets[0]), pipes[0], stop)
        guard code == 0 else {
            close(sockets[0])
            close(pipes[0])
            throw ReaderProcess.unavailable(String(cString: strerror(code)))
        }
        guard case .message(.hello, let content) = ReaderProcess.wait(socket, &inbox, stop, .seconds(20)),
            let cage = try? JSON.decoded(Cage.self, from: content)
        else {
            kill(process, SIGKILL)
            let words = ReaderProcess.lastWords(errors)
            ReaderProcess.reap(process)
            close(sockets[0])
            close(pipes[0])
            throw ReaderProcess.unavailable(words.isEmpty ? "it ended at once" : words)
        }
        self.cage = cage
    }

    private static func unavailable(_ reason: String) -> Problem {
        Problem(
            .readerUnavailable, "a reader process cannot be started: \(reason)",
            remedy: "Look for limits on processes and memory; it is tried again by itself.", retry: .later)
    }

    /// Ends the process at once, whatever it does.
    func end() {
        if !isReaped {
            kill(process, SIGKILL)
            ReaderProcess.reap(process)
            isReaped = true
        }
        close(socket.descriptor)
        close(errors)
    }

    /// Gives a document to the process and waits for what it says.
    ///
    /// - Parameter isSlow: called once when the document has been with the process for longer than `patience`.
    func read(
        _ request: ReadRequest, document: Int32, size: Int, members: Int32?, clocks: ReaderClocks,
        isSlow: () -> Void
    ) -> Answer {
        documents += 1
        inbox.reset(limit: ReaderProcess.largestAnswer(to: size, request.limits))
        do {
            try socket.send(
                .request, JSON.bytes(of: request, pretty: false), descriptors: [document] + (members.map { [$0] } ?? [])
            )
        } catch { return .died(ended()) }
        var answer = PartialAnswer(to: request)
        var watch = ReaderWatch(clocks: clocks)
        while true {
            switch ReaderProcess.wait(socket, &inbox, stop, watch.left(isSlow)) {
            case .message(let kind, let content):
                watch.noteProgress()
                switch answer.take(kind, content) {
                case .more: continue
                case .whole(let result): return .read(result)
                case .listing(let page): return .listing(page)
                case .refused(let refusal): return .refused(refusal)
                case .garbage: return .died(.reader(.crashed, "the reader answered with something that is no answer"))
                }
            case .nothing:
                guard let overrun = watch.overrun else { continue }
                return .died(overrun)
            case .stopped: return .interrupted
            case .fault(.tooMuch):
                return .died(
                    .reader(.tooLarge, "more than \(inboxLimit(size, request)) bytes came out of \(size)"))
            case .fault(.garbage):
                return .died(.reader(.crashed, "the reader answered with something that is no answer"))
            case .fault(.ended): return .died(ended())
            }
        }
    }

    private func inboxLimit(_ size: Int, _ request: ReadRequest) -> Int {
        ReaderProcess.largestAnswer(to: size, request.limits)
    }

    // A record quotes its text several times over; a small file that says very much is a trap.
    private static func largestAnswer(to size: Int, _ limits: MemberLimits) -> Int {
        min(256 << 20, (8 << 20) + 24 * size) + limits.entries * 4096
    }

    enum Event {
        case message(ReaderMessage, [UInt8])
        case nothing
        case stopped
        case fault(ReaderSocket.Fault)
    }

    // The next message, or nothing when the time is up.
    static func wait(
        _ socket: ReaderSocket, _ inbox: inout ReaderInbox, _ stop: Int32, _ limit: Duration
    ) -> Event {
        let deadline = SuspendingClock.now.advanced(by: limit)
        do throws(ReaderSocket.Fault) {
            while true {
                if let (kind, content) = try inbox.next() { return .message(kind, content) }
                let left = SuspendingClock.now.duration(to: deadline)
                guard left > .zero else { return .nothing }
                var watched = [
                    pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
                ]
                let milliseconds = Int32(
                    clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000)
                guard poll(&watched, 2, max(1, milliseconds)) > 0 else { continue }
                if watched[1].revents != 0 { return .stopped }
                var passed: [Int32] = []
                defer { for descriptor in passed { close(descriptor) } }
                try inbox.append(from: socket, descriptors: &passed)
            }
        } catch { return .fault(error) }
    }

    // Why the process is gone, told by how it went.
    func ended() -> Refusal {
        let words = ReaderProcess.lastWords(errors)
        // It may have closed its socket and live on.
        kill(process, SIGKILL)
        let status = ReaderProcess.reap(process)
        isReaped = true
        return ReaderDeath(status: status, lastWords: words).refusal
    }

    @discardableResult
    private static func reap(_ process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }

    private static func lastWords(_ errors: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 2048)
        let got = Glibc.read(errors, &bytes, bytes.count)
        guard got > 0 else { return "" }
        let line = String(decoding: bytes[..<got], as: UTF8.self).split(whereSeparator: \.isNewline).first ?? ""
        return String(
            line.unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(200).map(Character.init))
    }
}

extension Problem.Code {
    /// No process could be started to read with.
    static let readerUnavailable = Problem.Code("reader-unavailable")
}
