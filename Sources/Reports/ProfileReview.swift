/// What became of a profile's file: everything that is wrong with it, or the profile and its variants, ready for reading.
package struct ProfileReview: Sendable {
    /// In the order of the file; empty where the profile is sound.
    package private(set) var complaints: [ProfileComplaint] = []
    /// The profile itself, then its variants; empty where it is not sound.
    package private(set) var profiles: [CompiledProfile] = []

    /// Where a register's text is, and how it is called in complaints; `nil` where there is none.
    typealias Registers = (_ file: String) -> (text: String, name: String)?

    /// Looks a profile through and compiles it.
    ///
    /// - Parameter isKnownSound: whether it has been looked through before, as the built-in ones are by the tests: a reader
    ///   that starts should not do it again.
    init(yaml: String, file: String, isKnownSound: Bool = false, registers: Registers) {
        let source = ProfileSource(yaml: yaml, file: file)
        complaints = source.complaints
        var decoded: [(edition: ProfileSource.Edition, profile: Profile)] = []
        for edition in source.editions {
            do throws(ProfileComplaint) {
                decoded.append((edition, try ProfileDecoding.profile(from: edition.root, file: file)))
            } catch { add([error], of: edition) }
        }
        var known: [Profile.RegisterReference: Register] = [:]
        for (edition, profile) in decoded {
            if !isKnownSound {
                add(UnknownKeys.complaints(in: edition.root, of: profile, file: file), of: edition)
                let editions = decoded.map(\.profile)
                add(
                    ProfileCheck.complaints(profile, root: edition.root, file: file, editions: editions), of: edition)
            }
            if known[profile.register] == nil {
                known[profile.register] = register(edition, profile, registers, isKnownSound: isKnownSound)
            }
        }
        if complaints.isEmpty { compile(decoded, known) }
        complaints = ProfileComplaint.ordered(complaints)
        if !complaints.isEmpty { profiles = [] }
    }

    // What a variant has from its profile is told once, of the profile.
    private mutating func add(_ new: [ProfileComplaint], of edition: ProfileSource.Edition) {
        for complaint in new where !complaints.contains(complaint) {
            let note = edition.variant.map { " (in the variant “\($0)”)" } ?? ""
            complaints.append(
                ProfileComplaint(
                    file: complaint.file, line: complaint.line, column: complaint.column, what: complaint.what + note))
        }
    }

    private mutating func register(
        _ edition: ProfileSource.Edition, _ profile: Profile, _ registers: Registers, isKnownSound: Bool
    ) -> Register? {
        guard let (text, name) = registers(profile.register.file) else {
            let place = edition.root.place(of: ["register", "file"])
            let what = "the register “\(profile.register.file)” cannot be read"
            add([ProfileComplaint(edition.file, place, what)], of: edition)
            return nil
        }
        if !isKnownSound { complaints += RegisterCheck.complaints(csv: text, file: name) }
        return Register(csv: text, codeScheme: profile.register.codeScheme)
    }

    private mutating func compile(
        _ decoded: [(edition: ProfileSource.Edition, profile: Profile)],
        _ registers: [Profile.RegisterReference: Register]
    ) {
        for (edition, profile) in decoded {
            guard let register = registers[profile.register] else { continue }
            do throws(PatternError) {
                profiles.append(try CompiledProfile(profile, variant: edition.variant, register: register))
            } catch {
                let what = "the wording “\(error.wording)” cannot be read: \(error.reason)"
                add([ProfileComplaint(edition.file, edition.root.place(of: []), what)], of: edition)
            }
        }
    }
}
