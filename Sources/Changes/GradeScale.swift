import Model

/// The order of grades, best first: the only place that knows which of two is better.
enum GradeScale {
    private static let steps = ["outstanding", "good", "adequate", "requires-improvement", "inadequate"]

    /// The words of the grades.
    static let words = Set(steps.flatMap { $0.split(separator: "-").map(String.init) }).subtracting(["improvement"])
        .union(["require", "requiring"])

    /// Gives the way from one grade to another, for versions and for cycles alike; `nil` across scales and between cycles that
    /// do not compare, for words no scale knows, and for a grade that was not given anew but carried over.
    static func movement(from old: Grading, to new: Grading, comparable: Bool) -> Movement? {
        guard comparable, old.scale == new.scale, new.status == .graded,
            let before = old.grade.flatMap({ steps.firstIndex(of: $0) }),
            let after = new.grade.flatMap({ steps.firstIndex(of: $0) })
        else { return nil }
        return after == before ? .unchanged : after < before ? .better : .worse
    }
}
