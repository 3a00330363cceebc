import Daemon
import Documents
import Foundation
import Model

/// Reading files without an archive, for the commands that are pure; in a reader process, as the daemon does.
final class PureReading: Sendable {
    private let pool: ReaderPool

    /// Starts a reader with the built-in profiles, or with one profile alone.
    init(with profile: String? = nil) throws(Problem) {
        let command = ReaderCommand(profiles: profile.map { [$0] } ?? [], isAlone: profile != nil, memory: 2 << 30)
        pool = try ReaderPool(command, rules: .init(processes: 1))
    }

    deinit { pool.close() }

    /// Reads one file with the built-in profiles.
    static func read(_ file: String, url: String?, wantsDetails: Bool = false) async throws(Refusal) -> ReadResult {
        let reading: PureReading
        do throws(Problem) { reading = try PureReading() } catch {
            throw Refusal(.crashed, error.what, remedy: error.remedy)
        }
        return try await reading.read(file, url: url, wantsDetails: wantsDetails)
    }

    /// Reads a file.
    func read(_ file: String, url: String?, wantsDetails: Bool = false) async throws(Refusal) -> ReadResult {
        let (document, size) = try PureReading.open(file)
        let name = file == "-" ? "standard input" : URL(fileURLWithPath: file).lastPathComponent
        var request = ReadRequest(name: name, url: url)
        request.wantsDetails = wantsDetails
        switch await pool.read(request, document, size: size).outcome() {
        case .read(let result): return result
        case .refused(let refusal): throw refusal
        case .listing: throw Refusal(.crashed, "read as a listing", remedy: "Report this.")
        case .deferred(let problem): throw Refusal(.crashed, problem.what, remedy: problem.remedy)
        }
    }

    // A pipe has no size and cannot be read twice: it is copied to a file without a name.
    private static func open(_ file: String) throws(Refusal) -> (OpenFile, size: Int) {
        let descriptor = file == "-" ? dup(0) : Glibc.open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(String(cString: strerror(errno)).lowercased(), file) }
        var facts = stat()
        fstat(descriptor, &facts)
        if facts.st_mode & S_IFMT == S_IFREG, lseek(descriptor, 0, SEEK_CUR) == 0 {
            return (OpenFile(descriptor), Int(facts.st_size))
        }
        do {
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            // One byte more than is read, so that a larger file is refused without being held.
            let bytes = try handle.read(upToCount: DocumentReader.largestDocument + 1) ?? Data()
            let copy = FileHandle(fileDescriptor: fileno(tmpfile()))
            try copy.write(contentsOf: bytes)
            return (OpenFile(dup(copy.fileDescriptor)), bytes.count)
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
            throw unreadable(
                cause.domain == NSPOSIXErrorDomain
                    ? String(cString: strerror(Int32(cause.code))).lowercased() : cause.localizedDescription, file)
        }
    }

    private static func unreadable(_ reason: String, _ file: String) -> Refusal {
        Refusal(
            .unsupported, "the file cannot be opened: \(reason)",
            remedy: "Check its path and your right to read it.")
    }
}
