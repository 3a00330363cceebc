import Catalogue
import Changes
import Foundation
import Intake
import Logging
import Model
import Notices
import Synchronization

/// The channels of the settings, each with its sender over the catalogue's outbox.
struct Channels: Sendable {
    let senders: [OutboxSender]
    /// Those that deliver on this machine: the log and files.
    private let local: [(id: String, sender: OutboxSender)]
    private let all: [any Channel]
    private let catalogue: CatalogueDatabase

    /// Makes the log channel and those of the settings.
    ///
    /// - Throws: `settings-invalid` for a secret that cannot be found.
    init(settings: Settings, catalogue: CatalogueDatabase, fetcher: Fetcher, log: Logger) throws(Problem) {
        self.catalogue = catalogue
        var channels: [(any Channel, Backoff)] = [
            (LogChannel { severity, line in log.log(level: .info, "\(line)") }, .local)
        ]
        for notify in settings.notify {
            switch notify.kind {
            case .file(let path): channels.append((FileChannel(id: notify.id, path: path), .local))
            case .webhook(let url, let secret):
                let key = try secret.map { (reference) throws(Problem) in try Channels.secret(reference, of: notify.id)
                }
                channels.append((Channels.webhook(notify.id, url, key, settings.http, fetcher), .webhook))
            }
        }
        all = channels.map(\.0)
        senders = channels.map { channel, backoff in
            OutboxSender(
                channel: channel, outbox: Channels.access(to: channel.id, catalogue), backoff: backoff, now: { .now },
                tell: { news in Channels.tell(news, channel.id, log) })
        }
        local = zip(channels, senders).compactMap { channel, sender in
            channel.0 is WebhookChannel ? nil : (channel.0.id, sender)
        }
    }

    /// Brings everything to the log and to files; gives those that do not take it, with the reason.
    func deliverLocally(within limit: Duration) async -> [String] {
        let deadline = Timestamp.now.advanced(by: limit)
        var troubles: [String] = []
        for (id, sender) in local {
            // Others may add to the outbox meanwhile; only what fails, or the time that is over, ends the wait.
            while let state = waiting(for: id) {
                await sender.flush(deadline: deadline)
                guard let left = waiting(for: id) else { break }
                if let error = left.lastError ?? state.lastError {
                    troubles.append("channel \(id) does not take notices: \(error)")
                    break
                }
                guard Timestamp.now < deadline, !Task.isCancelled else {
                    troubles.append("channel \(id) has \(left.pending) notices waiting")
                    break
                }
            }
        }
        return troubles
    }

    private func waiting(for channel: String) -> ChannelState? {
        (try? catalogue.outboxState())?.first { $0.channel == channel && $0.pending > 0 }
    }

    /// Sends an event over one channel now, past the outbox and whatever the channel wants to hear.
    func deliver(_ event: Event, to id: String) async -> ChannelAnswer {
        let result: DeliveryResult
        do throws(Problem) {
            guard let channel = all.first(where: { $0.id == id }) else {
                throw Problem(
                    .settingsInvalid, "the settings of the daemon name no such channel", at: id,
                    remedy: "Have it take the new settings first.", retry: .afterRepair)
            }
            let outgoing = Outgoing(
                sequence: 0, event: event, json: try event.line(), line: Announcement.line(for: event))
            result = await channel.deliver([outgoing])
        } catch { result = DeliveryResult(accepted: 0, failure: DeliveryFailure(error)) }
        return ChannelAnswer(
            channel: id, accepted: result.accepted == 1,
            message: result.failure?.problem.description ?? result.said ?? "written", event: event.id)
    }

    /// Wakes all senders.
    func wake() { for sender in senders { sender.wake() } }

    private static func webhook(
        _ id: String, _ url: String, _ key: [UInt8]?, _ http: Settings.HTTP, _ fetcher: Fetcher
    ) -> WebhookChannel {
        WebhookChannel(id: id, url: url, secret: key, now: { .now }) { url, headers, body in
            let outcome = await fetcher.post(
                url: url, headers: Dictionary(headers.map { ($0.name, $0.value) }) { first, _ in first }, body: body,
                timeout: .seconds(20), userAgent: http.userAgent)
            switch outcome {
            case .answered(let status, let retryAfter): return .init(status: status, retryAfter: retryAfter)
            case .failed(let failure):
                return .init(status: nil, retryAfter: failure.retryAfter, problem: failure.problem(at: url))
            }
        }
    }

    // Secrets stand in the environment or in a file, never in the settings.
    private static func secret(_ reference: String, of channel: String) throws(Problem) -> [UInt8] {
        try WebhookSignature.key(
            from: SecretReference.value(of: reference, for: "channel \(channel)", at: "notify"))
    }

    private static func access(to channel: String, _ catalogue: CatalogueDatabase) -> OutboxAccess {
        OutboxAccess(
            pending: { now, limit in
                try catalogue.pending(channel: channel, now: now, limit: limit).map { row in
                    Outgoing(
                        sequence: row.sequence, event: row.event, json: row.json,
                        line: Announcement.line(for: row.event),
                        attempts: row.attempts)
                }
            },
            delivered: { try catalogue.delivered(channel: channel, sequences: $0) },
            failed: { sequence, next, error, dead in
                try catalogue.failed(channel: channel, sequence: sequence, next: next, error: error, dead: dead)
            },
            nextAttempt: { try catalogue.nextAttempt(channel: channel) })
    }

    private static func tell(_ news: DeliveryNews, _ channel: String, _ log: Logger) {
        switch news {
        case .failing(let problem, let next):
            let when = next.map { " Tried again at \($0)." } ?? ""
            log.warning("channel \(channel) does not take notices: \(problem)\(when)")
        case .recovered: log.notice("channel \(channel) takes notices again")
        case .deadLetter(let id, let problem): log.error("channel \(channel) never took event \(id): \(problem)")
        case .silenced(let problem): log.error("channel \(channel) wants no more notices: \(problem)")
        }
    }
}
