import CSystem
import Foundation
import Glibc
import Logging
import Model
import ServiceLifecycle
import Synchronization

/// Takes what commands ask of the running daemon: to check sources now.
final class PollService: Service {
    private let runtime: Runtime
    private let state: String
    private let listener: Int32
    private let open = Atomic(0)
    // A byte in this pipe ends the thread.
    private let stop: (reading: Int32, writing: Int32)

    /// More wait until these have their answer.
    private static let mostAtOnce = 16

    /// Listens from now on, so that who reads the ready line can ask.
    init(_ runtime: Runtime) throws(Problem) {
        self.runtime = runtime
        state = runtime.settings.state
        var ends: [Int32] = [-1, -1]
        guard cs_pipe(&ends, 1) == 0 else { throw .system("cannot make a pipe", state) }
        stop = (ends[0], ends[1])
        do throws(Problem) { listener = try PollSocket.listen(in: state) } catch {
            for end in ends { close(end) }
            throw error
        }
    }

    deinit { for descriptor in [listener, stop.reading, stop.writing] { close(descriptor) } }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let (connections, line) = AsyncStream<(PollConnection, PollRequest)>.makeStream()
            let thread = Thread { self.accept { line.yield($0) } }
            thread.name = "poll"
            thread.start()
            await withDiscardingTaskGroup { group in
                for await (connection, request) in connections {
                    group.addTask {
                        await self.serve(connection, request)
                        self.open.subtract(1, ordering: .relaxed)
                    }
                }
                group.cancelAll()
            }
            _ = write(self.stop.writing, "s", 1)
            unlink(self.state + "/" + PollSocket.name)
        }
    }

    // Reading what is asked may block, hence in a thread: one connection at a time, for two seconds at most.
    private func accept(_ take: ((PollConnection, PollRequest)) -> Void) {
        while true {
            let isFull = open.load(ordering: .relaxed) >= PollService.mostAtOnce
            var watched = [
                pollfd(fd: stop.reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isFull ? -1 : listener, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&watched, 2, isFull ? 50 : -1)
            if watched[0].revents != 0 { return }
            guard watched[1].revents != 0 else { continue }
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else {
                // No descriptors left, perhaps: not in a busy loop.
                if errno != EAGAIN { usleep(50_000) }
                continue
            }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let connection = PollConnection(descriptor)
            connection.limitPatience()
            let limit = Duration.seconds(2)
            _ = connection.receive(PollRequest.self, most: PollRequest.most, within: limit) { request in
                open.add(1, ordering: .relaxed)
                take((connection, request))
                return true
            }
        }
    }

    private func serve(_ connection: PollConnection, _ request: PollRequest) async {
        if let question = request.history { return await serve(connection, question) }
        if let channel = request.channel {
            connection.send(PollReply(troubles: [], channel: await runtime.test(channel: channel)))
            return
        }
        if let inputs = request.inputs {
            for (path, verdict) in await runtime.ingest(inputs) {
                connection.send(PollReply(ingested: IngestAnswer(path, verdict)))
            }
            connection.send(PollReply(troubles: await runtime.channels.deliverLocally(within: .seconds(30))))
            return
        }
        var troubles: [String] = []
        let sources = self.sources(request) { connection.send(PollReply(answer: $0)) }
        if request.waits {
            await runtime.poller.poll(sources) { connection.send($0.map { PollReply(answer: $0) }) }
            troubles = await runtime.channels.deliverLocally(within: .seconds(30))
        } else {
            for source in sources {
                let rest = await runtime.poller.longRest(of: source)
                let answer = rest.map { PollAnswer(source, restsUntil: $0) } ?? PollAnswer(source, .asked)
                connection.send(PollReply(answer: answer))
            }
        }
        connection.send(PollReply(troubles: troubles))
        if !request.waits { await runtime.poller.poll(sources) { _ in } }
    }

    private func serve(_ connection: PollConnection, _ question: HistoryQuestion) async {
        var reply = PollReply(troubles: [])
        do throws(Problem) {
            reply.history = try await History.run(question, in: runtime) {
                connection.send(PollReply(capture: $0))
            }
        } catch { reply.problem = error }
        connection.send(reply)
    }

    private func sources(_ request: PollRequest, tell: (PollAnswer) -> Void) -> [Settings.Source] {
        if request.sources.isEmpty { return runtime.settings.sources }
        let known = Dictionary(runtime.settings.sources.map { ($0.id, $0) }) { $1 }
        for name in request.sources where known[name] == nil { tell(PollAnswer(unknown: name)) }
        return request.sources.compactMap { known[$0] }
    }
}
