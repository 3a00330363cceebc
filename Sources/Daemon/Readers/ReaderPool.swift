import CSystem
import Foundation
package import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The reader processes: one for each thread here, started when there is something to read, used for many documents,
/// replaced after some number of them or any fault, let go when nothing came for a while.
///
/// A document that stops its reader costs that reader and its own verdict; the others go on.
package final class ReaderPool: Sendable {
    /// How many processes there are at most, and how long each is used.
    package struct Rules: Hashable, Sendable {
        package var processes: Int
        package var clocks: ReaderClocks
        /// After how many documents a process is replaced.
        package var documents: Int
        /// After how long without work a process is let go.
        package var idle: Duration = .seconds(60)

        /// Takes the values that the properties describe.
        package init(processes: Int, clocks: ReaderClocks = ReaderClocks(), documents: Int = 200) {
            self.processes = max(1, processes)
            self.clocks = clocks
            self.documents = max(1, documents)
        }

        init(_ settings: Settings.Readers) {
            self.init(
                processes: settings.processes > 0 ? settings.processes : ProcessInfo.processInfo.activeProcessorCount,
                clocks: .init(silence: settings.silence, total: settings.total), documents: settings.documents)
        }
    }

    private let queue: ReaderQueue
    private let stop: StopSignal

    /// Makes the threads, and one process to have it ready; the others start when they are needed.
    ///
    /// - Parameter hello: told once what the readers are kept from.
    /// - Throws: `reader-unavailable` when the system has no descriptors left.
    package init(
        _ command: ReaderCommand, rules: Rules, hello: @escaping @Sendable (Cage) -> Void = { _ in }
    ) throws(Problem) {
        stop = try StopSignal()
        queue = ReaderQueue(width: rules.processes, lanes: rules.processes * ReaderPool.lanesForEach)
        for number in 0..<rules.processes * ReaderPool.lanesForEach {
            let thread = Thread { [queue, stop] in
                var lane = ReaderLane(command: command, rules: rules, stop: stop.descriptor)
                if number == 0, let cage = lane.prepare() { hello(cage) }
                while let order = queue.next(lane: number, idle: rules.idle, whenIdle: { lane.letGo() }) {
                    lane.serve(order, isSlow: { queue.passBy(order) })
                    queue.finish(order, lane: number)
                }
                lane.letGo()
            }
            thread.name = "reader \(number)"
            thread.start()
        }
    }

    // A slow document no longer counts among those that are read at once, so that it keeps nobody waiting; this many
    // times the width bounds how many can be slow together.
    private static let lanesForEach = 4

    deinit { close() }

    /// Puts a document in the queue; what is packed inside is written to the file for members.
    package func read(_ request: ReadRequest, _ document: OpenFile, size: Int, members: OpenFile? = nil) -> ReadJob {
        let order = ReaderOrder(request: request, document: document, size: size, members: members)
        if !queue.add(order) { order.job.resolve(.deferred(.stopping)) }
        return order.job
    }

    /// Ends all readers at once; what they had in hand and what waits is answered as deferred.
    package func close() {
        for order in queue.close() { order.job.resolve(.deferred(.stopping)) }
        stop.give()
    }
}

/// A descriptor that becomes readable, for all who poll it, when the signal is given.
final class StopSignal: Sendable {
    let descriptor: Int32
    private let other: Mutex<Int32?>

    init() throws(Problem) {
        var pipes: [Int32] = [-1, -1]
        let code = cs_pipe(&pipes, 0)
        guard code == 0 else {
            throw Problem(
                .readerUnavailable, "no pipe for the readers: \(String(cString: strerror(code)))",
                remedy: "Look for a limit on open files.", retry: .later)
        }
        descriptor = pipes[0]
        other = Mutex(pipes[1])
    }

    deinit {
        give()
        close(descriptor)
    }

    /// Gives the signal: a pipe whose other end is closed is readable for ever.
    func give() {
        other.withLock { end in
            if let end { close(end) }
            end = nil
        }
    }
}

extension Problem {
    static let stopping = Problem(
        .readerUnavailable, "the program stops", remedy: "It is read at the next start.", retry: .later)
}
