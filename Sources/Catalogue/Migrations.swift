import GRDB

/// The steps from an empty file to today's tables. A published step is frozen: it is SQL text and never changes with the types.
enum Migrations {
    static var all: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: journal, index, outbox, sources") { database in
            try database.execute(sql: journalAndIndex)
            try database.execute(sql: outboxAndSources)
        }
        migrator.registerMigration("2: where a packed capture comes from") { database in
            try database.execute(sql: "ALTER TABLE claims ADD COLUMN lineage TEXT")
        }
        migrator.registerMigration(
            "3: what servers said of themselves: until when to leave them alone, where to a report moved"
        ) { database in
            try database.execute(
                sql: """
                    CREATE TABLE rests (
                        place TEXT PRIMARY KEY CHECK (place <> ''),
                        until INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE landings (
                        source TEXT PRIMARY KEY CHECK (source <> ''),
                        url TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("4: how long a source has been so, and what was told of it") { database in
            try database.execute(sql: tellings)
        }
        migrator.registerMigration("5: whose judgments they are, for tables") { database in
            try database.execute(sql: bodies)
        }
        migrator.registerMigration("6: by which rule a check brought nothing new") { database in
            try database.execute(sql: "ALTER TABLE observations ADD COLUMN rule TEXT")
        }
        migrator.registerMigration("7: what listings name") { database in
            try database.execute(sql: listings)
        }
        migrator.registerMigration("8: what hosts let programs ask for") { database in
            try database.execute(
                sql: """
                    CREATE TABLE robots (
                        origin TEXT PRIMARY KEY CHECK (origin <> ''),
                        text BLOB NOT NULL,
                        etag TEXT,
                        last_modified TEXT,
                        read INTEGER NOT NULL
                    ) STRICT;
                    """)
        }
        migrator.registerMigration("9: whose words the validators of a source are") { database in
            try database.execute(sql: "ALTER TABLE sources ADD COLUMN answered_by TEXT")
        }
        migrator.registerMigration("10: when the whole answer of a source was last had") { database in
            try database.execute(sql: "ALTER TABLE sources ADD COLUMN whole_at INTEGER")
        }
        migrator.registerMigration("11: when versions were captured, and what web archives hold") { database in
            try database.execute(sql: captures)
        }
        migrator.registerMigration("12: which versions never stood, and how the others followed each other") {
            database in
            try database.execute(
                sql: """
                    ALTER TABLE versions ADD COLUMN is_contradicted INTEGER NOT NULL DEFAULT 0
                        CHECK (is_contradicted IN (0, 1));
                    DROP INDEX versions_standing;
                    CREATE INDEX versions_standing ON versions (report, is_contradicted, captured DESC, number DESC);
                    CREATE INDEX events_type ON events (type, report, sequence);
                    """)
        }
        migrator.registerMigration(
            "13: the folders in which versions were dropped, and what lies in an inbox that is only copied"
        ) {
            database in
            try database.execute(sql: labels)
        }
        migrator.registerMigration("14: how long a check took") { database in
            try database.execute(sql: "ALTER TABLE observations ADD COLUMN milliseconds INTEGER")
        }
        migrator.registerMigration("15: which sources are due is no question to the tables") { database in
            try database.execute(sql: "DROP INDEX sources_next")
        }
        return migrator
    }

    private static let labels = """
        CREATE TABLE labels (
            report INTEGER NOT NULL,
            number INTEGER NOT NULL,
            position INTEGER NOT NULL CHECK (position >= 0),
            label TEXT NOT NULL CHECK (label <> ''),
            PRIMARY KEY (report, number, position),
            FOREIGN KEY (report, number) REFERENCES versions (report, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE inbox_files (
            path BLOB PRIMARY KEY CHECK (length(path) > 0),
            inode INTEGER NOT NULL,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            changed INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let listings = """
        CREATE TABLE listings (
            id TEXT PRIMARY KEY CHECK (id <> ''),
            url TEXT NOT NULL,
            rules TEXT NOT NULL,
            taken INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE listing_pages (
            listing TEXT NOT NULL CHECK (listing <> ''),
            url TEXT NOT NULL,
            position INTEGER NOT NULL,
            json TEXT NOT NULL CHECK (json_valid(json)),
            PRIMARY KEY (listing, url)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE listing_items (
            listing TEXT NOT NULL CHECK (listing <> ''),
            key TEXT NOT NULL CHECK (key <> ''),
            source TEXT NOT NULL UNIQUE,
            url TEXT NOT NULL,
            page TEXT NOT NULL,
            position INTEGER NOT NULL,
            stamp TEXT,
            date INTEGER,
            first_seen INTEGER NOT NULL,
            is_stock INTEGER NOT NULL CHECK (is_stock IN (0, 1)),
            is_followed INTEGER NOT NULL CHECK (is_followed IN (0, 1)),
            is_unlisted INTEGER NOT NULL CHECK (is_unlisted IN (0, 1)),
            missing INTEGER NOT NULL CHECK (missing >= 0),
            PRIMARY KEY (listing, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX listing_items_followed ON listing_items (listing) WHERE is_followed = 1;
        """

    // What was recorded before this step was captured when it was archived, or shows after the next rebuild that it was not.
    private static let captures = """
        ALTER TABLE versions ADD COLUMN captured INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE versions ADD COLUMN is_history INTEGER NOT NULL DEFAULT 0 CHECK (is_history IN (0, 1));
        UPDATE versions SET captured = created;
        CREATE INDEX versions_standing ON versions (report, is_history, captured DESC, number DESC);
        CREATE INDEX sources_report ON sources (report);

        CREATE TABLE captures (
            source TEXT NOT NULL CHECK (source <> ''),
            url TEXT NOT NULL CHECK (url <> ''),
            archive TEXT NOT NULL,
            captured INTEGER NOT NULL,
            original TEXT NOT NULL,
            status INTEGER,
            digest TEXT,
            is_verified INTEGER NOT NULL DEFAULT 0 CHECK (is_verified IN (0, 1)),
            outcome TEXT CHECK (outcome IN ('archived', 'equal', 'refused', 'left-out')),
            reason TEXT,
            detail TEXT,
            report TEXT,
            version INTEGER CHECK (version > 0),
            learnt INTEGER,
            PRIMARY KEY (source, url)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX captures_time ON captures (source, archive, captured);
        """

    // Times are milliseconds since 1970, digests the 64 bytes of a SHA-512: at a million versions their hexadecimal form
    // would double the file.
    private static let journalAndIndex = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE claims (
            id TEXT PRIMARY KEY CHECK (id <> ''),
            name BLOB NOT NULL,
            shown_name TEXT NOT NULL,
            source TEXT,
            url TEXT,
            exchange TEXT CHECK (exchange IS NULL OR json_valid(exchange)),
            device INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            size INTEGER NOT NULL CHECK (size >= 0),
            mtime INTEGER NOT NULL,
            claimed INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('claimed', 'admitted', 'deferred')),
            attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            digest BLOB CHECK (length(digest) = 64),
            deferred_until INTEGER,
            problem TEXT CHECK (problem IS NULL OR json_valid(problem)),
            CHECK ((source IS NULL) = (url IS NULL)),
            CHECK (state <> 'deferred' OR deferred_until IS NOT NULL)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE reports (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE CHECK (id LIKE 'reportwatch:%'),
            folder TEXT NOT NULL,
            spoken TEXT NOT NULL,
            subject TEXT,
            cycle TEXT
        ) STRICT;
        CREATE INDEX reports_folder ON reports (folder);
        CREATE INDEX reports_spoken ON reports (spoken);
        CREATE INDEX reports_subject ON reports (subject, cycle);
        CREATE INDEX reports_cycle ON reports (cycle);

        CREATE TABLE versions (
            report INTEGER NOT NULL REFERENCES reports (key),
            number INTEGER NOT NULL CHECK (number > 0),
            kind TEXT NOT NULL,
            title TEXT,
            language TEXT NOT NULL,
            created INTEGER NOT NULL,
            source_digest BLOB NOT NULL CHECK (length(source_digest) = 64),
            text_digest BLOB NOT NULL CHECK (length(text_digest) = 64),
            path TEXT NOT NULL CHECK (path <> ''),
            summary TEXT NOT NULL,
            url TEXT,
            profile TEXT,
            profile_version INTEGER,
            PRIMARY KEY (report, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE renditions (
            digest BLOB NOT NULL CHECK (length(digest) = 64),
            report INTEGER NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (digest, report, number),
            FOREIGN KEY (report, number) REFERENCES versions (report, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX renditions_version ON renditions (report, number);

        CREATE TABLE judgments (
            report INTEGER NOT NULL,
            number INTEGER NOT NULL,
            position INTEGER NOT NULL,
            id TEXT NOT NULL,
            scope TEXT NOT NULL,
            topic TEXT NOT NULL,
            question TEXT,
            grade TEXT,
            status TEXT NOT NULL
                CHECK (status IN ('graded', 'not-yet-graded', 'not-graded', 'ungraded', 'carried-over')),
            scale TEXT NOT NULL,
            headline INTEGER NOT NULL CHECK (headline IN (0, 1)),
            PRIMARY KEY (report, number, id),
            FOREIGN KEY (report, number) REFERENCES versions (report, number)
        ) STRICT, WITHOUT ROWID;
        """

    private static let outboxAndSources = """
        CREATE TABLE events (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE CHECK (id <> ''),
            type TEXT NOT NULL,
            report TEXT NOT NULL,
            subject TEXT,
            severity INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 3),
            time INTEGER NOT NULL,
            json TEXT NOT NULL CHECK (json_valid(json))
        ) STRICT;
        CREATE INDEX events_time ON events (time);
        CREATE INDEX events_subject ON events (subject, sequence);

        CREATE TABLE outbox (
            channel TEXT NOT NULL CHECK (channel <> ''),
            sequence INTEGER NOT NULL REFERENCES events (sequence),
            state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
            attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            next INTEGER NOT NULL DEFAULT 0,
            error TEXT,
            PRIMARY KEY (channel, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX outbox_state ON outbox (channel, state, sequence);
        CREATE INDEX outbox_event ON outbox (sequence);

        CREATE TABLE sources (
            id TEXT PRIMARY KEY CHECK (id <> ''),
            url TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('healthy', 'failing', 'gone', 'blocked', 'degraded')),
            etag TEXT,
            last_modified TEXT,
            body_digest BLOB CHECK (length(body_digest) = 64),
            report TEXT,
            version INTEGER CHECK (version > 0),
            next_check INTEGER,
            last_checked INTEGER,
            last_status INTEGER,
            last_problem TEXT,
            failures INTEGER NOT NULL CHECK (failures >= 0),
            changed_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sources_next ON sources (next_check);

        CREATE TABLE observations (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            time INTEGER NOT NULL,
            source TEXT NOT NULL,
            report TEXT,
            version INTEGER CHECK (version > 0),
            kind TEXT NOT NULL,
            status INTEGER,
            digest BLOB CHECK (length(digest) = 64),
            detail TEXT NOT NULL
        ) STRICT;
        CREATE INDEX observations_source ON observations (source, key);
        """

    // What was told before this step is what the states say.
    private static let tellings = """
        ALTER TABLE sources ADD COLUMN failing_since INTEGER;
        ALTER TABLE sources ADD COLUMN gone_since INTEGER;
        ALTER TABLE sources ADD COLUMN well_since INTEGER;
        ALTER TABLE observations ADD COLUMN reason TEXT;
        CREATE INDEX observations_reason ON observations (source, key) WHERE reason IS NOT NULL;

        CREATE TABLE tellings (
            source TEXT PRIMARY KEY CHECK (source <> ''),
            url TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('healthy', 'failing', 'gone', 'blocked', 'degraded')),
            since INTEGER NOT NULL,
            by_host INTEGER NOT NULL CHECK (by_host IN (0, 1)),
            withdrawn INTEGER
        ) STRICT, WITHOUT ROWID;
        INSERT INTO tellings SELECT id, url, state, changed_at, 0, NULL FROM sources;
        """

    // What was recorded before this step has the new columns after the next rebuild.
    private static let bodies = """
        ALTER TABLE versions ADD COLUMN subject_name TEXT;
        ALTER TABLE versions ADD COLUMN subject_code TEXT;
        ALTER TABLE judgments ADD COLUMN subject TEXT;
        ALTER TABLE judgments ADD COLUMN subject_name TEXT;
        ALTER TABLE judgments ADD COLUMN subject_code TEXT;
        ALTER TABLE judgments ADD COLUMN disagrees_with TEXT;
        """
}
