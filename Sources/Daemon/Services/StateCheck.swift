package import Catalogue
import Foundation
package import Model

/// Something beyond the archive that is not as it should be.
package struct StateFault: Hashable, Sendable {
    package let code: String
    package let what: String
    package let location: String
}

/// What lies in the inbox and in the state folder that nobody owns, and notices that nobody took: what `verify` says beyond the archive.
package struct StateCheck {
    private let settings: Settings
    private let catalogue: CatalogueDatabase

    /// Takes the settings that name the folders, and the catalogue that knows who owns what.
    package init(settings: Settings, catalogue: CatalogueDatabase) {
        self.settings = settings
        self.catalogue = catalogue
    }

    /// Looks; may run beside the daemon. Reads only.
    package func run() throws(Problem) -> [StateFault] {
        try unowned() + withoutReason() + untaken()
    }

    // A row is committed before its file is there, and goes before its file does: only what is there without a row for a
    // while has none. Answers that are being written have none yet.
    private func unowned() throws(Problem) -> [StateFault] {
        let work = WorkArea(settings: settings)
        func ownerless() throws(Problem) -> Set<String> {
            let there = work.contents().filter { !$0.hasPrefix(SourcePoller.fetchPrefix) }
            return Set(there).subtracting(try catalogue.openClaims().map(\.id))
        }
        let first = try ownerless()
        guard !first.isEmpty else { return [] }
        Thread.sleep(forTimeInterval: 0.5)
        return try first.intersection(ownerless()).sorted().map { id in
            StateFault(
                code: "work-unowned", what: "no document in hand owns this; the daemon puts it away at its next start",
                location: work.input(of: id))
        }
    }

    private func withoutReason() -> [StateFault] {
        let folder = FailedFolder(settings: settings)
        return folder.withoutReason().map {
            StateFault(
                code: "failed-without-reason",
                what: "this file has no reason file beside it; move it into the inbox to try it",
                location: folder.path + "/" + $0)
        }
    }

    private func untaken() throws(Problem) -> [StateFault] {
        try catalogue.outboxState().filter { $0.dead > 0 }.map { state in
            let error = state.lastError.map { ": \($0)" } ?? ""
            return StateFault(
                code: "notices-not-taken", what: "\(state.dead) notices were given up\(error)",
                location: "channel " + state.channel)
        }
    }
}
