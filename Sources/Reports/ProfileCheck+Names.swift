import Model

// Names that must be there: scales of cycles, grades of scales, cycles, kinds.
extension ProfileCheck {
    mutating func checkCycles() {
        if profile.cycles.isEmpty, profile.yearly == nil { complain(["cycles"], "a profile needs a cycle") }
        checkUnique(profile.cycles.map(\.id), in: "cycles")
        let ordinals = profile.words["ordinal"] ?? []
        for (index, cycle) in profile.cycles.enumerated() {
            let path = ["cycles", String(index)]
            checkScale(cycle.scale, path + ["scale"])
            if cycle.id.contains("{") {
                complain(
                    path + ["id"], "an id is plain words; where each year is a cycle, write “yearly: { scale: … }”")
            }
            if !ProfileCheck.years.contains(cycle.year) {
                complain(
                    path + ["year"], "a year is \(ProfileCheck.years.lowerBound) to \(ProfileCheck.years.upperBound)")
            }
            if let ordinal = cycle.ordinal, !ordinals.contains(ordinal) {
                complain(path + ["ordinal"], "“\(ordinal)” does not stand under “ordinal” in “words”")
            }
        }
        if let yearly = profile.yearly { checkScale(yearly.scale, ["yearly", "scale"]) }
        checkComparable()
    }

    // Those that `{year}` takes.
    private static let years = 1990...2100

    mutating func checkScale(_ scale: String, _ path: [String]) {
        if profile.scales[scale] == nil {
            complain(path, "there is no scale “\(scale)”" + nearest(scale, profile.scales.keys))
        }
    }

    private mutating func checkComparable() {
        var seen: Set<String> = []
        for (group, cycles) in (profile.comparable ?? []).enumerated() {
            for (index, cycle) in cycles.enumerated() {
                let path = ["comparable", String(group), String(index)]
                checkCycle(cycle, path)
                if !seen.insert(cycle).inserted { complain(path, "the cycle “\(cycle)” stands in two groups") }
            }
        }
    }

    mutating func checkCycle(_ cycle: String, _ path: [String]) {
        let known = editions.flatMap(\.cycles).map(\.id)
        // A profile with a cycle each year knows every year.
        if !known.contains(cycle), !(editions.contains { $0.yearly != nil } && Int(cycle) != nil) {
            complain(path, "there is no cycle “\(cycle)”" + nearest(cycle, known))
        }
    }

    mutating func checkGrades() {
        let steps = Set(editions.flatMap { $0.scales.values.joined() })
        for grade in profile.grades.keys where !steps.contains(grade) {
            complain(
                ["grades", grade], asName: true,
                "the grade “\(grade)” is a step of no scale" + nearest(grade, steps.sorted()))
        }
        // A variant keeps scales that its cycles do not use; only those in use are read.
        for scale in Set(
            profile.cycles.map(\.scale) + profile.kinds.compactMap(\.scale) + [profile.yearly?.scale].compactMap { $0 })
        {
            let steps = profile.scales[scale] ?? []
            checkUnique(steps, in: "scales", scale)
            for (index, step) in steps.enumerated() where profile.grades[step] == nil {
                complain(
                    ["scales", scale, String(index)],
                    "there is no wording for “\(step)” under “grades”" + nearest(step, profile.grades.keys))
            }
        }
        for status in profile.statuses.keys { checkStatus(status, ["statuses", status], asName: true) }
        for (index, rule) in profile.judgments.enumerated() {
            if let status = rule.status { checkStatus(status, ["judgments", String(index), "status"]) }
        }
    }

    private mutating func checkStatus(_ status: String, _ path: [String], asName: Bool = false) {
        guard Judgment.Status(rawValue: status) == nil else { return }
        let known = ["not-yet-graded", "not-graded", "ungraded", "carried-over"]
        complain(path, asName: asName, "“\(status)” is no status of a judgment" + nearest(status, known))
    }

    mutating func checkKinds(_ kinds: [String]?, _ path: [String]) {
        let known = editions.flatMap(\.kinds).map(\.kind)
        for (index, kind) in (kinds ?? []).enumerated() where !known.contains(kind) {
            complain(path + [String(index)], "there is no kind “\(kind)”" + nearest(kind, known))
        }
    }

    mutating func checkPages() {
        for (name, selectors) in [("main", profile.pages?.main), ("furniture", profile.pages?.furniture)] {
            for (index, selector) in (selectors ?? []).enumerated() where !PageRules.isSelector(selector) {
                complain(
                    ["pages", name, String(index)],
                    "“\(selector)” is no selector: write a tag, “.class”, “#id”, or a tag with one of them")
            }
        }
        var hosts = profile.hosts.own.enumerated().map { (["hosts", "own", String($0)], $1) }
        if let home = profile.hosts.home { hosts.append((["hosts", "home"], home)) }
        if profile.hosts.home == nil, profile.hosts.parameters?.isEmpty == false {
            complain(
                ["hosts", "parameters"], asName: true, "“parameters” are left out of the address at “home”: name one")
        }
        for (path, host) in hosts where host != host.lowercased() || host.contains("/") || host.contains(":") {
            complain(path, "“\(host)” is no host: write its name alone, in small letters")
        }
        let parts = [
            (["id"], profile.id), (["country"], profile.country), (["publisher", "id"], profile.publisher.id),
            (["edition"], profile.edition ?? ""),
        ]
        for (path, part) in parts where !Slug.isValid(part) && !part.isEmpty {
            complain(path, "“\(part)” cannot stand in an id: write small letters, digits and hyphens")
        }
        if profile.version < 1 { complain(["version"], "versions are counted from 1") }
    }

    mutating func checkUnique(_ names: [String], in path: String...) {
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !seen.insert(name).inserted {
            complain(path + [String(index)], "“\(name)” is given twice")
        }
    }
}
