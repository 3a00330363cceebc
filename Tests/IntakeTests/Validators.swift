import Support
import Testing

extension Validators {
    /// Gives a validator. Where there is none its check is left out and that is told: as a warning, or as a failure where `make test`
    /// has installed them all.
    static func wanted(
        _ validator: String?, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) -> String? {
        if validator == nil {
            Issue.record(
                "a check is left out: \(name) is not installed (make install-validators)",
                severity: areInstalled ? .error : .warning, sourceLocation: sourceLocation)
        }
        return validator
    }
}
