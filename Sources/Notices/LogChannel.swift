package import Model

/// Writes each event's line to the log. It accepts everything; after a crash a line may stand there twice.
package struct LogChannel: Channel {
    package let id: String
    private let write: @Sendable (Severity, String) -> Void

    /// Takes what puts a line into the log.
    package init(id: String = "log", write: @escaping @Sendable (Severity, String) -> Void) {
        self.id = id
        self.write = write
    }

    /// Writes the lines in order, and under them the size and the root of the ledger: the log may be kept elsewhere than the archive.
    package func deliver(_ batch: [Outgoing]) async -> DeliveryResult {
        for outgoing in batch { write(outgoing.event.data.severity, outgoing.line) }
        if let checkpoint = batch.last?.event.checkpoint {
            let head = checkpoint.split(separator: "\n").dropFirst().prefix(2).joined(separator: " ")
            write(.none, "ledger \(head)")
        }
        return DeliveryResult(accepted: batch.count)
    }
}
