import Model

/// Computes what the publication of a report obliges somebody to do. Without a stated day of publication nothing is known.
enum DutyReader {
    static func duties(of record: Record, by profile: Profile) -> [Duty]? {
        guard let published = record.published,
            record.subject != nil || record.findings.contains(where: { $0.kind == "recommendation" })
        else { return nil }
        let duties = (profile.duties ?? []).filter { $0.kinds.contains(record.kind) }.map { rule in
            // Where the day of publication is the first of the days, the last one comes a day earlier.
            let later = rule.counting == .inclusive ? rule.days - 1 : rule.days
            return Duty(
                kind: rule.id, due: published.adding(days: later), from: published, days: rule.days, rule: rule.rule,
                source: rule.url)
        }
        return duties.isEmpty ? nil : duties
    }
}
