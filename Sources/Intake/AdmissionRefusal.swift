package import Model

/// Why an answer with a good status is no version of what its source carries.
package struct AdmissionRefusal: Error, Hashable, Sendable {
    /// The closed list of what such answers are; the raw values stand in logs, in notices and in `sources --json`.
    package enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        case softNotFound = "soft-not-found"
        case errorPage = "error-page"
        case maintenance
        case botWall = "bot-wall"
        case loginPage = "login-page"
        case consentPage = "consent-page"
        case placeholderPage = "placeholder-page"
        case redirectPage = "redirect-page"
        case redirectedHome = "redirected-home"
        case wrongDocument = "wrong-document"
        case wrongType = "wrong-type"
        case emptyBody = "empty-body"
        case truncated
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
    package var remedy: String {
        switch self {
        case .softNotFound: "Check the address in a browser; the report may have moved."
        case .errorPage: "Wait: the server has a fault, and the check is repeated by itself."
        case .maintenance: "Wait: the site is being worked on, and the check is repeated by itself."
        case .botWall:
            "Ask the site's owner to admit this user agent, check less often, save the page into the inbox, or read it in a web archive."
        case .loginPage:
            "Give a public address, or this source its credentials; else save the page into the inbox, or read it in a web archive."
        case .consentPage: "Give an address that shows the report without asking for consent first."
        case .placeholderPage: "Check the address: its server or its domain no longer carries the site."
        case .redirectPage: "Give the address that the page leads to."
        case .redirectedHome: "Check the address in a browser; the report may have moved, or is gone."
        case .wrongDocument: "Open the address in a browser; if the report moved, give its new address in the settings."
        case .wrongType: "Give the address of a page or a document: this one answers with something else."
        case .emptyBody: "Open the address in a browser; it may need JavaScript, or the server has a fault."
        case .truncated: "Wait: the answer broke off, and the check is repeated by itself."
        }
    }

    /// When another try can help.
    package var retry: Problem.Retry {
        switch self {
        case .softNotFound, .errorPage, .maintenance, .emptyBody, .truncated, .botWall, .redirectedHome, .wrongDocument:
            .later
        case .loginPage, .consentPage, .placeholderPage, .redirectPage, .wrongType: .afterRepair
        }
    }
}
