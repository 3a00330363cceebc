import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One thread's reader process, and when it is replaced.
struct ReaderLane {
    private let command: ReaderCommand
    private let rules: ReaderPool.Rules
    private let stop: Int32
    private var process: ReaderProcess?

    init(command: ReaderCommand, rules: ReaderPool.Rules, stop: Int32) {
        self.command = command
        self.rules = rules
        self.stop = stop
    }

    /// Starts the process before there is anything to read; gives its cage, or nothing if it cannot be started now.
    mutating func prepare() -> Cage? { try? ready().cage }

    mutating func letGo() {
        process?.end()
        process = nil
    }

    mutating func serve(_ order: ReaderOrder, isSlow: () -> Void) {
        var answer = exchange(order, isSlow)
        // A process that has read others before may have died of them: the document gets one that has not.
        if case .died(let refusal) = answer.0, refusal.outcome == .crashed, !answer.wasFresh {
            answer = exchange(order, isSlow)
        }
        switch answer.0 {
        case .read(var result):
            result.memberFile = order.members
            order.job.resolve(.read(result))
        case .listing(let page): order.job.resolve(.listing(page))
        case .refused(let refusal), .died(let refusal): order.job.resolve(.refused(refusal))
        case .interrupted: order.job.resolve(.deferred(.stopping))
        case nil: break
        }
    }

    private mutating func exchange(
        _ order: ReaderOrder, _ isSlow: () -> Void
    ) -> (ReaderProcess.Answer?, wasFresh: Bool) {
        let reader: ReaderProcess
        do throws(Problem) {
            reader = try ready()
        } catch {
            order.job.resolve(.deferred(error))
            return (nil, true)
        }
        let wasFresh = reader.documents == 0
        if let members = order.members?.descriptor {
            ftruncate(members, 0)
            lseek(members, 0, SEEK_SET)
        }
        let answer = reader.read(
            order.request, document: order.document.descriptor, size: order.size,
            members: order.members?.descriptor, clocks: rules.clocks, isSlow: isSlow)
        switch answer {
        case .died, .interrupted: letGo()
        case .read, .listing, .refused: if reader.documents >= rules.documents { letGo() }
        }
        return (answer, wasFresh)
    }

    private mutating func ready() throws(Problem) -> ReaderProcess {
        if let process { return process }
        let started = try ReaderProcess(command, stop: stop)
        process = started
        return started
    }
}
