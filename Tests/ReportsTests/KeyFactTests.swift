import Model
import Testing

/// Key facts, in all the forms in which they are printed.
@Suite struct KeyFactTests {
    private func facts(_ lines: String) throws -> [String] {
        let paragraphs = lines.split(separator: "\n").map { "<p>\($0)</p>" }.joined()
        return try Kent.page("<h2>Key facts – 2015/16</h2>" + paragraphs).figures.filter { $0.role == "key-fact" }.map {
            [$0.label, $0.value, $0.unit].map { $0 ?? "–" }.joined(separator: " | ")
        }
    }

    @Test(arguments: [
        ("606 square miles", "606 | square miles"), ("8.99m people", "8990000 | people"),
        ("up12% local 10 yr change", "12 | percent"), ("down13% 10yr change in local workforce", "-13 | percent"),
        ("down 4% Local 5 year trend", "-4 | percent"), ("down0% Local 5 year trend", "0 | percent"),
        ("92% frontline police officers", "92 | percent"), ("4.91 per 1000 population", "4.91 | per 1000 population"),
        ("3.69 national level", "3.69 | –"), ("0.07 per person", "0.07 | per person"),
        ("90p per person per day local", "90 | pence per person per day"),
        ("Local 5 year trend", "– | –"), ("not available", "– | –"),
    ])
    func `a value is read in every printed form`(line: String, fact: String) throws {
        #expect(try facts("Population\n\(line)") == ["Population | \(fact)"])
        #expect(try facts("Population: \(line)") == ["Population | \(fact)"])
    }

    private let all = [
        "Force Area | 606 | square miles", "Population | 8990000 | people", "Population | 12 | percent",
        "Workforce | 92 | percent", "Workforce | -13 | percent", "Cost | 90 | pence per person per day",
    ]

    @Test func `a label may have several values`() throws {
        let lines = """
            Force Area
            606 square miles
            Population
            8.99m people
            up12% local 10 yr change
            Workforce
            92% frontline police officers
            down13% 10yr change in local workforce
            Cost
            90p per person per day local
            """
        #expect(try facts(lines) == all)
        #expect(try facts(lines.replacing("\n", with: " ").replacing("Force Area", with: "Force Area:")) == all)
    }

    @Test func `labels without values stay without`() throws {
        #expect(
            try facts("Force Area\nPopulation\nCost") == ["Force Area | – | –", "Population | – | –", "Cost | – | –"])
    }
}
