import Foundation
package import Logging
import CSystem
import Catalogue
import Intake
import Model
import Notices
import ServiceLifecycle
import Synchronization
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
            try runtime.catalogue.close()
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
        all.append(
            .init(
                service: LoopService {
                    await runtime.worker.take(runtime.leftOver)
                    await runtime.watcher.run { files in await runtime.worker.take(files) }
                }))
        all.append(.init(service: reload, successTerminationBehavior: .gracefullyShutdownGroup))
        var configuration = ServiceGroupConfiguration(
            services: all, gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger())
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        return ServiceGroup(configuration: configuration)
    }

    private func retryLoop(_ runtime: Runtime) async {
        // What only the start needed, some 20 MB of code, need not stay in memory.
        cs_release_start_pages()
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            await runtime.worker.retry()
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

/// Watches `config.json` and SIGHUP; ends when there are new settings that are sound. A bad file leaves the old ones in force.
///
/// It also says that the daemon is ready: who reads that line may send a signal at once, and by then all of them are trapped.
final class ReloadService: Service {
    private let path: String
    private let settings: Settings
    private let ready: String
    private let log: Logger
    private let result = Mutex<Settings?>(nil)
    private let lastSeen: Mutex<String?>

    init(path: String, settings: Settings, seen: String?, ready: String, log: Logger) {
        self.path = path
        self.settings = settings
        self.ready = ready
        self.log = log
        lastSeen = Mutex(seen)
    }

    /// The new settings, once they are there.
    var accepted: Settings? { result.withLock { $0 } }

    /// The stamp of the settings file when it was last read here.
    var seen: String? { lastSeen.withLock { $0 } }

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        log.info("\(ready)")
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in signals where self.load(isAsked: true) { return }
                }
                group.addTask { await self.watch() }
                await group.next()
                group.cancelAll()
            }
        }
    }

    private func watch() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            let now = stamp()
            // A file that is being written is looked at again when it has come to rest.
            guard now != seen else { continue }
            try? await Task.sleep(for: .milliseconds(200))
            guard now == stamp() else { continue }
            if load(isAsked: false) { return }
        }
    }

    private func load(isAsked: Bool) -> Bool {
        let now = stamp()
        lastSeen.withLock { $0 = now }
        do throws(SettingsProblems) {
            let new = try SettingsFile.load(path)
            let differences = settings.differences(to: new)
            guard !differences.isEmpty else {
                if isAsked { log.info("settings read again: nothing has changed") }
                return false
            }
            log.notice("settings changed: \(differences.joined(separator: "; "))")
            result.withLock { $0 = new }
            return true
        } catch {
            for problem in error.problems { log.error("the new settings are not used: \(problem)") }
            return false
        }
    }

    private func stamp() -> String {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return "missing" }
        return "\(facts.st_ino) \(facts.st_size) \(facts.st_mtim.tv_sec) \(facts.st_mtim.tv_nsec)"
    }
}
