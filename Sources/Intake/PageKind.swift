/// A kind of page that is no report, and the words by which it names itself.
struct PageKind: Sendable {
    let code: AdmissionRefusal.Code
    /// Word sequences of which one must be there.
    private let cores: [[String]]
    /// Whether the words mean something as a heading only on a page that says little else.
    var needsBrevity = false

    init(_ code: AdmissionRefusal.Code, needsBrevity: Bool = false, _ cores: [String]) {
        self.code = code
        self.needsBrevity = needsBrevity
        self.cores = cores.map { Words.of($0) }
    }

    /// Whether a title or heading says this and nothing else: what is left beside the core must be filling words, so that
    /// "Sorry, the page you asked for could not be found" counts and "Suspects who could not be found" does not.
    func isNamed(by line: String) -> Bool {
        let words = Words.of(line)
        guard !words.isEmpty, words.count <= 16 else { return false }
        return cores.contains { core in
            guard let range = Words.range(of: core, in: words) else { return false }
            return (words[..<range.lowerBound] + words[range.upperBound...]).allSatisfy { Words.isFilling($0) }
        }
    }

    /// Whether the words stand in a line beside others: enough only together with another sign.
    func isMentioned(in line: String) -> Bool {
        let words = Words.of(line)
        return words.count <= 30 && cores.contains { Words.range(of: $0, in: words) != nil }
    }

    static let softNotFound = PageKind(
        .softNotFound,
        [
            "not found", "404", "cannot be found", "can not be found", "cant be found", "could not be found",
            "couldnt be found", "does not exist", "doesnt exist", "no longer exists", "no longer available",
            "cant find", "cannot find", "can not find", "couldnt find", "could not find", "page missing",
            "missing page",
            "page gone", "has been removed", "was removed", "has been deleted", "page unavailable",
            "page is unavailable",
            "isnt available", "is not available", "nothing was found", "nothing found", "nothing here",
            "lost this page",
            "lost that page", "dead link", "broken link", "410 gone", "gone",
        ])

    static let maintenance = PageKind(
        .maintenance,
        [
            "under maintenance", "down for maintenance", "scheduled maintenance", "planned maintenance",
            "essential maintenance", "undergoing maintenance", "maintenance mode", "site maintenance",
            "website maintenance", "routine maintenance", "system maintenance", "maintenance in progress",
            "maintenance page", "maintenance", "planned outage", "scheduled downtime", "offline for maintenance",
            "be back soon", "be right back", "be back shortly", "back soon", "back shortly", "back online soon",
            "under construction", "temporarily offline", "site offline", "site is offline", "waiting room",
            "you are now in line", "you are in the queue",
        ])

    static let login = PageKind(
        .loginPage, needsBrevity: true,
        [
            "sign in", "log in", "login", "log on", "logon", "signin", "authentication required", "session expired",
            "session has expired", "session timed out", "single sign on", "members only", "password required",
            "password protected", "protected page", "protected content", "enter password", "enter your password",
        ])

    /// In the order in which they are tried: the more telling first.
    static let all = [
        softNotFound,
        maintenance,
        PageKind(
            .botWall,
            [
                "just a moment", "attention required", "access denied", "access to this page has been denied",
                "verify you are human", "verify that you are human", "verify youre human", "are you human",
                "are you a human", "are you a robot", "youre not a robot", "you are not a robot", "human verification",
                "security check", "security verification", "checking your browser", "pardon our interruption",
                "request rejected", "request blocked", "bot verification", "robot check", "you have been blocked",
                "youve been blocked", "403 forbidden", "forbidden", "ddos guard", "ddos protection", "captcha",
                "recaptcha", "robot challenge", "robot challenge screen", "bot detection", "challenge validation",
                "unusual traffic", "automated access", "youre not a bot", "you are not a bot", "access restricted",
                "access blocked", "you are unable to access", "one more step", "one moment please", "client challenge",
            ]),
        PageKind(
            .errorPage,
            [
                "service unavailable", "service temporarily unavailable", "service is unavailable",
                "temporarily unavailable", "internal server error", "server error", "bad gateway", "gateway timeout",
                "gateway time out", "an error occurred", "an error has occurred", "error occurred",
                "something went wrong", "something has gone wrong", "application error", "runtime error",
                "unexpected error", "technical difficulties", "technical problem", "technical problems",
                "problem with the service", "problem with this service", "problem with this page",
                "error establishing a database connection", "database error", "web server is down",
                "connection timed out", "too many requests", "bad request", "error 500", "500 error", "error 503",
                "503 error", "request could not be satisfied", "critical error", "fatal error", "unhandled exception",
                "site cant be reached", "error",
            ]),
        login,
        PageKind(
            .consentPage, needsBrevity: true,
            [
                "before you continue", "we value your privacy", "your privacy matters", "cookie consent",
                "your privacy choices", "your cookie choices", "accept cookies", "manage consent",
                "cookies and privacy", "privacy and cookies", "your consent", "age verification",
            ]),
        PageKind(
            .placeholderPage,
            [
                "welcome to nginx", "welcome to openresty", "welcome to caddy", "apache2 debian default page",
                "apache2 ubuntu default page", "apache http server test page", "iis windows server", "it works",
                "default web site page", "domain is for sale", "domain name is for sale", "domain for sale",
                "domain has expired", "domain expired", "account suspended", "account has been suspended",
                "coming soon",
                "parked domain", "domain parking", "domain is parked", "index of",
            ]),
    ]
}

/// Wordings that only stand together on pages that are no report; each sequence must be there, in plain words.
enum PageWording {
    static let all: [(AdmissionRefusal.Code, [[String]])] = [
        (
            .botWall,
            [
                ["enable javascript and cookies to continue"],
                ["checking if the site connection is secure"],
                ["needs to review the security of your connection before proceeding"],
                ["checking your browser before accessing"],
                ["verify you are human by completing the action"],
                ["verifying you are human this may take a few seconds"],
                ["cloudflare ray id"],
                ["you dont have permission to access", "reference"],
                ["incapsula incident id"],
                ["powered by imperva"],
                ["the requested url was rejected", "support id"],
                ["lets confirm you are human"],
                ["javascript is disabled", "verify that youre not a robot"],
                ["as you were browsing something about your browser made us think you were a bot"],
                ["the request could not be satisfied", "request blocked"],
                ["press hold to confirm you are a human"],
                ["please enable js and disable any ad blocker"],
                ["making sure youre not a bot"],
                ["our systems have detected unusual traffic from your computer network"],
                ["automated requests", "complete the captcha"],
                ["your request has been blocked", "incident"],
            ]
        ),
        (
            .maintenance,
            [
                ["briefly unavailable for scheduled maintenance"],
                ["unavailable while we carry out", "maintenance"],
                ["currently undergoing", "maintenance", "back"],
            ]
        ),
        (
            .errorPage,
            [
                ["there has been a critical error on this website"],
                ["error establishing a database connection"],
                ["fatal error uncaught"],
                ["traceback most recent call last"],
                ["server error in application"],
                ["fatal error allowed memory size of"],
                ["whitelabel error page"],
            ]
        ),
        (
            .placeholderPage,
            [
                ["if you see this page the", "web server is successfully installed"],
                ["this domain", "may be for sale"],
                ["buy this domain"],
            ]
        ),
        (
            .emptyBody,
            [
                ["you need to enable javascript to run this app"],
                ["this page needs javascript"], ["this site requires javascript"],
                ["please enable javascript to continue"],
                ["please enable javascript to view"],
            ]
        ),
    ]
}
