package import Model
import Notices

/// What a channel answered to a notice that was sent to try it.
package struct ChannelAnswer: Hashable, Sendable, Codable {
    package let channel: String
    package let accepted: Bool
    /// What came back, or why nothing did: `answered 204`.
    package let message: String
    /// The id of the notice.
    package let event: String
}

extension Door {
    /// Sends a notice that says it is a test over the channel itself, past the outbox and the channel's filters.
    ///
    /// - Throws: `poll-interrupted` where the daemon gave no answer; what keeps this process from the archive.
    package func test(channel: String) async throws(Problem) -> ChannelAnswer {
        try await pass { (daemon) throws(Problem) in
            var answer: ChannelAnswer?
            let isWhole =
                daemon.send(PollRequest(sources: [], waits: true, channel: channel))
                && daemon.receive(PollReply.self, most: PollRequest.most) { reply in
                    answer = reply.channel
                    return reply.troubles != nil
                }
            guard isWhole, let answer else {
                throw Problem(
                    .pollInterrupted, "the daemon gave no answer", at: settings.state,
                    remedy: "See whether it runs with these settings, and try again.", retry: .later)
            }
            return answer
        } alone: { runtime in
            await runtime.test(channel: channel)
        }
    }
}

extension Runtime {
    /// Sends a test over a channel.
    func test(channel: String) async -> ChannelAnswer {
        let (subject, time) = ("channel:" + channel, Timestamp.now)
        let content = Event.Content(
            report: subject, severity: .low,
            summary: "a test of this channel, asked for by hand; no report has changed",
            items: [], quiet: false)
        let id = Event.id(report: subject, from: nil, to: nil, text: time.description, type: .channelTested)
        let event = Event(
            id: id, source: stages.builder.installation, type: .channelTested, subject: subject, time: time,
            data: content)
        return await channels.deliver(stages.witness.witnessed(event), to: channel)
    }
}
