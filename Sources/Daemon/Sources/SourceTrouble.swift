import Catalogue
import Intake

/// What a refusal or failure says of a source: about its page, or about the whole host.
enum SourceTrouble: Hashable, Sendable {
    /// The address has no page any more.
    case missing
    /// The server or the way to it has a fault.
    case down
    /// The server does not want to be asked, by this program or by anybody without a login.
    case blocked
    /// It answers, but not with the report.
    case page

    /// Gives the trouble that a code of the closed list of refusals stands for.
    init(code: String) {
        if let code = FetchFailure.Code(rawValue: code), let trouble = SourceTrouble(code) {
            self = trouble
        } else {
            self = AdmissionRefusal.Code(rawValue: code).map { SourceTrouble($0) } ?? .page
        }
    }

    private init?(_ code: FetchFailure.Code) {
        switch code {
        case .notFound, .gone: self = .missing
        case .forbidden, .unauthorized, .tooManyRequests, .botWall, .robotsDisallowed: self = .blocked
        case .serverError, .maintenance, .timedOut, .refused, .nameNotResolved, .nameUnknown, .tlsFailed,
            .connectionFailed:
            self = .down
        case .unexpectedStatus, .tooLarge, .headTooLarge, .decompressionBomb, .tooManyRedirects, .redirectLoop,
            .insecureRedirect, .privateAddress,
            .badURL, .truncated, .renderFailed, .spoolFailed, .cancelled:
            self = .page
        }
    }

    private init(_ code: AdmissionRefusal.Code) {
        switch code {
        case .softNotFound: self = .missing
        case .botWall, .loginPage, .consentPage: self = .blocked
        case .errorPage, .maintenance: self = .down
        case .placeholderPage, .redirectPage, .redirectedHome, .wrongDocument, .wrongType, .emptyBody, .truncated:
            self = .page
        }
    }

    /// How a source with it stands, as long as nothing else is known.
    var state: SourceState.State {
        switch self {
        case .missing, .down: .failing
        case .blocked: .blocked
        case .page: .degraded
        }
    }

    /// Whether all sources of a host can have it for one cause.
    var isOfHost: Bool { self == .down || self == .blocked }
}

extension SourceState {
    /// The code of what went wrong last; absent where it is well.
    var code: String? { lastProblem.map { String($0.prefix { $0 != ":" }) } }

    /// What that says; absent where it is well.
    var trouble: SourceTrouble? { failures > 0 ? code.map { SourceTrouble(code: $0) } : nil }
}
