import Model

/// Own-worded pages about one force, for tests of single fields.
enum Kent {
    /// A record of a dropped text: the lines that make it known, then others.
    static func record(_ lines: String, cycle: String = "2016") throws -> Record {
        try read(lines, cycle: cycle).record
    }

    static func read(_ lines: String, cycle: String = "2016") throws -> ReadReport {
        try ReadReport("Kent \(cycle)\n\(opening)\n\(lines)\n")
    }

    /// A record of a page with mark-up.
    static func page(_ html: String) throws -> Record {
        try ReadReport("<html><body><main><h1>Kent 2016</h1><p>\(opening)</p>\(html)</main></body></html>").record
    }

    private static let opening =
        "This is HMIC’s third PEEL (police effectiveness, efficiency and legitimacy) assessment of Kent Police."
}
