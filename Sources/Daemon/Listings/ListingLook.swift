import Catalogue
import Model

/// What one look at all pages of a listing has seen: pure data.
struct ListingLook: Hashable, Sendable {
    /// A report's address and where it stands.
    struct Seen: Hashable, Sendable {
        let entry: ListingPage.Entry
        let page: String
    }

    /// In the order of the listing, each once.
    var seen: [Seen] = []
    /// The pages as they are known now.
    var pages: [ListingPageState] = []
    /// The addresses of those among them that were read anew.
    var read: Set<String> = []
    /// How many addresses stood there, followed or not.
    var named = 0
    /// Whether a page could not be had.
    var hasFailed = false
    /// How many pages their hosts' robots.txt keeps from being asked.
    var barred = 0
    /// Whether nothing is left that was not looked at: what was not seen is not there.
    var isComplete = true

    /// Whether what is old drops out at the end.
    var isWindow: Bool { pages.first?.format.isWindow ?? false }
}
