import Foundation
import Logging
import Model
import ServiceLifecycle
import Synchronization
import UnixSignals

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
    /// Whether the settings file, as it was last read, could not be used.
    private let isBroken = Mutex(false)

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
            let wasBroken = isBroken.withLock { broken in
                defer { broken = false }
                return broken
            }
            guard !differences.isEmpty else {
                if wasBroken {
                    log.notice("the settings file is sound again: it says what is in force")
                } else if isAsked {
                    log.info("settings read again: nothing has changed")
                }
                return false
            }
            log.notice("settings changed: \(differences.joined(separator: "; "))")
            result.withLock { $0 = new }
            return true
        } catch {
            isBroken.withLock { $0 = true }
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
