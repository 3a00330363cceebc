import Model
import Notices
import Testing

@Suite struct BackoffTests {
    @Test(arguments: zip(1...9, [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]))
    func `each wait is the standard's and at most a fifth more`(attempts: Int, seconds: Int) throws {
        for seed in [0, 1, 7, UInt64.max, Backoff.seed(for: "desk")] {
            let delay = try #require(Backoff.webhook.delay(afterAttempts: attempts, seed: seed))
            #expect(delay >= .seconds(seconds))
            #expect(delay <= .seconds(seconds) + .seconds(seconds) / 5)
        }
    }

    @Test func `after the last wait an event is dead`() {
        #expect(Backoff.webhook.delay(afterAttempts: 10, seed: 3) == nil)
        #expect(Backoff.webhook.delay(afterAttempts: 99, seed: 3) == nil)
    }

    @Test func `what is on this machine is tried for ever`() throws {
        let delay = try #require(Backoff.local.delay(afterAttempts: 1_000_000, seed: 3))
        #expect(delay >= .seconds(30))
        #expect(delay <= .seconds(36))
    }

    @Test func `a seed gives the same wait again and seeds spread`() {
        let delays = (0..<100).compactMap { Backoff.webhook.delay(afterAttempts: 9, seed: $0) }
        #expect(delays == (0..<100).compactMap { Backoff.webhook.delay(afterAttempts: 9, seed: $0) })
        #expect(Set(delays).count > 80)
        #expect(Backoff.seed(for: "a") != Backoff.seed(for: "b"))
        // FNV-1a of the empty text is its offset basis: the seed is the same in every run.
        #expect(Backoff.seed(for: "") == 0xCBF2_9CE4_8422_2325)
    }
}
