package import Intake
package import Model

/// What `config.json` says, checked: absolute paths, real durations, known words. Each service gets only its own part.
package struct Settings: Hashable, Sendable {
    /// Where files are dropped, and when one counts as whole.
    package struct Inbox: Hashable, Sendable {
        package var path: String
        package var settle: Duration
        package var rescan: Duration
        /// Whether copies are taken, and the files stay.
        package var copies = false

        /// Whether the files stay: the settings say so, or the inbox cannot be written.
        var isKept: Bool { copies || Disk.isReadOnly(path) }
    }

    /// One URL to fetch on a schedule, or a listing whose reports are.
    package struct Source: Hashable, Sendable {
        package var id: String
        package var url: String
        package var schedule: Schedule
        /// Which of its addresses are followed, where it is a listing.
        package var follow: Follow?
        /// Whether it is left alone where its host's robots.txt says so.
        package var respectsRobots: Bool
        package var access = Access()
        package var expects = Expectation()
        /// What shows its page where that needs a browser.
        package var renderer: Renderer?
        /// The address that headers and credentials were written for, where it is not this one: its listing's.
        package var home: String?
        /// The web archive in which its captures are looked for.
        package var archive: Archive?
        /// Whether it is read there instead of at its own host.
        package var isViaArchive = false
    }

    /// How addresses are fetched; sizes in bytes.
    package struct HTTP: Hashable, Sendable {
        package var userAgent: String
        package var timeout: Duration
        package var maxBytes: Int
        package var maxRedirects: Int
        package var perHostDelay: Duration
        package var perHostConcurrency: Int
        package var respectRobots: Bool
        package var allowPrivateAddresses: Bool

        /// The part of them that each request is made by.
        var fetching: HTTPSettings {
            HTTPSettings(
                userAgent: userAgent, timeout: timeout, maxBytes: maxBytes, maxRedirects: maxRedirects,
                allowPrivateAddresses: allowPrivateAddresses)
        }
    }

    /// When a trouble with an address is news.
    package struct Availability: Hashable, Sendable {
        /// How long an address must be without its page, over two checks, before its report counts as withdrawn; likewise
        /// how long it must be back before it counts as restored.
        package var goneAfter: Duration
        /// How long a trouble that may be the host's waits for word of the host's other sources.
        package var hostWait: Duration
    }

    /// When a source that alternated between texts has settled.
    package struct Noise: Hashable, Sendable {
        /// So many checks in a row that show one text,
        package var settleChecks: Int
        /// or three in a row over so long a time.
        package var settleAfter: Duration
    }

    /// How the archive is read again while the daemon runs.
    package struct Fixity: Hashable, Sendable {
        /// In which time all of it is.
        package var fullCycle: Duration
        package var maxBytesPerSecond: Int
    }

    /// A channel that changes are told on; the log is always one more.
    package struct Notify: Hashable, Sendable {
        /// Where a channel delivers to.
        package enum Kind: Hashable, Sendable {
            case file(path: String)
            /// The secret is a reference (`env:NAME`, `file:PATH`), resolved when the channel is made.
            case webhook(url: String, secret: String?)
        }

        package var id: String
        package var kind: Kind
        package var minSeverity: Severity
        package var subjects: [String]
    }

    /// From which level on lines are written, and as what.
    package struct Log: Hashable, Sendable {
        package var level: String
        package var format: String
    }

    /// The processes that read documents, and what one document may use up there.
    package struct Readers: Hashable, Sendable {
        /// How many at once; 0 = one for each processor core.
        package var processes: Int
        package var silence: Duration
        package var total: Duration
        /// Bytes of address space.
        package var memory: Int
        /// After how many documents a process is replaced.
        package var documents: Int
    }

    package var inbox: Inbox
    package var archive: String
    /// Reference to the Ed25519 key that signs checkpoints; `nil`: they are not signed.
    package var signingKey: String?
    package var state: String
    package var sources: [Source]
    package var archives: [Archive]
    package var http: HTTP
    package var availability: Availability
    package var noise: Noise
    package var readers: Readers
    package var fixity: Fixity
    package var room: Room
    package var notify: [Notify]
    package var profiles: [String]
    package var web: String
    package var log: Log

    /// Where the catalogue lies.
    package var cataloguePath: String { state + "/catalogue.sqlite" }
    /// Where the words of all reports are indexed.
    package var searchPath: String { state + "/search.sqlite" }
    /// Whether there is a catalogue: the first run makes it.
    package var hasCatalogue: Bool { InputFile.exists(cataloguePath) }
}

extension Problem.Code {
    /// A value, a key or the syntax of `config.json` is wrong.
    package static let settingsInvalid = Problem.Code("settings-invalid")
    /// There is no settings file, or it cannot be opened.
    package static let settingsUnreadable = Problem.Code("settings-unreadable")
}

/// Everything that is wrong with a settings file, so that it can be mended in one go.
package struct SettingsProblems: Error, Hashable, Sendable {
    package let problems: [Problem]
}
