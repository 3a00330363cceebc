import Foundation
import Model
import Synchronization

/// Whether somebody has asked the program to stop (Ctrl-C, SIGTERM), so that it can tidy up before.
enum Interruption {
    private static let isAsked = Atomic(false)

    /// Takes note of such signals from now on; without it they end the program at once.
    static func watch() {
        isAsked.store(false, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in Interruption.isAsked.store(true, ordering: .relaxed) }
        }
    }

    /// Throws where somebody has.
    static func check() throws(Problem) {
        guard isAsked.load(ordering: .relaxed) else { return }
        throw Problem(
            .exportStopped, "the export was stopped", remedy: "Export again; nothing was left behind.",
            retry: .afterRepair)
    }
}
