import GRDB
package import Model

extension CatalogueDatabase {
    /// Gives what is known of a listing, its pages and items in their order; `nil` before its stock was taken.
    package func listing(_ id: String) throws(Problem) -> ListingState? {
        try read { database in
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM listings WHERE id = ?", arguments: [id])
            else { return nil }
            let pages = try Row.fetchAll(
                database, sql: "SELECT json FROM listing_pages WHERE listing = ? ORDER BY position", arguments: [id])
            let items = try Row.fetchAll(
                database, sql: "SELECT * FROM listing_items WHERE listing = ? ORDER BY position, key", arguments: [id])
            return ListingState(
                id: id, url: try row.need("url"), rules: try row.need("rules"), taken: try row.time("taken"),
                pages: try pages.compactMap { try $0.json("json") }, items: try items.map(ListingItem.init(row:)))
        }
    }

    /// Gives the items of a listing that are asked for, where it is still of this address.
    package func followedItems(of id: String, url: String) throws(Problem) -> [ListingItem] {
        try read { database in
            try Row.fetchAll(
                try database.cachedStatement(sql: ListingSQL.followed), arguments: [id, url]
            ).map(ListingItem.init(row:))
        }
    }

    /// Whether a source is an item that was there when the stock of its listing was taken.
    package func isStock(_ source: String) throws(Problem) -> Bool {
        try read { database in
            let statement = try database.cachedStatement(sql: ListingSQL.isStock)
            return try Bool.fetchOne(statement, arguments: [source]) ?? false
        }
    }

    /// Gives how much a listing names; `nil` before its stock was taken.
    package func listingCounts(_ id: String) throws(Problem) -> ListingCounts? {
        try read { database in
            guard try Bool.fetchOne(database, sql: "SELECT 1 FROM listings WHERE id = ?", arguments: [id]) != nil,
                let row = try Row.fetchOne(database, sql: ListingSQL.counts, arguments: [id])
            else { return nil }
            return ListingCounts(
                listed: try row.need("listed"), followed: try row.need("followed"), unlisted: try row.need("unlisted"))
        }
    }

    static func save(_ update: ListingUpdate, in database: Database) throws {
        let state = update.state
        if update.startsOver { try dropListing(state.id, in: database) }
        try database.execute(
            sql: "INSERT OR REPLACE INTO listings VALUES (?, ?, ?, ?)",
            arguments: [state.id, state.url, state.rules, state.taken.milliseconds])
        try database.execute(sql: "DELETE FROM listing_pages WHERE listing = ?", arguments: [state.id])
        for (position, page) in state.pages.enumerated() {
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO listing_pages VALUES (?, ?, ?, ?)")
                .execute(arguments: [state.id, page.url, position, try page.storedJSON()])
        }
        let drop = try database.cachedStatement(sql: "DELETE FROM listing_items WHERE listing = ? AND key = ?")
        for key in update.dropped { try drop.execute(arguments: [state.id, key]) }
        try insert(update.items, in: database)
        let due = try database.cachedStatement(sql: "UPDATE sources SET next_check = 0 WHERE id = ?")
        for source in update.due { try due.execute(arguments: [source]) }
    }

    private static func insert(_ items: [ListingItem], in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO listing_items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for item in items {
            try statement.execute(arguments: [
                item.listing, item.key, item.source, item.url, item.page, item.position, item.stamp,
                item.date?.milliseconds, item.firstSeen.milliseconds, item.isStock, item.isFollowed, item.isUnlisted,
                item.missing,
            ])
        }
    }

    static func dropListing(_ id: String, in database: Database) throws {
        for table in ["listing_items", "listing_pages"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE listing = ?", arguments: [id])
        }
        try database.execute(sql: "DELETE FROM listings WHERE id = ?", arguments: [id])
    }
}

/// The statements about listings; tests hold their plans to the indexes.
enum ListingSQL {
    static let followed = """
        SELECT * FROM listing_items WHERE listing = ? AND is_followed = 1
        AND EXISTS (SELECT 1 FROM listings WHERE id = listing AND url = ?) ORDER BY position, key
        """
    static let isStock = "SELECT is_stock FROM listing_items WHERE source = ?"
    static let counts = """
        SELECT coalesce(sum(missing = 0), 0) AS listed, coalesce(sum(is_followed), 0) AS followed,
        coalesce(sum(is_unlisted), 0) AS unlisted FROM listing_items WHERE listing = ?
        """
}

extension ListingItem {
    fileprivate init(row: Row) throws {
        self.init(
            listing: try row.need("listing"), key: try row.need("key"), source: try row.need("source"),
            url: try row.need("url"), page: try row.need("page"), position: try row.need("position"),
            firstSeen: try row.time("first_seen"))
        stamp = try row.maybe("stamp")
        date = try row.maybeTime("date")
        isStock = try row.need("is_stock")
        isFollowed = try row.need("is_followed")
        isUnlisted = try row.need("is_unlisted")
        missing = try row.need("missing")
    }
}
