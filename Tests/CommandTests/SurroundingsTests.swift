import Foundation
import Support
import Testing

/// A record depends on the bytes and the profile: not on the language, the script or the hour of whoever reads.
struct SurroundingsTests {
    // Dots over capitals, other digits, other first days of the week, days that are over elsewhere; names that are none.
    private static let surroundings: [[String: String]] = [
        ["LC_ALL": "C", "LANG": "C", "TZ": "UTC"],
        ["LC_ALL": "en_GB.UTF-8", "LANG": "en_GB.UTF-8", "TZ": "Europe/London"],
        ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Europe/Istanbul"],
        ["LC_ALL": "ar_EG.UTF-8", "LANG": "ar_EG.UTF-8", "TZ": "Pacific/Apia"],
        ["LC_ALL": "", "LANG": "th_TH.UTF-8", "LC_NUMERIC": "de_DE.UTF-8", "TZ": "America/Los_Angeles"],
        ["LC_ALL": "nowhere", "LANG": "", "TZ": "Nowhere/AtAll", "LANGUAGE": "cy"],
    ]

    @Test(arguments: [
        "reading/peel-2016/derbyshire-printed-twice-and-out-of-order.txt", "reading/letters/forwarded-by-mail.eml",
        "reading/overview/grouped-by-region-with-questions.html", "reading/ofsted/dates-over-two-lines.txt",
        "reading/welsh/findings-with-dates.txt", "renditions/untagged.pdf", "renditions/report.docx",
    ])
    func `a file gives the same record to the byte in every language and time zone, each time`(
        _ fixture: String
    ) async throws {
        let place = try Installation()
        var records: Set<String> = []
        for surroundings in Self.surroundings + Self.surroundings {
            let answer = try await place.run(
                Installation.program, ["read", "--json", Fixtures.path(fixture)], environment: surroundings)
            #expect(answer.code == 0 && answer.errors.isEmpty, "\(surroundings): \(answer.errors)")
            records.insert(answer.output)
        }
        #expect(records.count == 1)
    }
}
