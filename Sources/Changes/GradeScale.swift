import Model

/// The order of grades, best first: the only place that knows which of two is better.
enum GradeScale {
    private static let steps = ["outstanding", "good", "adequate", "requires-improvement", "inadequate"]

    /// The words of the grades.
    static let words = Set(steps.flatMap { $0.split(separator: "-").map(String.init) }).subtracting(["improvement"])
        .union(["require", "requiring"])

    /// Gives "better" or "worse" for a move on one scale; `nil` across scales, which are never compared, and for words no scale knows.
    static func movement(from old: Judgment, to new: Judgment) -> String? {
        guard old.scale == new.scale, let before = old.grade.flatMap({ steps.firstIndex(of: $0) }),
            let after = new.grade.flatMap({ steps.firstIndex(of: $0) }), before != after
        else { return nil }
        return after < before ? "better" : "worse"
    }
}
