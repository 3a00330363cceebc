import CSystem
import Documents
package import Model
import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The life of a reader process: prepare, enter the cage, then read one document after another until the daemon hangs up.
package enum ReaderLoop {
    /// One document to read, as it came to the reader.
    package struct Job {
        package let request: ReadRequest
        package let bytes: [UInt8]
        package let reply: ReaderReply
    }

    // The daemon's end of the socket; see `cs_spawn`.
    static let socket = ReaderSocket(descriptor: 3)

    /// Runs `reportwatch reader`: reads with the built-in profiles and those given, in a cage.
    ///
    /// - Parameter isAlone: whether the built-in profiles are left out.
    /// - Throws: profiles that cannot be used; nothing once the cage is shut.
    package static func run(profiles: [String], isAlone: Bool = false, memory: Int) throws(Problem) {
        // Files are read before the cage is shut; the built-in profiles are compiled after, while nobody waits for it.
        var prepared =
            profiles.isEmpty ? nil : ReportReader(profiles: try ProfileLibrary.all(from: profiles, isAlone: isAlone))
        let prepare = {
            if prepared == nil { prepared = try? ReportReader.builtIn() }
        }
        serve(memory: memory, whenShut: prepare) { job in
            guard let reader = prepared else {
                return job.reply.refuse(.reader(.crashed, "the built-in profiles cannot be used"))
            }
            do throws(Refusal) {
                if job.request.wantsListing {
                    return job.reply.finish(try reader.listing(job.bytes, job.request))
                }
                let take = { (member: Member) throws(Refusal) in try job.reply.add(member) }
                job.reply.finish(
                    try reader.read(job.bytes, job.request, take: take, progress: { job.reply.progress() }))
            } catch {
                job.reply.refuse(error)
            }
        }
    }

    /// Serves jobs with any body, in the cage.
    ///
    /// - Parameter whenShut: what is prepared once the cage is shut and the daemon knows of it.
    package static func serve(memory: Int, whenShut: () -> Void = {}, _ body: (Job) -> Void) {
        cs_report_want_of_memory()
        keepMemory()
        let cage = Cage.enter(memory: memory, output: MemberLimits().bytes)
        do {
            try socket.send(.hello, JSON.bytes(of: cage, pretty: false))
            whenShut()
            var inbox = ReaderInbox(limit: 1 << 20)
            while let job = try next(&inbox) {
                body(job)
                inbox.reset(limit: 1 << 20)
            }
        } catch {
            // The daemon has hung up: there is nobody left to tell.
        }
    }

    /// Lets the process keep what it frees: the next document wants as much. A reader without work is let go whole.
    package static func keepMemory() { cs_keep_memory() }

    private static func next(_ inbox: inout ReaderInbox) throws -> Job? {
        var passed: [Int32] = []
        while true {
            if let (kind, content) = try inbox.next() {
                guard kind == .request, let document = passed.first else { return nil }
                let request = try JSON.decoded(ReadRequest.self, from: content)
                let reply = ReaderReply(socket: socket, members: passed.dropFirst().first)
                defer { close(document) }
                // One byte more than is read: a larger document is refused, not read in part.
                let bytes = try InputFile.bytes(of: document, limit: DocumentReader.largestDocument + 1)
                return Job(request: request, bytes: bytes, reply: reply)
            }
            try inbox.append(from: socket, descriptors: &passed)
        }
    }
}

/// What a reader says about one document.
package final class ReaderReply {
    private let socket: ReaderSocket
    private let members: Int32?

    init(socket: ReaderSocket, members: Int32?) {
        self.socket = socket
        self.members = members
    }

    deinit { if let members { close(members) } }

    /// Says that the reading has come further.
    package func progress() { try? socket.send(.progress) }

    /// Hands a member over: its bytes to the file, the rest over the socket.
    func add(_ member: Member) throws(Refusal) {
        if let members { try ReaderReply.write(member.bytes, to: members) }
        let found = FoundMember(
            path: member.path, size: member.bytes.count, contentType: member.contentType,
            retrieved: member.retrieved, exchange: member.exchange,
            mayHoldMembers: DocumentReader.mayHoldMembers(member.bytes))
        if let bytes = try? JSON.bytes(of: found, pretty: false) { try? socket.send(.member, bytes) }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Refusal) {
        var written = 0
        while written < bytes.count {
            let got = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else {
                throw Refusal(
                    .tooLarge, "what is packed inside cannot be written: \(String(cString: strerror(errno)))",
                    remedy: "Free some space, or unpack it yourself and drop the reports that are inside.")
            }
            written += got
        }
    }

    /// Ends with what was read.
    package func finish(_ result: ReadResult) {
        do {
            try socket.send(.record, JSON.bytes(of: result.record, pretty: false))
            try socket.send(.text, result.held.utf8)
            if let details = result.details { try socket.send(.details, JSON.bytes(of: details, pretty: false)) }
            try socket.send(.done, JSON.bytes(of: ReaderSummary(title: result.title), pretty: false))
        } catch {
            // The daemon has hung up; the loop ends by that.
        }
    }

    /// Ends with what a page of a listing names.
    func finish(_ page: ListingPage) {
        if let bytes = try? JSON.bytes(of: page, pretty: false) { try? socket.send(.listing, bytes) }
    }

    /// Ends with a refusal.
    package func refuse(_ refusal: Refusal) {
        if let bytes = try? JSON.bytes(of: refusal, pretty: false) { try? socket.send(.refusal, bytes) }
    }

    /// Sends anything at all: for test readers that misbehave.
    package func sendRaw(_ kind: UInt8, _ content: [UInt8]) { try? socket.sendRaw(kind, content) }
}
