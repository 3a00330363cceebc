/// The tables of the search index and the statements about them.
enum SearchSQL {
    /// The form of the file. Another tokenizer or other columns are another form: then it is made anew.
    static let form = 1

    /// A word is what Unicode calls letters and digits, without case and accents (ŵ is w); an apostrophe or a hyphen parts two.
    static let tokenizer = ["unicode61", "remove_diacritics", "2"]

    static let tables = """
        CREATE VIRTUAL TABLE words USING fts5(
            title, subject, text, marks, content='', tokenize='\(tokenizer.joined(separator: " "))'
        );
        CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, instance);
        CREATE TABLE documents (
            key INTEGER PRIMARY KEY CHECK (key > 0),
            report TEXT NOT NULL UNIQUE CHECK (report LIKE 'reportwatch:%'),
            number INTEGER NOT NULL CHECK (number > 0),
            title TEXT NOT NULL,
            subject TEXT NOT NULL,
            marks TEXT NOT NULL,
            length INTEGER NOT NULL CHECK (length >= 0),
            size INTEGER NOT NULL CHECK (size >= length)
        ) STRICT;
        CREATE TABLE progress (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            sequence INTEGER NOT NULL,
            event TEXT NOT NULL
        ) STRICT;
        PRAGMA user_version = \(form);
        """

    static let ofReport = "SELECT * FROM documents WHERE report = ?"
    static let withKey = "SELECT * FROM documents WHERE key = ?"
    static let file = "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    static let unfile = "DELETE FROM documents WHERE key = ?"
    static let addWords = "INSERT INTO words (rowid, title, subject, text, marks) VALUES (?, ?, ?, ?, ?)"
    // The engine has no copy of what it indexed: to take words out it must be told them.
    static let removeWords =
        "INSERT INTO words (words, rowid, title, subject, text, marks) VALUES ('delete', ?, ?, ?, ?, ?)"
    static let moveOn = """
        INSERT INTO progress VALUES (1, ?, ?)
        ON CONFLICT (one) DO UPDATE SET sequence = excluded.sequence, event = excluded.event
        """

    /// The keys of the reports that match, those that were archived last first.
    static let newest = """
        SELECT d.key FROM words JOIN documents d ON d.key = words.rowid WHERE words MATCH ?
        ORDER BY words.rowid DESC LIMIT ?
        """

    /// The best of few that match. A word in title or subject counts for eight.
    static let ranked = """
        SELECT d.key FROM words JOIN documents d ON d.key = words.rowid WHERE words MATCH ?
        ORDER BY bm25(words, 8.0, 8.0, 1.0, 0.0), d.report LIMIT ?
        """

    /// The next word of the vocabulary.
    static let nextWord = "SELECT term FROM vocabulary WHERE term >= ? LIMIT 1"
}
