/// What a document says about itself or about the standing of its body, such as a correction of its wording or a stage of
/// monitoring. What notes there are, the profile says.
package struct Note: Hashable, Sendable, Codable {
    package let role: String
    /// A lasting word for what the note says, such as the stage of monitoring.
    package let value: String?
    /// The day that the note names.
    package let date: CalendarDate?
    package let text: String
    package let section: String?
    package let evidence: Evidence

    /// Takes the values that the properties describe.
    package init(
        role: String, value: String?, date: CalendarDate?, text: String, section: String?, evidence: Evidence
    ) {
        self.role = role
        self.value = value
        self.date = date
        self.text = text
        self.section = section
        self.evidence = evidence
    }
}
