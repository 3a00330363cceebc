package import Archive
import Catalogue
package import Model
import Synchronization

/// Puts the head of the archive's ledger into every notice: whoever receives one can show later that history was not rewritten.
package final class Witness: Sendable {
    private let store: VersionStore
    private let origin: String
    private let key: SigningKey?
    // Signed once for each state of the ledger, and not for each notice.
    private let last = Mutex<Checkpoint?>(nil)

    /// Takes the archive, and the name of the installation (`urn:uuid:…`) whose ledger it is.
    ///
    /// - Throws: `settings-invalid` for a signing key that is not there or is none.
    package init(store: VersionStore, installation: String, settings: Settings) throws(Problem) {
        self.store = store
        origin = Witness.origin(of: installation)
        key = try settings.signingKey.map { (reference) throws(Problem) in
            let text = try SecretReference.value(of: reference, for: "the archive", at: "archive.signingKey")
            guard let key = SigningKey(pem: text) else {
                throw Problem(
                    .settingsInvalid, "\(reference) is no private Ed25519 key without a password",
                    at: "archive.signingKey",
                    remedy: "Make one with “openssl genpkey -algorithm ed25519 -out key.pem”.", retry: .afterRepair)
            }
            return key
        }
    }

    /// Takes the archive and the name of the installation; signs nothing.
    package init(store: VersionStore, installation: String) {
        self.store = store
        origin = Witness.origin(of: installation)
        key = nil
    }

    /// The name under which an installation (`urn:uuid:…`) hands out checkpoints.
    package static func origin(of installation: String) -> String {
        let prefix = "urn:uuid:"
        return "reportwatch/"
            + (installation.hasPrefix(prefix) ? String(installation.dropFirst(prefix.count)) : installation)
    }

    /// The key that others check signatures with; `nil` where nothing is signed.
    package var verifyingKey: VerifyingKey? { key?.verifyingKey }

    /// Gives the head of the ledger as it is now.
    package func checkpoint() throws(Problem) -> Checkpoint {
        let head = try store.treeHead()
        return last.withLock { last in
            if let last, last.head == head { return last }
            let checkpoint = Checkpoint(origin: origin, head: head, key: key)
            last = checkpoint
            return checkpoint
        }
    }

    /// Gives what shows one version to a stranger.
    package func evidence(of report: ReportID, _ version: VersionNumber) throws(Problem) -> EvidencePackage {
        try store.evidence(of: report, version, origin: origin, key: key)
    }

    /// Gives an event as the catalogue keeps it and channels get it. A ledger that cannot be read keeps no notice back.
    func recorded(_ event: Event, for channels: [String]) throws(Problem) -> RecordedEvent {
        let event = witnessed(event)
        return RecordedEvent(event, json: try event.line(), channels: channels)
    }

    /// Gives an event with the head of the ledger.
    func witnessed(_ event: Event) -> Event {
        var event = event
        event.checkpoint = (try? checkpoint())?.text
        return event
    }
}

extension Event {
    /// As the outbox keeps it, in one line.
    func line() throws(Problem) -> String {
        do { return String(decoding: try JSON.bytes(of: self, pretty: false).dropLast(), as: UTF8.self) } catch {
            throw Problem.wrapping(error, at: subject)
        }
    }
}
