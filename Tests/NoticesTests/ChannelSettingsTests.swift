import Model
import Notices
import Testing

@Suite struct ChannelSettingsTests {
    @Test(arguments: [
        (Severity.low, Severity.none, false), (.low, .low, true), (.medium, .low, false), (.medium, .high, true),
        (.high, .high, true), (.none, .none, true),
    ])
    func `the least severity decides`(least: Severity, severity: Severity, wanted: Bool) {
        let settings = ChannelSettings(id: "desk", kind: "log", minSeverity: least)
        #expect(settings.wants(event("a", severity: severity)) == wanted)
    }

    @Test(arguments: [
        ([], "reportwatch:gb/hmicfrs/peel/2016/metropolitan", true),
        (["metropolitan"], "reportwatch:gb/hmicfrs/peel/2016/metropolitan", true),
        (["kent", "metropolitan"], "reportwatch:gb/hmicfrs/peel/2016/metropolitan/effectiveness", true),
        (["kent"], "reportwatch:gb/hmicfrs/peel/2016/metropolitan", false),
        (["metropolitan"], "reportwatch:document/metropolitan", false),
        (["documents"], "reportwatch:document/metropolitan", true),
        (["kent"], "peel-news", true),
    ])
    func `subjects choose among reports and hide no trouble`(subjects: [String], subject: String, wanted: Bool) {
        let settings = ChannelSettings(id: "desk", kind: "log", subjects: subjects)
        #expect(settings.wants(event("a", subject: subject)) == wanted)
    }

    @Test func `the log gets the severity and the line in order`() async {
        let lines = Lines()
        let channel = LogChannel { severity, line in lines.add("\(severity) \(line)") }
        let result = await channel.deliver([outgoing(event("a")), outgoing(event("b", severity: .low))])
        #expect(result == DeliveryResult(accepted: 2))
        #expect(lines.all == ["high CHANGED a", "low CHANGED b"])
    }
}
