import Foundation
import Model
import Support
import Testing

@testable import Intake

/// What servers write into `Retry-After`, over a real connection.
struct RetryAfterTests {
    private func wish(_ text: String, _ status: Int = 429) async throws -> Duration? {
        let folder = try TemporaryFolder()
        let server = try LoopbackServer { _ in .init(status, headers: ["Retry-After": text]) }
        let settings = HTTPSettings(userAgent: "reportwatch-test", timeout: .seconds(60), allowPrivateAddresses: true)
        let asked = FetchRequest(url: server.url(), spoolPath: folder.file("body"), settings: settings)
        guard case .failed(let failure) = await Fetcher().fetch(asked) else {
            Issue.record("not a failure")
            return nil
        }
        #expect(failure.status == status)
        return failure.retryAfter
    }

    @Test(
        arguments: [
            ("120", Duration.seconds(120)), ("  7  ", .seconds(7)), ("0", .zero), ("-5", nil), ("+5", nil),
            ("1.5", nil),
            ("soon", nil), ("120 seconds", nil), ("0x10", nil), ("١٢", nil), ("Thu, 01 Jan 1970 00:00:00 GMT", .zero),
            ("Wed, 99 Foo 2026 25:61:61 GMT", nil),
        ] as [(String, Duration?)])
    func `seconds are seconds, what has passed is over, and rubbish says nothing`(text: String, wait: Duration?)
        async throws
    {
        for status in [429, 503] { #expect(try await wish(text, status) == wait, "\(text)") }
    }

    @Test func `a huge number is long, and the schedule keeps it to a week`() async throws {
        let wait = try #require(try await wish("99999999999999999999999999"))
        #expect(wait >= .seconds(86_400 * 365))
        let now = Timestamp.now
        let next = Schedule(every: .seconds(3600))
            .next(after: .init(time: now, failures: 1, retryAfter: wait), for: "a")
        #expect(next <= now.advanced(by: .seconds(10 * 86_400)))
    }

    @Test(arguments: ["EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy"])
    func `a date is one in each of HTTP's three forms`(form: String) async throws {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = form
        let text = formatter.string(from: Date(timeIntervalSinceNow: 3600))
        let wait = try #require(try await wish(text), "\(text)")
        #expect(wait > .seconds(3000) && wait <= .seconds(3601), "\(text): \(wait)")
    }
}
