import Intake
package import Model

/// What can be done about a refusal or a failed request, by its code of the closed list.
package struct SourceReason: Hashable, Sendable {
    /// A sentence that begins with a verb; absent where a reader refused the bytes, which says more itself.
    package let remedy: String?
    /// When another check can help.
    package let retry: Problem.Retry

    /// Looks a code up.
    package init(code: String) {
        if let code = AdmissionRefusal.Code(rawValue: code) {
            (remedy, retry) = (code.remedy, code.retry)
        } else if let code = FetchFailure.Code(rawValue: code) {
            (remedy, retry) = (code.remedy, code.retry)
        } else if let code = ListingRefusal(rawValue: code) {
            (remedy, retry) = (code.remedy, code.retry)
        } else {
            (remedy, retry) = (nil, .afterRepair)
        }
    }
}
