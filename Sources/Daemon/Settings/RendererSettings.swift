import Intake
import Model

/// What shows the page of a source that needs a browser: `renderer`.
enum RendererSettings {
    static func renderer(_ reader: SettingsReader, _ source: SettingsReader.Object) -> Renderer? {
        guard let json = source.fields["renderer"] else { return nil }
        let place = source.path(of: "renderer")
        if source.fields["listing"] != nil {
            reader.refuse(
                place, "“renderer” shows a single page, and this is a listing", remedy: "Take “renderer” out.")
            return nil
        }
        if source.fields["proxy"] != nil {
            reader.refuse(
                place, "“proxy” is not handed to the program of “renderer”",
                remedy: "Take one of them out, and name the proxy in the words of the program if it needs one.")
        }
        let object = reader.object(json, at: place, keys: ["command", "timeout"])
        let words = reader.strings(object, "command", [])
        let timeout = reader.duration(
            object, "timeout", .seconds(60), atLeast: .seconds(1), atMost: .seconds(600))
        guard !object.isBroken else { return nil }
        let isSound = words.first.map { !$0.isEmpty } ?? false
        if !isSound || words.contains(where: { $0.contains("\0") }) {
            reader.refuse(
                object.path(of: "command"), object.fields["command"] ?? .null,
                wanted: "a list with a program and its words, such as [\"chromium\", \"--headless\", \"--dump-dom\"]")
        }
        return Renderer(command: words, timeout: timeout)
    }
}

extension Renderer {
    /// The settings as JSON.
    var json: JSON {
        .object([
            "command": .array(command.map { .string($0) }), "timeout": .string(DurationText.iso(of: timeout)),
        ])
    }
}
