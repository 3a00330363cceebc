import Model
import Notices
import Synchronization
import Testing

@Suite struct WebhookChannelTests {
    @Test func `a signature is the one the standard's own library gives`() throws {
        // Made with the Python package standardwebhooks 1.x: Webhook(secret).sign(id, time, body).
        let key = try WebhookSignature.key(from: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        let signature = WebhookSignature.header(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8),
            key: key)
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `a secret is base64 after whsec_ and plain bytes otherwise`() throws {
        #expect(try WebhookSignature.key(from: "whsec_AQID\n") == [1, 2, 3])
        #expect(try WebhookSignature.key(from: "abc") == Array("abc".utf8))
    }

    @Test(arguments: ["", " \n", "whsec_", "whsec_%%not-base64%%"])
    func `a secret that cannot be used is refused without being shown`(secret: String) throws {
        let problem = try #require(throws: Problem.self) { try WebhookSignature.key(from: secret) }
        #expect(problem.code == .webhookSecret)
        #expect(!problem.description.contains("%%"))
    }

    @Test func `the body is the stored bytes and the headers are the standard's`() async throws {
        let receiver = Receiver([.init(status: 204)])
        let json = "{\"specversion\":\"1.0\",  \"odd\": \"spacing stays ü\"}\n"
        let item = Outgoing(sequence: 1, event: event("e1"), json: json, line: "")
        let result = await receiver.channel(secret: Array("key".utf8)).deliver([item])
        #expect(result == DeliveryResult(accepted: 1, said: "answered 204"))
        let request = try #require(receiver.requests.first)
        #expect(request.body == Array(json.utf8))
        #expect(request.url == "https://desk.example:8443/hook/token-in-path?x=1")
        #expect(request.headers["content-type"] == "application/cloudevents+json")
        #expect(request.headers["webhook-id"] == "e1")
        #expect(request.headers["webhook-timestamp"] == "1800000000")
        let signature = WebhookSignature.header(
            id: "e1", seconds: 1_800_000_000, body: Array(json.utf8), key: Array("key".utf8))
        #expect(request.headers["webhook-signature"] == signature)
    }

    @Test func `without a secret nothing claims to be signed`() async throws {
        let receiver = Receiver([.init(status: 200)])
        _ = await receiver.channel(secret: nil).deliver([outgoing(event("e1"))])
        #expect(try #require(receiver.requests.first).headers["webhook-signature"] == nil)
    }

    @Test(arguments: [
        (301, Problem.Code.deliveryRefused, false), (400, .deliveryRefused, false), (404, .deliveryRefused, false),
        (429, .deliveryRefused, false), (500, .deliveryRefused, false), (410, .channelGone, true),
    ])
    func `an answer that is not 2xx stops the batch there`(status: Int, code: Problem.Code, permanent: Bool)
        async throws
    {
        let receiver = Receiver([.init(status: 200), .init(status: status)])
        let batch = ["a", "b", "c"].map { outgoing(event($0)) }
        let result = await receiver.channel(secret: nil).deliver(batch)
        #expect(result.accepted == 1)
        let failure = try #require(result.failure)
        #expect(failure.problem.code == code)
        #expect(failure.permanent == permanent)
        #expect(failure.problem.what.contains("\(status)"))
        #expect(receiver.requests.count == 2)
        // A token in the path is a secret.
        #expect(!failure.problem.description.contains("token-in-path"))
        #expect(failure.problem.location == "https://desk.example:8443")
    }

    @Test func `what the receiver asks for and what the network said are handed on`() async {
        let refused = Problem(.deliveryFailed, "connection refused", remedy: "Start it.", retry: .later)
        let receiver = Receiver([
            .init(status: 503, retryAfter: .seconds(120)), .init(status: nil, problem: refused), .init(status: nil),
        ])
        let channel = receiver.channel(secret: nil)
        let batch = [outgoing(event("a"))]
        #expect(await channel.deliver(batch).failure?.retryAfter == .seconds(120))
        #expect(await channel.deliver(batch).failure?.problem == refused)
        #expect(await channel.deliver(batch).failure?.problem.code == .deliveryFailed)
    }
}

private final class Receiver: Sendable {
    struct Request {
        let url: String
        let headers: [String: String]
        let body: [UInt8]
    }

    private let answers: Mutex<[WebhookChannel.PostAnswer]>
    private let seen = Mutex<[Request]>([])

    init(_ answers: [WebhookChannel.PostAnswer]) { self.answers = Mutex(answers) }

    var requests: [Request] { seen.withLock { $0 } }

    func channel(secret: [UInt8]?) -> WebhookChannel {
        let clock = ManualClock()
        return WebhookChannel(
            id: "desk", url: "https://desk.example:8443/hook/token-in-path?x=1", secret: secret, now: { clock.now },
            post: { url, headers, body in
                let named = Dictionary(headers.map { ($0.name, $0.value) }) { first, _ in first }
                self.seen.withLock { $0.append(Request(url: url, headers: named, body: body)) }
                return self.answers.withLock { $0.isEmpty ? .init(status: 200) : $0.removeFirst() }
            })
    }
}
