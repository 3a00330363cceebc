import Model

/// What a careful reader takes from a report, as the truth files beside the texts say it.
struct Truth: Decodable {
    struct Force: Decodable {
        let name: String
        let short_name: String
        let pfa_code: String
    }

    struct Person: Decodable {
        let name: String
        let role: String
        let line: Int
    }

    struct Pillar: Decodable {
        let scope: String
        let grade: String
        let last_updated: CalendarDate
        let lines: [Int]
        let trend: String?
    }

    struct Question: Decodable {
        let scope: String
        let topic: String
        let grade: String
        let line: Int
    }

    struct Section: Decodable {
        let heading: String
        let line: Int
        let list_items: Int?
        let question: String?
        let last_updated: CalendarDate?
        let labels: [String]?
    }

    struct Figure: Decodable {
        let value: Int
        let unit: String
        let line: Int
        let as_written: String?
        let period: String?
    }

    let publisher: String
    let kind: String
    let cycle: String
    let force: Force
    let title: String
    let people: [Person]
    let pillar_judgments: [Pillar]
    let question_judgments: [Question]
    let sections: [Section]
    let figures: [Figure]
    let expected_warnings: [String]
}
