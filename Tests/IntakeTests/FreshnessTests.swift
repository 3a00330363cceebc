import Model
import Testing

@testable import Intake

/// How long a server calls its answer good for, from its headers.
struct FreshnessTests {
    private let now = Timestamp(milliseconds: 1_800_000_000_000)

    private func seconds(_ lines: [String]) -> Int? {
        var head = ResponseHead()
        for line in ["HTTP/1.1 200 OK"] + lines + [""] {
            Array((line + "\r\n").utf8).withUnsafeBytes { head.take($0) }
        }
        return head.freshness.seconds(now: now)
    }

    @Test(arguments: [
        (["Cache-Control: max-age=600"], 600), (["cache-control: public, MAX-AGE=\"600\""], 600),
        (["Cache-Control: public", "Cache-Control: max-age=600"], 600),
        (["Cache-Control: max-age=600, max-age=9"], 600), (["Cache-Control: max-age=600", "Age: 500"], 100),
        (["Cache-Control: max-age=99999999999999999999"], 366 * 86_400),
        (["Expires: Fri, 15 Jan 2027 09:00:00 GMT"], 3600),
        (["Expires: Fri, 15 Jan 2027 09:00:00 GMT", "Date: Fri, 15 Jan 2027 08:30:00 GMT"], 1800),
        (["Cache-Control: max-age=60", "Expires: Fri, 15 Jan 2027 09:00:00 GMT"], 60),
    ])
    func `it is told by max-age, else by Expires, less what a cache has used up`(lines: [String], fresh: Int) {
        #expect(seconds(lines) == fresh)
    }

    @Test(arguments: [
        [], ["Cache-Control: max-age=0, must-revalidate"], ["Cache-Control: no-cache, max-age=600"],
        ["Cache-Control: no-store"], ["Cache-Control: max-age=soon", "Expires: Fri, 15 Jan 2027 09:00:00 GMT"],
        ["Cache-Control: s-maxage=600"], ["Cache-Control: max-age=600", "Age: 600"], ["Expires: 0"], ["Expires: 3600"],
        ["Expires: Fri, 15 Jan 2021 09:00:00 GMT"], ["Cache-Control: =,,==,max-age"], ["Cache-Control: max-age=-5"],
    ])
    func `other answers are good for no time that is known`(lines: [String]) {
        #expect(seconds(lines) == nil)
    }
}
