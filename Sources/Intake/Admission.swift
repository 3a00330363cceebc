package import Model

/// Keeps out what servers send with status 200 in place of a report (invariant I8: an error page, a bot wall or a blank
/// body never becomes a version). Pure.
///
/// It judges by what stands outside a report: the head of the answer, the mark-up, what the page calls itself in its title
/// and first lines. Words somewhere in the prose decide nothing, and neither does the length of a text alone.
package enum Admission {
    /// What is known of an answer when it is judged.
    package struct Answer: Sendable {
        /// The answer's head.
        package var exchange: Exchange
        /// The bytes of its body.
        package var size: Int
        /// What its mark-up gives away.
        package var signs: PageSigns
        /// The title that its reader found.
        package var title: String?
        /// The beginning of its canonical text, a few thousand characters; `nil` where no reader could make one.
        package var textHead: String?
        /// Whether a profile knows the text as one of its reports.
        package var recognised: Bool
        /// Whether it says in the main what the version before says.
        package var resembles: Bool

        /// Takes what the properties describe.
        package init(
            exchange: Exchange, size: Int, signs: PageSigns = PageSigns(), title: String? = nil,
            textHead: String? = nil,
            recognised: Bool = false, resembles: Bool = false
        ) {
            self.exchange = exchange
            self.size = size
            self.signs = signs
            self.title = title
            self.textHead = textHead
            self.recognised = recognised
            self.resembles = resembles
        }
    }

    /// Gives the reason to refuse an answer; `nil` admits it.
    package static func judge(_ answer: Answer) -> AdmissionRefusal? {
        if let refusal = byHead(answer) { return refusal }
        // What says the same as the version before is that report, whatever banner stands above it.
        if answer.resembles { return nil }
        let page = Page(answer)
        if answer.recognised {
            return page.titles.first { PageKind.softNotFound.isNamed(by: $0) }
                .map { AdmissionRefusal(.softNotFound, "the title says \"\($0)\"") }
        }
        return Wall.byMarks(page) ?? byName(page) ?? byWording(page) ?? byForm(page) ?? byAddress(page)
            ?? byDirection(page) ?? byBlankness(page)
    }

    /// Gives what the page that came with an error status says beyond the status: whose wall it is, that the site is being
    /// worked on, that it wants a login. That it calls itself *forbidden* or *error* says no more than the status does.
    static func name(ofErrorPage answer: Answer) -> AdmissionRefusal? {
        let page = Page(answer)
        return Wall.byHead(answer.exchange) ?? Wall.byMarks(page) ?? byWording(page) ?? byForm(page)
            ?? (page.titles + page.headings).first { PageKind.maintenance.isNamed(by: $0) }
            .map { AdmissionRefusal(.maintenance, "the page says \"\($0)\"") }
    }

    /// What the head of an answer says of itself, whatever came with it.
    private static func byHead(_ answer: Answer) -> AdmissionRefusal? {
        let status = answer.exchange.status
        if let refusal = Wall.byHead(answer.exchange) { return refusal }
        if answer.size == 0 { return AdmissionRefusal(.emptyBody, "the body is empty (status \(status), 0 bytes)") }
        if status == 206 { return AdmissionRefusal(.truncated, "the server sent a part that was not asked for (206)") }
        return byType(answer)
    }

    private static func byType(_ answer: Answer) -> AdmissionRefusal? {
        guard let type = answer.exchange.mediaType?.lowercased().prefix(while: { $0 != ";" && $0 != " " }),
            !answer.resembles, !answer.recognised, !answer.signs.isHypertext
        else { return nil }
        let isNoDocument =
            ["image/", "audio/", "video/", "font/"].contains { type.hasPrefix($0) } || type.hasSuffix("json")
            || type.hasSuffix("javascript") || type == "text/css"
        return isNoDocument ? AdmissionRefusal(.wrongType, "the answer is \(type), which is no document") : nil
    }

    /// What the page calls itself, in its title or its first lines.
    private static func byName(_ page: Page) -> AdmissionRefusal? {
        for kind in PageKind.all {
            // Somebody may call a report "Access denied": what speaks at length is refused only as a page that is not there,
            // and only if its first heading says so too.
            let isSure =
                !page.speaksAtLength
                || kind.code == .softNotFound && page.headings.contains { kind.isNamed(by: $0) }
            if isSure, let title = page.titles.first(where: { kind.isNamed(by: $0) }) {
                return AdmissionRefusal(kind.code, "the title says \"\(title)\"")
            }
            // "Log in" is also the first link of many pages: on its own it says something only where little else is said.
            guard !page.speaksAtLength, page.isBrief || !kind.needsBrevity else { continue }
            if let heading = page.headings.first(where: { kind.isNamed(by: $0) }) {
                return AdmissionRefusal(kind.code, "the first heading says \"\(heading)\"")
            }
        }
        return nil
    }

    private static func byWording(_ page: Page) -> AdmissionRefusal? {
        guard page.isBrief else { return nil }
        let text = Words.plain(page.text + " " + page.signs.noScriptText)
        for (code, wordings) in PageWording.all {
            if let wording = wordings.first(where: { $0.allSatisfy { text.contains($0) } }) {
                return AdmissionRefusal(code, "the page says \"\(wording.joined(separator: " … "))\"")
            }
        }
        return nil
    }

    /// A form that asks for a password, or that hands a sign-on from one site to another.
    private static func byForm(_ page: Page) -> AdmissionRefusal? {
        let handed = ["samlrequest", "samlresponse", "relaystate", "wresult"].filter(page.signs.hiddenFields.contains)
        if let field = handed.first, page.isBrief {
            return AdmissionRefusal(.loginPage, "the page hands on a sign-on (its form has the field \(field))")
        }
        guard page.signs.hasPasswordField, page.isBrief else { return nil }
        if let name = (page.titles + page.headings).first(where: { PageKind.login.isMentioned(in: $0) }) {
            return AdmissionRefusal(.loginPage, "the page asks for a password and says \"\(name)\"")
        }
        if page.isLedElsewhere {
            return AdmissionRefusal(
                .loginPage, "the request was led to \(page.exchange.finalURL), which asks for a password")
        }
        return page.saysLittle ? AdmissionRefusal(.loginPage, "the page asks for a password and says little else") : nil
    }

    private static func byAddress(_ page: Page) -> AdmissionRefusal? {
        guard page.isHypertext, page.isLedElsewhere else { return nil }
        let known = Admission.steps(page.exchange.url)
        for step in Admission.steps(page.exchange.finalURL) where !known.contains(step) {
            if signOnSteps.contains(step) {
                return AdmissionRefusal(.loginPage, "the request was led to \(page.exchange.finalURL)")
            }
            if consentSteps.contains(step) {
                return AdmissionRefusal(.consentPage, "the request was led to \(page.exchange.finalURL)")
            }
        }
        return nil
    }

    /// A page that does nothing but lead to another one.
    private static func byDirection(_ page: Page) -> AdmissionRefusal? {
        guard page.isHypertext, page.saysLittle else { return nil }
        let header = page.exchange.marks?["refresh"].map { PageSigns.Refresh($0) }
        if let refresh = page.signs.refresh ?? header, refresh.seconds <= 10, !refresh.url.isEmpty {
            return AdmissionRefusal(.redirectPage, "the page only leads to \(refresh.url)")
        }
        let leads = ["location.replace(", "location.href=", "location.href =", "window.location=", "window.location ="]
        guard page.text.count < 200, leads.contains(where: page.signs.scripts.contains) else { return nil }
        return AdmissionRefusal(.redirectPage, "the page only leads elsewhere, by a script")
    }

    private static func byBlankness(_ page: Page) -> AdmissionRefusal? {
        // A PDF without text is a matter for its reader; a web page without text shows nobody anything.
        guard page.isHypertext, page.text.allSatisfy(\.isWhitespace) else { return nil }
        let hint =
            page.signs.noScriptText.isEmpty ? "" : ", only \"\(page.signs.noScriptText.prefix(100))\" without scripts"
        return AdmissionRefusal(.emptyBody, "the page is empty: it holds no text\(hint)")
    }

    /// The steps of an address's path, without endings such as `.aspx`.
    private static func steps(_ url: String) -> [String] {
        url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").dropFirst(2)
            .map { String($0.prefix { $0 != "." }).lowercased() }
    }

    private static let signOnSteps: Set<String> = [
        "login", "log-in", "logon", "signin", "sign-in", "sso", "auth", "authenticate", "oauth2", "authorize", "saml",
        "saml2", "adfs", "idp", "wayf", "wp-login",
    ]
    private static let consentSteps: Set<String> = [
        "consent", "cookie-consent", "cookiewall", "cookie-wall", "privacy-gate",
    ]
}
