import Model

/// Reads what a document grades: every statement of a grade or status of a graded thing of this report, and nothing else.
struct JudgmentReader {
    let document: WordedDocument
    let recognition: Recognition
    let outline: Outline
    let lines: LineKinds
    let slots: Slots

    private var profile: CompiledProfile { recognition.profile }

    // One place that states a verdict.
    private struct Statement {
        let scope: String
        /// `nil` for the scope's own judgment.
        let topic: String?
        let grade: String?
        let status: Judgment.Status
        let text: Range<Int>
        let evidence: Range<Int>
        let section: String
    }

    init(_ document: WordedDocument, _ recognition: Recognition, _ outline: Outline, _ lines: LineKinds, _ slots: Slots)
    {
        self.document = document
        self.recognition = recognition
        self.outline = outline
        self.lines = lines
        self.slots = slots
    }

    /// Gives the judgments in the order of the document, each once with all places that state it, and what disagrees.
    func read() -> (judgments: [Judgment], warnings: [Warning]) {
        var judgments: [Judgment] = []
        var warnings: [Warning] = []
        for statement in outline.parts.flatMap(statements(in:)) {
            let id = id(of: statement)
            guard let index = judgments.firstIndex(where: { $0.id == id }) else {
                judgments.append(judgment(statement, id: id))
                continue
            }
            let evidence = document.text.evidence(statement.evidence)
            if judgments[index].grade == statement.grade, judgments[index].status == statement.status {
                judgments[index].evidence.append(evidence)
            } else if let other = judgments.firstIndex(where: { $0.disagreesWith == id && $0.grade == statement.grade })
            {
                judgments[other].evidence.append(evidence)
            } else {
                var other = judgment(statement, id: id + ".also-" + (statement.grade ?? statement.status.rawValue))
                other.disagreesWith = id
                warnings.append(
                    Warning(
                        code: "judgments-disagree",
                        message: "\(id) is stated as \(judgments[index].verdict) and as \(other.verdict)",
                        evidence: evidence))
                judgments.append(other)
            }
        }
        for index in judgments.indices { judgments[index].trend = trend(of: judgments[index]) }
        return (judgments, warnings + missing(judgments))
    }

    private func statements(in part: Outline.Part) -> [Statement] {
        part.blocks.flatMap { block -> [Statement] in
            if let grade = lines.grades[block] { return bareGrade(grade, block, part) }
            return document.sentences[block]
                .flatMap { statements(in: $0, part) }
        }
    }

    // A line that is only a grade speaks for its pillar where it stands before any running text of the section, and for
    // the pillar that the line above it names on a grade card at the top.
    private func bareGrade(_ grade: String, _ block: Int, _ part: Outline.Part) -> [Statement] {
        let scope: String?
        if part.role == "pillar", part.rule != nil {
            scope = part.blocks.prefix { $0 != block }.allSatisfy { lines.kind(of: $0) != nil } ? part.scope : nil
        } else {
            scope = part.role == "opening" && block > 0 ? scopeCard(block - 1) : nil
        }
        guard let scope else { return [] }
        let range = document.blocks[block].range
        return [
            Statement(
                scope: scope, topic: nil, grade: grade, status: .graded, text: range, evidence: range,
                section: sectionID(of: scope) ?? part.section.id)
        ]
    }

    private func scopeCard(_ block: Int) -> String? {
        let tokens = document.tokens[block]
        return profile.vocabulary.readings(of: "scope", in: tokens, at: 0).first { $0.end == tokens.count }?.value
    }

    private func statements(in sentence: Sentence, _ part: Outline.Part) -> [Statement] {
        let tokens = sentence.tokens
        guard tokens.contains(where: { profile.vocabulary.verdictWords.contains($0.word) }),
            !profile.elsewhere.contains(where: { $0.firstMatch(in: tokens, slots: slots.read) != nil })
        else { return [] }
        var found: [Statement] = []
        var taken: Set<Int> = []
        for rule in profile.judgments where rule.rule.where.contains(part.role ?? "") {
            var start = 0
            while start < tokens.count, let match = rule.pattern.firstMatch(in: tokens, from: start, slots: slots.read)
            {
                start = match.tokens.lowerBound + 1
                let verdict =
                    match.captures["grade"] ?? match.captures["needs"] ?? match.captures["status"]
                    ?? match.captures.first { $0.key.hasPrefix("grade:") }?.value
                guard let verdict, !taken.contains(verdict.tokens.lowerBound), holds(rule.rule, match, tokens),
                    let statement = statement(match, verdict, sentence, part)
                else { continue }
                taken.formUnion(verdict.tokens)
                found.append(statement)
            }
        }
        return found
    }

    private func holds(_ rule: Profile.JudgmentRule, _ match: PatternMatch, _ tokens: [Token]) -> Bool {
        guard let list = rule.topicHas else { return true }
        guard let topic = match.captures["topic"], let words = profile.profile.words[list] else { return false }
        return tokens[topic.tokens].prefix(3).contains { words.contains($0.word) }
    }

    private func statement(
        _ match: PatternMatch, _ verdict: PatternMatch.Capture, _ sentence: Sentence, _ part: Outline.Part
    ) -> Statement? {
        let status = match["status"].flatMap { Judgment.Status(rawValue: $0) } ?? .graded
        let topic = match.captures["topic"].map { Array(sentence.tokens[$0.tokens]) }
        let stated = match["scope"] ?? topic.flatMap(scopeNamed(by:))
        guard let scope = recognition.cycle.scope ?? stated ?? part.scope else { return nil }
        let isOfScope =
            recognition.cycle.scope == nil && (stated != nil || (topic.map { isHeadline($0, scope) } ?? true))
        guard isOfScope || topic != nil else { return nil }
        let tokens = sentence.tokens[verdict.tokens]
        guard let first = tokens.first, let last = tokens.last else { return nil }
        return Statement(
            scope: scope,
            topic: isOfScope ? nil : topic.map { Topic.phrase($0, text: document.text, profile: profile.profile) },
            grade: match["status"] == nil ? verdict.value : nil, status: status,
            text: first.range.lowerBound..<last.range.upperBound, evidence: sentence.range,
            section: sectionID(of: scope) ?? part.section.id)
    }

    // *its effectiveness at …*, *legitimacy*, *the efficiency with which …*
    private func scopeNamed(by topic: [Token]) -> String? {
        let start = ["its", "the"].contains(topic.first?.word) ? 1 : 0
        guard let found = profile.vocabulary.readings(of: "scope", in: topic, at: start).first else { return nil }
        let next = found.end < topic.count ? topic[found.end].word : ""
        return ["", "at", "with", "of", "in"].contains(next) ? found.value : nil
    }

    // A grade of the scope is stated about the headline question's own words.
    private func isHeadline(_ topic: [Token], _ scope: String) -> Bool {
        let words = topic.map(\.word)
        return (profile.profile.scopes[scope]?.headlines ?? []).contains { headline in
            let wanted = profile.wordings.words(of: headline)
            return words.indices.contains { words[$0...].starts(with: wanted) && $0 <= 4 }
        }
    }

    private func sectionID(of scope: String) -> String? {
        outline.parts.first { $0.rule?.scope == scope && $0.role == "pillar" }?.section.id
    }

    private func id(of statement: Statement) -> String {
        guard let topic = statement.topic else { return statement.scope }
        let words = Set(Tokenizer.words(of: topic))
        let question = profile.profile.questions.first { question in
            question.scope == statement.scope && question.words.contains { $0.allSatisfy(words.contains) }
        }
        return statement.scope + "." + (question?.id ?? Slug.of(topic))
    }

    private func judgment(_ statement: Statement, id: String) -> Judgment {
        let part = outline.part(statement.section)
        var judgment = Judgment(
            id: id, scope: statement.scope, question: statement.topic == nil ? part?.section.question : nil,
            topic: statement.topic ?? statement.scope, grade: statement.grade,
            gradeText: document.text[statement.text], status: statement.status, scale: recognition.cycle.scale,
            section: statement.section, evidence: [document.text.evidence(statement.evidence)])
        judgment.lastUpdated =
            part?.blocks.lazy.compactMap { lines.dates[$0] }.first { $0.role == "last-updated" }?.date
        return judgment
    }

    // What a pillar's section says about its own judgment: *the same as last year*.
    private func trend(of judgment: Judgment) -> String? {
        guard judgment.id == judgment.scope, let part = outline.part(judgment.section), part.role == "pillar" else {
            return nil
        }
        for block in part.blocks {
            for sentence in document.sentences[block] {
                for pattern in profile.trends {
                    if let match = pattern.firstMatch(in: sentence.tokens, slots: slots.read),
                        let trend = match["trend"]
                    {
                        return trend
                    }
                }
            }
        }
        return nil
    }

    private func missing(_ judgments: [Judgment]) -> [Warning] {
        outline.parts.compactMap { part in
            guard part.rule != nil, part.role == "pillar", let scope = part.scope,
                !judgments.contains(where: { $0.id == scope })
            else { return nil }
            return Warning(code: "missing-question", message: "no grade is stated for \(scope)")
        }
    }
}
