/// The typed reading of one document by one version of a profile. Every value carries evidence; unknown = absent.
/// The field names are the contract of `reportwatch schema record`.
package struct Record: Hashable, Sendable, Codable {
    package var schema = "reportwatch:schema/record/1"
    package var id: ReportID
    package var kind: String
    package var profile: ProfileVersion?
    package var title: String?
    package var language: String
    package var publisher: Publisher?
    package var subject: Subject?
    package var cycle: String?
    package var url: String?
    package var sameAs: [String]?
    package var sameWorkAs: [ReportID]?
    package var published: CalendarDate?
    /// The latest of the sections' own dates.
    package var lastUpdated: CalendarDate?
    package var dates: [StatedDate] = []
    package var people: [Person] = []
    package var judgments: [Judgment] = []
    package var findings: [Finding] = []
    /// Absent where the document has none.
    package var notes: [Note]?
    /// Computed from the day of publication; absent where nothing follows from it.
    package var duties: [Duty]?
    package var sections: [Section] = []
    package var lists: [List] = []
    package var figures: [Figure] = []
    package var links: [Link] = []
    package var warnings: [Warning] = []
    package var provenance: Provenance

    /// Takes the values that the properties describe.
    package init(id: ReportID, kind: String, language: String, provenance: Provenance) {
        self.id = id
        self.kind = kind
        self.language = language
        self.provenance = provenance
    }
}

/// Which profile read a document.
package struct ProfileVersion: Hashable, Sendable, Codable {
    package let id: String
    package let version: Int

    /// Takes the values that the properties describe.
    package init(id: String, version: Int) {
        self.id = id
        self.version = version
    }
}

/// Who published a report: the name as the document gives it, and the lasting id.
package struct Publisher: Hashable, Sendable, Codable {
    package let name: String
    package let id: String

    /// Takes the values that the properties describe.
    package init(name: String, id: String) {
        self.name = name
        self.id = id
    }
}

/// The body that was inspected.
package struct Subject: Hashable, Sendable, Codable {
    package let name: String
    package let shortName: String
    package let slug: String
    package let code: String?
    package let codeScheme: String?
    package let region: String?

    /// Takes the values that the properties describe.
    package init(
        name: String, shortName: String, slug: String, code: String? = nil, codeScheme: String? = nil,
        region: String? = nil
    ) {
        self.name = name
        self.shortName = shortName
        self.slug = slug
        self.code = code
        self.codeScheme = codeScheme
        self.region = region
    }
}

/// A date as the document states it; a date line without a date keeps its text alone.
package struct StatedDate: Hashable, Sendable, Codable {
    package let role: String
    package let text: String
    package let date: CalendarDate?
    package let dateEnd: CalendarDate?
    package let section: String?
    package let evidence: Evidence

    /// Takes the values that the properties describe.
    package init(
        role: String, text: String, date: CalendarDate?, dateEnd: CalendarDate? = nil, section: String?,
        evidence: Evidence
    ) {
        self.role = role
        self.text = text
        self.date = date
        self.dateEnd = dateEnd
        self.section = section
        self.evidence = evidence
    }
}

/// A person named in an official role, and nobody else.
package struct Person: Hashable, Sendable, Codable {
    package let name: String
    package let role: String
    package let evidence: Evidence

    /// Takes the values that the properties describe.
    package init(name: String, role: String, evidence: Evidence) {
        self.name = name
        self.role = role
        self.evidence = evidence
    }
}

/// A cause of concern, recommendation, area for improvement or practice worth copying.
package struct Finding: Hashable, Sendable, Codable {
    package var id: String
    package var kind: String
    package var name: String?
    package var text: String
    package var section: String
    package var due: CalendarDate?
    /// Whether it stands from an earlier year; absent where nothing says so.
    package var carriedOver: Bool?
    package var evidence: Evidence

    /// Takes the values that the properties describe.
    package init(id: String, kind: String, text: String, section: String, evidence: Evidence) {
        self.id = id
        self.kind = kind
        self.text = text
        self.section = section
        self.evidence = evidence
    }
}

/// A part of the document under one heading, over the canonical text from the heading to the next one of its level.
package struct Section: Hashable, Sendable, Codable {
    package var id: String
    package var heading: String
    package var level: Int
    package var position: Int
    package var parent: String?
    package var question: String?
    package var lastUpdated: CalendarDate?
    package var start: Int
    package var end: Int
    /// SHA-256 of the section's text, so that two versions can be compared without it.
    package var digest: String

    /// Takes the values that the properties describe.
    package init(
        id: String, heading: String, level: Int, position: Int, parent: String?, start: Int, end: Int, digest: String
    ) {
        self.id = id
        self.heading = heading
        self.level = level
        self.position = position
        self.parent = parent
        self.start = start
        self.end = end
        self.digest = digest
    }
}

/// A list of the document.
package struct List: Hashable, Sendable, Codable {
    /// One item, without its bullet.
    package struct Item: Hashable, Sendable, Codable {
        package let text: String
        package let evidence: Evidence

        /// Takes the values that the properties describe.
        package init(text: String, evidence: Evidence) {
            self.text = text
            self.evidence = evidence
        }
    }

    package var section: String
    package var items: [Item]

    /// Takes the values that the properties describe.
    package init(section: String, items: [Item]) {
        self.section = section
        self.items = items
    }
}

/// A number with its unit, as the document states it.
package struct Figure: Hashable, Sendable, Codable {
    /// How exactly the document means a number: *around*, *more than*, *up to*.
    package enum Qualifier: String, Hashable, Sendable, Codable {
        case exact, about
        case atLeast = "at-least"
        case atMost = "at-most"
    }

    package var label: String?
    /// A decimal string (`8700000`, `0.07`); absent for a label without a value.
    package var value: String?
    package var unit: String?
    package var qualifier: Qualifier
    package var period: String?
    package var text: String
    package var section: String
    /// `key-fact` or `statement`.
    package var role: String
    package var evidence: Evidence

    /// Takes the values that the properties describe.
    package init(
        label: String? = nil, value: String?, unit: String?, qualifier: Qualifier = .exact, period: String? = nil,
        text: String, section: String, role: String, evidence: Evidence
    ) {
        self.label = label
        self.value = value
        self.unit = unit
        self.qualifier = qualifier
        self.period = period
        self.text = text
        self.section = section
        self.role = role
        self.evidence = evidence
    }
}

/// A link with the words that carry it.
package struct Link: Hashable, Sendable, Codable {
    package let text: String
    package let url: String
    package let evidence: Evidence

    /// Takes the values that the properties describe.
    package init(text: String, url: String, evidence: Evidence) {
        self.text = text
        self.url = url
        self.evidence = evidence
    }
}

/// Something odd that did not stop the reading; the codes are listed in `docs/record.md`.
package struct Warning: Hashable, Sendable, Codable {
    package let code: String
    package let message: String
    package let evidence: Evidence?

    /// Takes the values that the properties describe.
    package init(code: String, message: String, evidence: Evidence? = nil) {
        self.code = code
        self.message = message
        self.evidence = evidence
    }
}
