import Foundation
import Logging
import Model

/// A log of whole lines on stderr: `2026-11-22T21:07:31.042Z info NEW metropolitan peel 2016 v1: …`, or one JSON object a line.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    private let isJSON: Bool
    private let output: FileHandle

    init(format: String, output: FileHandle = .standardError) {
        isJSON = format == "json"
        self.output = output
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        // A message is one line, whatever a file name or a page has put into it.
        let text = String(event.message.description.map { $0.isNewline ? " " : $0 })
        let line: String
        if isJSON,
            let json = try? JSON.bytes(
                of: ["time": Timestamp.now.description, "level": event.level.rawValue, "message": text], pretty: false)
        {
            line = String(decoding: json, as: UTF8.self)
        } else {
            line = "\(Timestamp.now) \(event.level.rawValue) \(text)\n"
        }
        try? output.write(contentsOf: Data(line.utf8))
    }
}
