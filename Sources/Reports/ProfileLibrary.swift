package import Model
import Foundation
import Yams

/// A profile made ready for reading: its wordings compiled, its register loaded.
package struct CompiledProfile: Sendable {
    let profile: Profile
    let register: Register
    let vocabulary: Vocabulary
    let wordings: Wordings
    let kinds: [CompiledKind]
    let sections: [CompiledSection]
    let judgments: [CompiledJudgment]
    let questions: Questions
    let badges: [Pattern]
    let gradedHeadings: [Pattern]
    let elsewhere: [Pattern]
    let trends: [Pattern]
    let carried: [Pattern]
    let figures: [CompiledFigure]

    struct CompiledKind: Sendable {
        let kind: Profile.Kind
        let titles: [(pattern: Pattern, weight: Int)]
        let openings: [(pattern: Pattern, weight: Int)]
        let lines: [(pattern: Pattern, weight: Int)]
        let paths: [(template: PathTemplate, weight: Int)]
    }

    struct CompiledSection: Sendable {
        let rule: Profile.SectionRule
        let heading: Pattern
    }

    struct CompiledJudgment: Sendable {
        let rule: Profile.JudgmentRule
        let pattern: Pattern
        let chain: Pattern?
    }

    struct CompiledFigure: Sendable {
        let rule: Profile.FigureRule
        let pattern: Pattern
    }

    /// What words say that hold nothing but a grade or a status.
    func badge(_ tokens: [Token]) -> LineKinds.Badge? {
        guard tokens.count <= 8, let slots = tokens.first.map({ _ in Slots(profile: self) }) else { return nil }
        for pattern in badges {
            guard let match = pattern.firstMatch(in: tokens, slots: slots.read), let verdict = Verdict(match) else {
                continue
            }
            return (verdict.grade, verdict.status)
        }
        return nil
    }

    /// Which profile this is, as records name it.
    package var version: ProfileVersion { ProfileVersion(id: profile.id, version: profile.version) }

    /// What the pages of its publisher look like, for whoever reads them; `nil` where the profile does not say.
    package var pageRules: PageRules? {
        profile.pages.map {
            PageRules(hosts: profile.hosts.own, main: $0.main ?? [], furniture: $0.furniture ?? [])
        }
    }

    /// Compiles a profile from its YAML text and the text of its register.
    ///
    /// - Throws: `profile-unsound`, saying where and what.
    package init(yaml: String, register csv: String, name: String) throws(Problem) {
        do {
            let profile = try YAMLDecoder().decode(Profile.self, from: yaml)
            let phrases = profile.phrases
            func compiled(_ wording: String) throws(PatternError) -> Pattern { try Pattern(wording, phrases: phrases) }
            self.profile = profile
            try ProfileCheck.check(profile, name: name)
            register = Register(csv: csv, codeScheme: profile.register.codeScheme)
            vocabulary = Vocabulary(profile)
            wordings = Wordings(
                profile.dates.flatMap(\.words) + profile.roles + profile.sections.flatMap { $0.labels ?? [] }
                    + profile.scopes.values.flatMap { $0.headlines ?? [] })
            kinds = try profile.kinds.map { kind in
                CompiledKind(
                    kind: kind,
                    titles: try kind.signs.compactMap { sign in try sign.title.map { (try compiled($0), sign.weight) }
                    },
                    openings: try kind.signs.compactMap { sign in
                        try sign.opening.map { (try compiled($0), sign.weight) }
                    },
                    lines: try kind.signs.compactMap { sign in try sign.line.map { (try compiled($0), sign.weight) } },
                    paths: kind.signs.compactMap { sign in sign.path.map { (PathTemplate($0), sign.weight) } })
            }
            sections = try profile.sections.map { CompiledSection(rule: $0, heading: try compiled($0.heading)) }
            judgments = try profile.judgments.map { rule in
                // What follows a match begins right behind it.
                CompiledJudgment(
                    rule: rule, pattern: try compiled(rule.pattern),
                    chain: try rule.chain.map { try compiled("^ " + $0) })
            }
            questions = Questions(profile)
            badges = try (profile.badges ?? ["{grade}", "{status}"]).map { try compiled("^ \($0) $") }
            gradedHeadings = try (profile.gradedHeadings ?? []).map(compiled)
            elsewhere = try profile.elsewhere.map(compiled)
            trends = try profile.trends.map(compiled)
            carried = try (profile.carried ?? []).map(compiled)
            figures = try profile.figures.map { CompiledFigure(rule: $0, pattern: try compiled($0.pattern)) }
        } catch let problem as Problem {
            throw problem
        } catch let error as PatternError {
            throw Problem(
                .profileUnsound, "the wording “\(error.wording)” cannot be read: \(error.reason)", at: name,
                remedy: "Correct the wording; docs/profiles.md teaches the language.", retry: .afterRepair)
        } catch {
            throw Problem(
                .profileUnsound, "the profile cannot be read: \(error)", at: name,
                remedy: "Compare the file with the built-in profile and docs/profiles.md.", retry: .afterRepair)
        }
    }
}

extension Problem.Code {
    /// A profile that does not say what a profile must say.
    package static let profileUnsound = Problem.Code("profile-unsound")
}

/// The profiles that come with the program, embedded in it so that nothing is lost when the binary moves.
package enum ProfileLibrary {
    /// Compiles the built-in profiles, in the order in which they are tried.
    package static func builtIn() throws(Problem) -> [CompiledProfile] {
        [
            try CompiledProfile(
                yaml: String(decoding: PackageResources.hmicfrs_yaml, as: UTF8.self),
                register: String(decoding: PackageResources.forces_csv, as: UTF8.self), name: "hmicfrs.yaml")
        ]
    }
}

extension ProfileLibrary {
    /// Compiles the profiles at some paths, tried before the built-in ones. A profile's register lies beside it.
    package static func all(from paths: [String]) throws(Problem) -> [CompiledProfile] {
        var profiles: [CompiledProfile] = []
        for path in paths {
            let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            let yaml = try text(of: path)
            let register = try RegisterName.of(yaml, at: path)
            profiles.append(
                try CompiledProfile(yaml: yaml, register: try text(of: folder + "/" + register), name: path))
        }
        return profiles + (try builtIn())
    }

    private static func text(of path: String) throws(Problem) -> String {
        do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw Problem(
                .profileUnsound, "the file cannot be read", at: path,
                remedy: "Correct the path under “profiles” in the settings, or the register's name in the profile.",
                retry: .afterRepair)
        }
    }
}

// The one key that must be known before a profile can be compiled.
private struct RegisterName: Decodable {
    let register: Profile.RegisterReference

    static func of(_ yaml: String, at path: String) throws(Problem) -> String {
        do { return try YAMLDecoder().decode(RegisterName.self, from: yaml).register.file } catch {
            throw Problem(
                .profileUnsound, "the profile names no register: \(error)", at: path,
                remedy: "Compare the file with docs/profiles.md.", retry: .afterRepair)
        }
    }
}
