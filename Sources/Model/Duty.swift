/// What the publication of a report obliges somebody to do, and by when. It stands in no report: it is computed from the day of
/// publication by a rule that the profile names, and always says so.
package struct Duty: Hashable, Sendable, Codable {
    package let kind: String
    /// The last day on which it can be done in time.
    package let due: CalendarDate
    /// The day of publication, from which the days are counted.
    package let from: CalendarDate
    package let days: Int
    /// The rule in words.
    package let rule: String
    /// Where the rule can be read.
    package let source: String?
    package let computed: Bool

    /// Takes the values that the properties describe.
    package init(kind: String, due: CalendarDate, from: CalendarDate, days: Int, rule: String, source: String?) {
        self.kind = kind
        self.due = due
        self.from = from
        self.days = days
        self.rule = rule
        self.source = source
        computed = true
    }
}
