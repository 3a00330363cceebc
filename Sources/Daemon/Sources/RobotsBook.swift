import Catalogue
import Intake
import Model

/// What is known of hosts' robots.txt in this run: pure.
struct RobotsBook {
    /// A file as it is applied.
    struct Page {
        let file: RobotsFile
        let robots: Robots
    }

    /// Why a host's file could not be had.
    struct Trouble {
        /// So often in a row.
        let times: Int
        let since: Timestamp
        let failure: FetchFailure
    }

    private var pages: [String: Page] = [:]
    private var troubles: [String: Trouble] = [:]

    // Files are kept in the catalogue; of so many hosts the rules are at hand.
    private static let most = 256
    /// RFC 9309 section 2.4: longer than this a file is not relied on.
    static let validity = Duration.seconds(86_400)

    subscript(origin: String) -> Page? { pages[origin] }

    /// Whether a host is to be asked, or the catalogue, before anything else is.
    func isOld(_ origin: String, _ now: Timestamp) -> Bool {
        pages[origin].map { !RobotsBook.isValid($0.file, now) } ?? true
    }

    /// Whether a file counts without a question. One from the future was read by a clock that was wrong.
    static func isValid(_ file: RobotsFile, _ now: Timestamp) -> Bool {
        file.read <= now.advanced(by: .seconds(3600)) && file.read.advanced(by: validity) > now
    }

    /// Takes a file; its host is well.
    mutating func take(_ file: RobotsFile, userAgent: String) -> Page {
        if pages.count >= RobotsBook.most { pages = [:] }
        let page = Page(file: file, robots: Robots(file.text, userAgent: userAgent))
        pages[file.origin] = page
        return page
    }

    /// Why a host's file could not be had, as long as it is not to be tried again.
    func trouble(of origin: String, _ schedule: Schedule, _ now: Timestamp) -> FetchFailure? {
        guard let trouble = troubles[origin], trouble.since <= now else { return nil }
        // Never longer than this, so that a host that is back is found.
        let pause = min(schedule.backOff(failures: trouble.times), .seconds(3600))
        return trouble.since.advanced(by: pause) > now ? trouble.failure : nil
    }

    /// Notes that a file could not be had; what its host asked for is noted elsewhere.
    mutating func take(_ failure: FetchFailure, of origin: String, _ now: Timestamp) {
        let again = FetchFailure(failure.code, failure.message, status: failure.status)
        troubles[origin] = Trouble(times: (troubles[origin]?.times ?? 0) + 1, since: now, failure: again)
    }

    /// Notes that a file could be had.
    mutating func forgetTrouble(of origin: String) { troubles[origin] = nil }
}
