import Model

/// Why an answer of a listing says nothing of what is listed: soft failures, after which everything stays as it was (I8).
enum ListingRefusal: String, CaseIterable {
    case empty = "listing-empty"
    case shrunk = "listing-shrunk"

    var remedy: String {
        switch self {
        case .empty: "Open it in a browser, and look whether “follow.match” is a part of the reports' addresses."
        case .shrunk: "Wait: what is missing stays listed until this has lasted for availability.goneAfter."
        }
    }

    var retry: Problem.Retry { .later }
}
