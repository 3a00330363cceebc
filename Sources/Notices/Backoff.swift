/// How long to wait before the next attempt, and when to give up; pure.
package struct Backoff: Hashable, Sendable {
    private let delays: [Duration]
    private let endless: Bool

    /// The example schedule of Standard Webhooks 1.0: three days in ten attempts, then the dead letters.
    package static let webhook = Backoff(
        delays: [
            .seconds(5), .seconds(5 * 60), .seconds(30 * 60), .seconds(2 * 3600), .seconds(5 * 3600),
            .seconds(10 * 3600), .seconds(14 * 3600), .seconds(20 * 3600), .seconds(24 * 3600),
        ], endless: false)

    /// For what is on this machine: a full disk is noticed by somebody, and then the lines must come soon. Never gives up.
    package static let local = Backoff(delays: [.seconds(1), .seconds(5), .seconds(30)], endless: true)

    /// Gives the wait after so many failed attempts (at least one), or `nil` when the event belongs to the dead letters.
    ///
    /// Up to a fifth is added, chosen by the seed, so that channels that failed together do not come back together.
    package func delay(afterAttempts attempts: Int, seed: UInt64) -> Duration? {
        let index = max(1, attempts) - 1
        guard let last = delays.last, index < delays.count || endless else { return nil }
        let delay = index < delays.count ? delays[index] : last
        let fraction = Int64(Backoff.mixed(seed &+ UInt64(index)) % 1001)
        return delay + delay * fraction / 5000
    }

    // SplitMix64's finaliser: neighbouring seeds give unrelated numbers.
    private static func mixed(_ seed: UInt64) -> UInt64 {
        var value = seed &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Gives a seed that is the same for the same event, so that a schedule can be repeated.
    package static func seed(for name: String) -> UInt64 {
        // FNV-1a; Swift's own hashing differs from run to run.
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
