import Daemon
import Support
import Testing

@Suite("Durations")
struct DurationTests {
    @Test(
        arguments: [
            ("PT6H", .seconds(21_600)), ("P1D", .seconds(86_400)), ("P1DT12H", .seconds(129_600)),
            ("P2W", .seconds(1_209_600)), ("PT0.5S", .milliseconds(500)), ("PT1H30M", .seconds(5400)), ("PT0S", .zero),
            ("6h", .seconds(21_600)), ("500ms", .milliseconds(500)), ("1d", .seconds(86_400)),
            ("1w", .seconds(604_800)),
            ("90m", .seconds(5400)), ("90min", .seconds(5400)), ("1.5h", .seconds(5400)), ("0s", .zero),
        ] as [(String, Duration)])
    func `both forms are read`(text: String, duration: Duration) {
        #expect(DurationText.duration(text) == duration)
    }

    @Test(arguments: [
        "", " ", "P", "PT", "P1", "PT1", "P1DT", "P1H", "PT1D", "P1Y", "P1M", "PT1M1H", "PT1H1H", "-PT1H", "PT-1H",
        "pt6h", "6", "h", "6x", "6 h", "6H", "-6h", "1e3s", "1.h", ".5h", "½h", "٣h", "1h30m", "inf", "nan",
        "99999999999999999999w", "PT1,5S",
    ])
    func `anything else is refused`(text: String) {
        #expect(DurationText.duration(text) == nil)
    }

    @Test func `what is printed reads back`() {
        for milliseconds in [
            0, 1, 10, 500, 999, 1000, 1500, 60_000, 90_000, 300_000, 5_400_000, 86_400_000, 90_061_001,
        ] {
            let duration = Duration.milliseconds(milliseconds)
            #expect(DurationText.duration(DurationText.iso(of: duration)) == duration)
        }
    }

    @Test func `people read the parts that are there`() {
        #expect(DurationText.spoken(.seconds(21_600)) == "6 h")
        #expect(DurationText.spoken(.seconds(129_600)) == "1 d 12 h")
        #expect(DurationText.spoken(.milliseconds(500)) == "500 ms")
        #expect(DurationText.spoken(.zero) == "0 s")
    }
}
