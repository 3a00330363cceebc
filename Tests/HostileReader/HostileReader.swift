import Daemon
import Glibc
import Model

/// A reader process that does what its document says, in the place of a parser that a hostile file has taken over. It
/// sits in the same cage and speaks the same protocol as the real one; tests drive it through the real pool.
///
/// `HostileReader supervise FILE…` is the other side: a process with nothing in it but the pool, which gives the files to such
/// readers and prints by how many bytes it has grown.
@main
enum HostileReader {
    static func main() {
        if CommandLine.arguments.dropFirst().first == "supervise" {
            Supervisor.run(Array(CommandLine.arguments.dropFirst(2)))
        }
        ReaderLoop.serve(memory: 1 << 30) { job in
            let word = String(decoding: job.bytes, as: UTF8.self).split(separator: " ").first ?? ""
            misbehave(String(word), job)
        }
    }

    private static func misbehave(_ word: String, _ job: ReaderLoop.Job) {
        switch word {
        case "hang": while true { sleep(1000) }
        case "spin": while true {}
        case "busy-forever": while true { job.reply.progress(); usleep(1000) }
        case "dawdle": sleep(4); job.reply.refuse(.init(.unsupported, "read in the end", remedy: "Nothing to do."))
        case "allocate": fill(with: 50 << 30)
        case "nibble": nibble()
        case "fork": answer(job, "fork", fork())
        case "flood": while true { job.reply.sendRaw(6, Array(repeating: 0x41, count: 1 << 20)) }
        case "flood-errors": while true { _ = write(2, String(repeating: "x", count: 4096), 4096) }
        case "die": raise(SIGSEGV)
        case "trap": fatalError("the parser has lost its way")
        case "half": job.reply.sendRaw(6, [0x41]); _exit(0)
        case "garbage": job.reply.sendRaw(0xEE, Array("no message".utf8)); sleep(1000)
        case "lie": job.reply.sendRaw(5, Array("{\"id\":\"../../etc\"}".utf8)); sleep(1000)
        case "socket": answer(job, "socket", socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        case "exec": exec(job)
        case "kill": answer(job, "kill", kill(getppid(), 0))
        case "passwd": answer(job, "open", open("/etc/passwd", O_RDONLY))
        case "write":
            answer(job, "open", open("/tmp/written-by-a-hostile-reader-\(getpid())", O_WRONLY | O_CREAT, 0o600))
        case "exit": exit(0)
        default: job.reply.refuse(.init(.unsupported, "read like any other", remedy: "Nothing to do."))
        }
    }

    // What the kernel said is told as a refusal, for the test to look at.
    private static func answer(_ job: ReaderLoop.Job, _ call: String, _ result: Int32) {
        let word = result >= 0 ? "done" : String(cString: strerror(errno))
        job.reply.refuse(.init(.crashed, "\(call): \(word)", remedy: "Nothing to do."))
    }

    private static func fill(with size: Int) {
        let bytes = [UInt8](repeating: 1, count: size)
        print(bytes[size / 2])
    }

    private static func nibble() {
        // Taken, never touched: only the address space runs out, which is quick also on a busy machine.
        while true { _ = UnsafeMutableRawPointer.allocate(byteCount: 8 << 20, alignment: 16) }
    }

    private static func exec(_ job: ReaderLoop.Job) {
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), nil]
        answer(job, "exec", execv("/bin/sh", &arguments))
    }
}
