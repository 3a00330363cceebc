import Model
import Testing

@testable import Reports

/// A profile that is not sound says so when it is loaded.
@Suite struct ProfileTests {
    private func problem(replacing old: String, with new: String) throws -> Problem? {
        let yaml = String(decoding: PackageResources.hmicfrs_yaml, as: UTF8.self)
        #expect(yaml.contains(old))
        let csv = String(decoding: PackageResources.forces_csv, as: UTF8.self)
        do throws(Problem) {
            _ = try CompiledProfile(yaml: yaml.replacing(old, with: new), register: csv, name: "test.yaml")
            return nil
        } catch { return error }
    }

    @Test(arguments: [
        ("{self} {verdict} $", "{slef} {verdict} $", "slef"),
        ("not-yet-graded: [", "someday-graded: [", "someday-graded"),
        ("year: 2016, scale: hmicfrs-4", "year: 2016, scale: hmicfrs-9", "hmicfrs-9"),
        ("{self} {verdict} $", "{self} ({verdict} $", "missing"),
    ])
    func `a slip in a profile is named`(old: String, new: String, word: String) throws {
        let problem = try #require(try problem(replacing: old, with: new))
        #expect(problem.code == .profileUnsound)
        #expect(problem.what.contains(word))
        #expect(problem.location == "test.yaml")
    }

    @Test func `the built-in profile is sound`() throws {
        #expect(try ProfileLibrary.builtIn().map(\.version) == [ProfileVersion(id: "hmicfrs", version: 2)])
    }
}
