import Intake
import Model

/// When a source is checked, as its settings say it: `every`, `at` and `jitter`.
enum ScheduleSettings {
    /// Reads the three keys; with neither `every` nor `at` a source is checked at the standard interval.
    static func schedule(_ reader: SettingsReader, _ source: SettingsReader.Object) -> Schedule {
        let slots = slots(reader, source)
        let every =
            source.fields["every"] == nil
            ? nil : reader.duration(source, "every", .standard, atLeast: .seconds(1))
        let longest = min(every ?? .seconds(86_400), .seconds(86_400))
        let jitter =
            source.fields["jitter"] == nil
            ? nil : reader.duration(source, "jitter", .zero, atMost: longest)
        return Schedule(every: every, slots: slots, jitter: jitter)
    }

    private static func slots(_ reader: SettingsReader, _ source: SettingsReader.Object) -> [Slots] {
        guard let json = source.fields["at"] else { return [] }
        let path = source.path(of: "at")
        switch json {
        case .string: return [slots(reader, json, path)].compactMap { $0 }
        case .array(let items):
            return items.enumerated().compactMap { slots(reader, $1, "\(path)[\($0)]") }
        default:
            reader.refuse(path, json, wanted: "a text such as “\(SlotText.example)”, or a list of such texts")
            return []
        }
    }

    private static func slots(_ reader: SettingsReader, _ json: JSON, _ path: String) -> Slots? {
        guard case .string(let text) = json else {
            reader.refuse(path, json, wanted: "a text such as “\(SlotText.example)”")
            return nil
        }
        do throws(SlotText.Fault) { return try SlotText.slots(text) } catch {
            reader.refuse(path, error.what, remedy: error.remedy)
            return nil
        }
    }
}

extension Schedule {
    /// The schedule as people say it: `every 6 h`, `at weekdays 00:01 Europe/London`.
    package var spoken: String {
        let parts = (every.map { ["every " + DurationText.spoken($0)] } ?? []) + slots.map { "at " + $0.text }
        return parts.joined(separator: " and ")
    }
}
