package import Model

/// Why an answer with a good status is no report all the same.
package struct AdmissionRefusal: Error, Hashable, Sendable {
    /// The closed list of what such answers are; the raw values stand in logs and notices.
    package enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        case softNotFound = "soft-not-found"
        case errorPage = "error-page"
        case botWall = "bot-wall"
        case loginPage = "login-page"
        case maintenance
        case emptyBody = "empty-body"
    }

    /// What the answer is.
    package let code: Code
    /// One sentence with the words that gave it away, lower-case start, no full stop.
    package let message: String
    /// A sentence that begins with a verb.
    package let remedy: String

    /// Takes the kind and the sentence; the remedy goes with the kind.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
        self.remedy = code.remedy
    }
}

extension AdmissionRefusal.Code {
    /// What somebody can do about it.
    var remedy: String {
        switch self {
        case .softNotFound: "Check the address in a browser; the report may have moved."
        case .errorPage: "Wait: the server has a fault, and the check is repeated by itself."
        case .botWall: "Ask the site's owner to admit this user agent, or check less often."
        case .loginPage: "Give a public address: this one asks for a login or for consent."
        case .maintenance: "Wait: the site is being worked on, and the check is repeated by itself."
        case .emptyBody: "Open the address in a browser; it may need JavaScript, or the server has a fault."
        }
    }
}

/// Keeps out what servers send with status 200 in place of a report (invariant I8: an error page, a bot wall or a blank
/// body never becomes a version). Pure.
///
/// It judges by what the page calls itself (title, first headings), never by words somewhere in its prose, and hardly
/// doubts a text that a profile has recognised.
package enum Admission {
    /// Gives the reason to refuse an answer; `nil` admits it. `textHead` is the beginning of the canonical text, a few
    /// thousand characters; `recognised` says that a profile knows the text as one of its reports.
    package static func judge(
        exchange: Exchange, size: Int, title: String?, textHead: String, recognised: Bool
    ) -> AdmissionRefusal? {
        if size == 0 { return AdmissionRefusal(.emptyBody, "the body is empty (status \(exchange.status))") }
        let page = Page(exchange: exchange, title: title, text: textHead)
        if recognised {
            return page.titles.first { PageKind.softNotFound.isNamed(by: $0) }
                .map { AdmissionRefusal(.softNotFound, "the title says \"\($0)\"") }
        }
        return byTitle(page) ?? byHeading(page) ?? bySignature(page) ?? byAddress(page) ?? byBlankness(page)
    }

    private static func byTitle(_ page: Page) -> AdmissionRefusal? {
        for kind in PageKind.all {
            if let title = page.titles.first(where: { kind.isNamed(by: $0) }) {
                return AdmissionRefusal(kind.code, "the title says \"\(title)\"")
            }
        }
        return nil
    }

    private static func byHeading(_ page: Page) -> AdmissionRefusal? {
        for kind in PageKind.all {
            // "Log in" is also the first link of many pages: on its own it says something only where little else is said.
            guard page.isBrief || !kind.needsBrevity else { continue }
            if let heading = page.headings.first(where: { kind.isNamed(by: $0) }) {
                return AdmissionRefusal(kind.code, "the first heading says \"\(heading)\"")
            }
        }
        return nil
    }

    private static func bySignature(_ page: Page) -> AdmissionRefusal? {
        guard page.isBrief else { return nil }
        let text = Words.plain(page.text)
        let signature = signatures.first { $0.allSatisfy { text.contains($0) } }
        return signature.map { AdmissionRefusal(.botWall, "the page says \"\($0.joined(separator: " … "))\"") }
    }

    private static func byAddress(_ page: Page) -> AdmissionRefusal? {
        guard page.isHypertext, page.exchange.finalURL != page.exchange.url else { return nil }
        let login: Set<String> = ["login", "log-in", "signin", "sign-in", "sso", "auth", "authenticate", "consent"]
        let steps = Admission.steps(page.exchange.finalURL).filter { login.contains($0) }
        let known = Admission.steps(page.exchange.url)
        return steps.first { !known.contains($0) }
            .map { _ in AdmissionRefusal(.loginPage, "the request was led to \(page.exchange.finalURL)") }
    }

    private static func byBlankness(_ page: Page) -> AdmissionRefusal? {
        // A PDF without text is a matter for its reader; a web page without text shows nobody anything.
        guard page.isHypertext, page.text.allSatisfy(\.isWhitespace) else { return nil }
        return AdmissionRefusal(.emptyBody, "the page holds no text")
    }

    /// The steps of an address's path, without endings such as `.aspx`.
    private static func steps(_ url: String) -> [String] {
        url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").dropFirst(2)
            .map { String($0.prefix { $0 != "." }).lowercased() }
    }

    /// Words that only stand together on the challenge and block pages of content networks and firewalls.
    private static let signatures: [[String]] = [
        ["enable javascript and cookies to continue"],
        ["checking if the site connection is secure"],
        ["needs to review the security of your connection before proceeding"],
        ["checking your browser before accessing"],
        ["verify you are human by completing the action"],
        ["cloudflare ray id"],
        ["you dont have permission to access", "reference"],
        ["incapsula incident id"],
        ["the requested url was rejected", "support id"],
        ["lets confirm you are human"],
        ["javascript is disabled", "verify that youre not a robot"],
        ["as you were browsing something about your browser made us think you were a bot"],
        ["the request could not be satisfied", "request blocked"],
    ]
}
