import ArgumentParser
import Daemon
import Model
import Reports

/// `reportwatch profile check`.
struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Check a profile, and try it on documents.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether a profile is sound, what it holds, and what it reads in sample documents.")

        @OptionGroup var format: JSONFlag

        @Argument(help: "The profile, a YAML file; its registers lie beside it.")
        var profile: String

        @Argument(help: "Documents to read with this profile alone.")
        var samples: [String] = []

        @Option(help: "The address the samples came from.")
        var url: String?

        func run() async throws {
            try await reporting {
                let review = try ProfileLibrary.review(profile)
                guard review.complaints.isEmpty else {
                    if format.json { try Output.print(json: ProfileVerdict(profile, review)) }
                    if !format.json { for complaint in review.complaints { Output.print(complaint.description) } }
                    Output.say(
                        "\(profile) is not sound: \(ProfileVerdict.counted(review.complaints.count, "complaint"))")
                    throw ExitCode(1)
                }
                var verdict = ProfileVerdict(profile, review)
                if !format.json { for line in verdict.lines { Output.print(line) } }
                let readings = samples.isEmpty ? nil : try PureReading(with: profile)
                for sample in samples {
                    guard let reading = await readings?.reading(of: sample, url: url) else { continue }
                    if !format.json { for line in reading.lines { Output.print(line) } }
                    verdict.samples.append(reading)
                }
                if format.json { try Output.print(json: verdict) }
                if verdict.samples.contains(where: { $0.refusal != nil }) { throw ExitCode(2) }
            }
        }
    }
}

extension PureReading {
    fileprivate func reading(of sample: String, url: String?) async -> SampleReading {
        do throws(Refusal) {
            return SampleReading(sample, try await read(sample, url: url, wantsDetails: true))
        } catch { return SampleReading(sample, error) }
    }
}

/// What `profile check` finds: whether the profile is sound, what it holds, what it reads.
struct ProfileVerdict: Encodable {
    let file: String
    let sound: Bool
    let complaints: [ProfileComplaint]
    /// The profile itself, then its variants.
    let profiles: [ProfileContents]
    var samples: [SampleReading] = []

    init(_ file: String, _ review: ProfileReview) {
        self.file = file
        complaints = review.complaints
        sound = complaints.isEmpty
        profiles = review.profiles.map(\.contents)
    }

    /// The verdict on a sound profile, for people.
    var lines: [String] {
        guard let base = profiles.first else { return [] }
        let variants = profiles.count > 1 ? ", \(ProfileVerdict.counted(profiles.count - 1, "variant"))" : ""
        return ["\(file) is sound: profile \(base.id), version \(base.version)\(variants)"]
            + profiles.flatMap(ProfileVerdict.lines)
    }

    /// `1 variant`, `2 variants`.
    static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private static func lines(of contents: ProfileContents) -> [String] {
        let scales = contents.scales.sorted { $0.key < $1.key }
            .map { "\($0.key) (\($0.value.joined(separator: ", ")))" }
        let comparable = contents.comparable.map { groups in
            "  comparable: " + groups.map { $0.joined(separator: ", ") }.joined(separator: " | ")
        }
        return [
            contents.variant.map { "variant \($0)" },
            "  language \(contents.language), register \(contents.register) (\(counted(contents.subjects, "name")))",
            "  kinds: " + contents.kinds.joined(separator: ", "),
            "  cycles: " + contents.cycles.joined(separator: ", "),
            comparable,
            "  scales: " + scales.joined(separator: "; "),
        ].compactMap { $0 }
    }
}
