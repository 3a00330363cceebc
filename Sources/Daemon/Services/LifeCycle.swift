package import Logging
import Catalogue
import Intake
import Model
import Notices
import ServiceLifecycle
import UnixSignals

/// The daemon: services in the order in which they depend on each other, run until a signal says stop. New settings end
/// one run and begin the next in the same process.
package struct LifeCycle: Sendable {
    private let configPath: String
    private let log: Logger

    /// Takes the settings file to watch and the log to write to.
    package init(configPath: String, log: Logger) {
        self.configPath = configPath
        self.log = log
    }

    /// Runs until SIGTERM or SIGINT.
    package func run(_ settings: Settings) async throws {
        var settings = settings
        var isFirst = true
        // The settings that worked, while new ones are tried.
        var former: Settings?
        // The settings file as it was last read; a change while nobody watched it is noticed by the next watch.
        var seen: String?
        while true {
            let runtime: Runtime
            do throws(Problem) { runtime = try Runtime(settings: settings, log: log) } catch {
                guard let last = former else { throw error }
                log.error("the new settings are not used: \(error)")
                (settings, former) = (last, nil)
                continue
            }
            let ready = (isFirst ? "" : "again ") + (try runtime.readyLine())
            isFirst = false
            let reload = ReloadService(path: configPath, settings: settings, seen: seen, ready: ready, log: log)
            try await services(runtime, reload).run()
            seen = reload.seen
            await runtime.flush(within: .milliseconds(500))
            try runtime.close()
            guard let next = reload.accepted else { break }
            (settings, former) = (next, settings)
        }
        log.info("stopped")
    }

    // Stopped in reverse order: nothing new comes in, the batch in hand ends, notices go out last.
    private func services(_ runtime: Runtime, _ reload: ReloadService) -> ServiceGroup {
        var all: [ServiceGroupConfiguration.ServiceConfiguration] = runtime.channels.senders.map { sender in
            .init(service: LoopService { await sender.run() })
        }
        all.append(.init(service: LoopService { await retryLoop(runtime) }))
        all.append(.init(service: LoopService { await runtime.poller.run() }))
        all.append(.init(service: LoopService { await SearchService(stages: runtime.stages).run() }))
        all.append(
            .init(
                service: LoopService {
                    let fixity = Fixity(stages: runtime.stages)
                    if !runtime.isLookedOver { await fixity.lookOver() }
                    await fixity.run()
                }))
        all.append(
            .init(
                service: LoopService {
                    await runtime.worker.take(runtime.leftOver)
                    await runtime.watcher.run { files in await runtime.worker.take(files) }
                }))
        all += door(runtime).map { .init(service: $0) }
        all.append(.init(service: reload, successTerminationBehavior: .gracefullyShutdownGroup))
        var configuration = ServiceGroupConfiguration(
            services: all, gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger())
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        return ServiceGroup(configuration: configuration)
    }

    // Without it the daemon does all its work, but nobody can ask it for more.
    private func door(_ runtime: Runtime) -> [PollService] {
        do throws(Problem) { return [try PollService(runtime)] } catch {
            log.warning("“reportwatch poll” cannot ask this daemon: \(error)")
            return []
        }
    }

    private func retryLoop(_ runtime: Runtime) async {
        var memory = RestingMemory()
        memory.giveBack()
        runtime.stages.room.keepReserve()
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            memory.look()
            let wasLow = runtime.stages.room.isLow
            await runtime.worker.retry()
            if wasLow, !runtime.stages.room.isLow { runtime.watcher.rescanSoon() }
        }
    }

    // The life cycle library says much at debug and info that is nobody's news.
    private func quietLogger() -> Logger {
        var quiet = log
        quiet.logLevel = .error
        return quiet
    }
}

/// A loop that ends when its task is cancelled, as a service: a graceful stop cancels it, and it ends after the work in hand.
struct LoopService: Service {
    let loop: @Sendable () async -> Void

    init(_ loop: @escaping @Sendable () async -> Void) { self.loop = loop }

    func run() async throws {
        await cancelWhenGracefulShutdown { await loop() }
    }
}
