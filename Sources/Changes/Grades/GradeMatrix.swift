package import Model

/// The grades of one cycle of one family: bodies × what was graded, each beside what it was in the cycle before.
///
/// Nothing is estimated: what no document states is not there, and where documents disagree all that they say stands.
package struct GradeMatrix: Hashable, Sendable {
    /// One judgment beside the grade of the cycle before.
    package struct Entry: Hashable, Sendable {
        package let stated: StatedGrade
        /// The same thing of the same body in the cycle before; absent where nothing, or more than one grade, is stated.
        package let previous: StatedGrade?
        /// Whether the two compare; absent where there is nothing before.
        package let comparable: Bool?
        package let movement: Movement?
    }

    package struct Row: Hashable, Sendable {
        package let body: StatedGrade.Body
        /// In the order of the columns; of several documents the report itself first, then its parts and editions.
        package let entries: [Entry]

        /// Whether all the reports, some or none were withdrawn.
        var withdrawn: (all: Bool, some: Bool) {
            (entries.allSatisfy(\.stated.isWithdrawn), entries.contains(where: \.stated.isWithdrawn))
        }
    }

    package let family: StatedGrade.Family
    package let cycle: String
    /// The cycle before; absent where bodies have different ones, and where there is none.
    package let previousCycle: String?
    package let columns: [GradedThing]
    /// By name.
    package let rows: [Row]

    /// Gives the tables of some grades of many cycles, by family.
    ///
    /// - Parameters:
    ///   - cycle: the cycle to show, in any spelling that makes the same slug; else the newest of each family.
    ///   - sequence: the order of a family's cycles.
    ///   - comparable: whether the publisher lets the grades of two reports be compared; asked once for two reports.
    package static func all(
        of grades: [StatedGrade], cycle: String? = nil, sequence: (StatedGrade.Family) -> CycleSequence,
        comparable: @escaping (StatedGrade, StatedGrade) -> Bool
    ) -> [GradeMatrix] {
        Dictionary(grouping: grades, by: \.family).sorted { $0.key < $1.key }.compactMap { family, grades in
            let cycles = Set(grades.map(\.cycle))
            let sequence = sequence(family)
            let shown =
                cycle.map { wanted in cycles.first { Slug.of($0) == Slug.of(wanted) } }
                ?? cycles.max { sequence.isEarlier($0, than: $1) }
            guard let shown else { return nil }
            var builder = GradeMatrixBuilder(grades, sequence: sequence, comparable: comparable)
            return builder.matrix(of: family, cycle: shown)
        }
    }

    init(
        family: StatedGrade.Family, cycle: String, previousCycle: String?, columns: [GradedThing], rows: [Row]
    ) {
        (self.family, self.cycle, self.previousCycle) = (family, cycle, previousCycle)
        (self.columns, self.rows) = (columns, rows)
    }
}
