import CSystem
import Dispatch
import Foundation
import Glibc
import Synchronization

/// One run of a program that renders: in a folder of its own, with which all that it has started is ended, with a clean
/// environment, nothing inherited but what it prints to, a limit on that, and a time. It dies with this program.
enum RendererProcess {
    enum Result: Sendable {
        case printed(size: Int, code: Int32)
        case tooLarge
        case timedOut
        case cancelled
        case fault(String)
    }

    /// Runs it; away from Swift's few task threads.
    static func run(
        _ program: String, _ words: [String], output: String, mostBytes: Int, timeout: Duration
    ) async -> Result {
        let stop = StopFlag()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    let result = inHome { runNow(program, words, output, $0, mostBytes: mostBytes, timeout, stop) }
                    continuation.resume(
                        returning: result ?? .fault("cannot make a folder: \(String(cString: strerror(errno)))"))
                }
            }
        } onCancel: {
            stop.isSet.store(true, ordering: .relaxed)
        }
    }

    /// Gives the first line that a program prints when it is well, a short one.
    static func firstLine(of program: String, _ words: [String]) async -> String? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let said = inHome { home -> Data? in
                    let path = home.path + "/said"
                    let result = runNow(program, words, path, home, mostBytes: 4096, .seconds(10), StopFlag())
                    guard case .printed(1..., 0) = result else { return nil }
                    return FileManager.default.contents(atPath: path)
                }
                continuation.resume(returning: (said ?? nil).flatMap { firstLine(in: $0) })
            }
        }
    }

    private static func firstLine(in data: Data) -> String? {
        let line = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first ?? ""
        let words = line.trimmingCharacters(in: .whitespaces)
        return words.isEmpty || words.utf8.count > 100 ? nil : words
    }

    private final class StopFlag: Sendable { let isSet = Atomic(false) }

    // Whatever has been left behind in the home goes with it.
    private static func inHome<Value>(_ body: (RendererHome) -> Value) -> Value? {
        guard let home = RendererHome() else { return nil }
        defer { home.end() }
        return body(home)
    }

    private static func runNow(
        _ program: String, _ words: [String], _ output: String, _ home: RendererHome, mostBytes: Int,
        _ timeout: Duration, _ stop: StopFlag
    ) -> Result {
        let file: SpoolFile
        do throws(SpoolFile.Fault) { file = try SpoolFile(path: output) } catch { return .fault(error.message) }
        var ends: [Int32] = [-1, -1]
        guard cs_pipe(&ends, 0) == 0 else {
            file.discard()
            return .fault("cannot make a pipe")
        }
        var child: pid_t = 0
        let code = spawn(program, words, home.path, ends[1], &child)
        close(ends[1])
        defer { close(ends[0]) }
        guard code == 0 else {
            file.discard()
            return .fault("cannot be started: \(String(cString: strerror(code)))")
        }
        var watch = Watch(child: child, pipe: ends[0], file: file, mostBytes: mostBytes)
        let result = watch.follow(until: .now + timeout, stop: { stop.isSet.load(ordering: .relaxed) })
        kill(-child, SIGKILL)
        watch.reap()
        if case .printed(1..., 0) = result {
            do throws(SpoolFile.Fault) { try file.sync() } catch {
                file.discard()
                return .fault(error.message)
            }
        } else {
            file.discard()
        }
        return result
    }

    private static func spawn(
        _ program: String, _ words: [String], _ home: String, _ output: Int32, _ child: inout pid_t
    ) -> Int32 {
        let environment = [
            "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=\(home)", "TMPDIR=\(home)", "XDG_RUNTIME_DIR=\(home)",
            "LANG=C.UTF-8",
        ]
        return withTexts([program] + words) { arguments in
            withTexts(environment) { cs_spawn_printing(program, arguments, $0, home, output, &child) }
        }
    }

    private static func withTexts<Value>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("it holds the end at least") }
            return body(start)
        }
    }

    /// What is seen of the program while it runs.
    private struct Watch {
        let child: pid_t
        let pipe: Int32
        let file: SpoolFile
        let mostBytes: Int
        private var status: Int32?
        private var isClosed = false

        init(child: pid_t, pipe: Int32, file: SpoolFile, mostBytes: Int) {
            (self.child, self.pipe, self.file, self.mostBytes) = (child, pipe, file, mostBytes)
            // This end alone: the program's would not wait for us any more.
            _ = fcntl(pipe, F_SETFL, O_NONBLOCK)
        }

        mutating func follow(until deadline: ContinuousClock.Instant, stop: () -> Bool) -> Result {
            while true {
                if stop() { return .cancelled }
                if ContinuousClock.now >= deadline { return .timedOut }
                var waiting = pollfd(fd: isClosed ? -1 : pipe, events: Int16(POLLIN), revents: 0)
                poll(&waiting, 1, 50)
                let hasEnded = hasEnded()
                // What it had printed when it ended is all in the pipe.
                if let end = take() { return end }
                if hasEnded { return .printed(size: file.size, code: code) }
            }
        }

        // Everything that can be read now.
        private mutating func take() -> Result? {
            while !isClosed {
                let count = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer -> Int? in
                    let count = read(pipe, buffer.baseAddress, buffer.count)
                    guard count > 0 else { return count }
                    let piece = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])
                    do throws(SpoolFile.Fault) { try file.append(piece) } catch { return nil }
                    return count
                }
                guard let count else { return .fault("what it prints cannot be kept") }
                if count < 0 {
                    if errno == EINTR { continue }
                    return nil
                }
                if count == 0 { isClosed = true }
                if file.size > mostBytes { return .tooLarge }
            }
            return nil
        }

        private mutating func hasEnded() -> Bool {
            guard status == nil else { return true }
            var found: Int32 = 0
            if waitpid(child, &found, WNOHANG) == child { status = found }
            return status != nil
        }

        mutating func reap() {
            guard status == nil else { return }
            var found: Int32 = 0
            while waitpid(child, &found, 0) < 0, errno == EINTR {}
            status = found
        }

        // As shells say it: 128 and the signal.
        private var code: Int32 {
            let status = status ?? 0
            return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        }
    }
}
