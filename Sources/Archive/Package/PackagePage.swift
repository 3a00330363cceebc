import Model

/// `index.html` of an evidence package: one page without scripts, styles of others or addresses that are asked.
struct PackagePage {
    private let version: ArchivedVersion
    private let contents: EvidencePackage.Contents
    private let checkpoint: Checkpoint

    init(_ version: ArchivedVersion, _ contents: EvidencePackage.Contents, _ checkpoint: Checkpoint) {
        (self.version, self.contents, self.checkpoint) = (version, contents, checkpoint)
    }

    var html: String {
        let title = "\(version.id.spoken) \(version.version)"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(escaped(title))</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b }
            h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem } dt { font-weight: 600 } dd { margin: 0 0 .6rem 0 }
            blockquote { margin: .3rem 0; padding: .2rem .8rem; border-left: .25rem solid #b0b0b0; white-space: pre-line }
            .before { border-color: #b3261e } .after { border-color: #1a7f37 } code { overflow-wrap: anywhere } li { margin-bottom: .8rem }
            </style>
            <h1>\(escaped(contents.record?.title ?? title))</h1>
            <p>\(escaped(title)), as archived on \(version.created.description).</p>
            \(change)\(judgments)\(facts)\(files)\(proof)
            </html>

            """
    }

    private var change: String {
        guard let data = contents.change?.data, !data.items.isEmpty else { return "" }
        let items = data.items.map { item in
            var text = "<li><strong>\(escaped(item.kind.rawValue))</strong> <code>\(escaped(item.path))</code>"
            if item.before == nil, let from = item.from {
                text += "<blockquote class=\"before\">\(escaped(from))</blockquote>"
            }
            if let before = item.before { text += "<blockquote class=\"before\">\(quote(before))</blockquote>" }
            if item.after == nil, let to = item.to { text += "<blockquote class=\"after\">\(escaped(to))</blockquote>" }
            if let after = item.after { text += "<blockquote class=\"after\">\(quote(after))</blockquote>" }
            return text + "</li>\n"
        }
        let from = data.fromVersion.map { " since \($0)" } ?? ""
        return "<h2>What changed\(from)</h2>\n<p>\(escaped(data.summary))</p>\n<ul>\n\(items.joined())</ul>\n"
    }

    private var judgments: String {
        guard let judgments = contents.record?.judgments, !judgments.isEmpty else { return "" }
        let items = judgments.map { judgment in
            let quotes = judgment.evidence.map { "<blockquote>\(quote($0))</blockquote>" }.joined()
            return "<li>\(escaped(judgment.topic)): <strong>\(escaped(judgment.verdict))</strong>\(quotes)</li>\n"
        }
        return "<h2>What it states</h2>\n<ul>\n\(items.joined())</ul>\n"
    }

    private var facts: String {
        guard let record = contents.record else { return "" }
        let source = record.provenance.source
        var facts: [(String, String)] = [("Report", record.id.rawValue)]
        if let publisher = record.publisher { facts.append(("Publisher", publisher.name)) }
        if let url = record.url { facts.append(("Address", url)) }
        if let published = record.published { facts.append(("Published, as it says", published.description)) }
        if let retrieved = record.provenance.retrieved { facts.append(("Received", retrieved.description)) }
        if let name = source.name { facts.append(("Name of the file", name)) }
        facts.append(("Bytes received", "\(source.bytes), \(source.mediaType)"))
        facts.append(("SHA-512", source.sha512.hex))
        return "<h2>Where it came from</h2>\n" + list(facts)
    }

    private var files: String {
        let names = contents.files.map(\.name).filter { $0.hasPrefix("archive/") }
        let items = names.map { "<li><a href=\"\(escaped($0))\">\(escaped($0))</a></li>\n" }
        return "<h2>Files</h2>\n<ul>\n\(items.joined())</ul>\n"
    }

    private var proof: String {
        let lines = contents.lines.map { "line \($0.proof.leafIndex) for \($0.version.version)" }.joined(
            separator: ", ")
        return """
            <h2>What shows it</h2>
            <p>The archive's ledger names these files (\(escaped(lines))). Its head when this package was made, as it also stands in every
            notice that the archive sent:</p>
            <pre>\(escaped(checkpoint.text))</pre>
            <p>README.txt says how to check this without the program that made it, what it proves and what not.</p>
            """
    }

    private func quote(_ evidence: Evidence) -> String {
        "\(escaped(evidence.exact)) <small>[\(evidence.start)–\(evidence.end)]</small>"
    }

    private func list(_ facts: [(String, String)]) -> String {
        let items = facts.map { "<dt>\(escaped($0))</dt><dd><code>\(escaped($1))</code></dd>\n" }
        return "<dl>\n\(items.joined())</dl>\n"
    }

    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
