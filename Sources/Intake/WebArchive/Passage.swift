import Model

/// One request and its answer as they passed the line: what a web archive holds of them.
struct Passage: Sendable {
    /// The address that was asked.
    let url: String
    let asked: Timestamp
    /// The head of the request, as it was sent.
    var request: [UInt8] = []
    /// Names of its headers, in lower case, whose values are secrets of the settings.
    var secrets: Set<String> = []
    /// The head of the answer, as it came; of several (1xx before the real one) the last.
    var head: [UInt8] = []
    /// The body as it came, before anything was decoded, where it is a small one of no further interest.
    var body: [UInt8] = []
    /// The body as it came, where it is that of the answer itself.
    var file: SpoolFile?
    /// How many bytes of the body are there.
    var size = 0
    /// Whether there was more of it.
    var isCut = false
    var connection: Exchange.Connection?

    init(url: String, asked: Timestamp) {
        self.url = url
        self.asked = asked
    }
}
