import Foundation
import Intake
import Model

/// What a source's requests carry beside the usual, and by which road they go. Secrets are references (`env:NAME`, `file:PATH`).
package struct Access: Hashable, Sendable {
    /// A name and the reference of its password.
    package struct Login: Hashable, Sendable {
        package var user: String
        package var password: String
    }

    /// The proxy of the requests.
    package struct Road: Hashable, Sendable {
        package var url: String
        package var login: Login?
    }

    /// By name; a value is a reference, or stands here itself.
    package var headers: [String: String] = [:]
    /// By name; each value is a reference.
    package var cookies: [String: String] = [:]
    package var basic: Login?
    /// The reference of a token.
    package var bearer: String?
    package var proxy: Road?

    /// Gives what says nothing beside the usual.
    package init() {}

    /// Whether there is anything that only the source's own host may see.
    var isPersonal: Bool { !headers.isEmpty || !cookies.isEmpty || basic != nil || bearer != nil }

    /// The headers as they are sent, with the secrets as they are now.
    ///
    /// - Throws: `settings-invalid` for a secret that is not there, or that no header can hold.
    func requestHeaders(of source: String) throws(Problem) -> [RequestHeader] {
        var lines: [RequestHeader] = []
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            let isSecret = SecretReference.isReference(value)
            let text = isSecret ? try secret(value, source, "headers") : value
            lines.append(try line(name, text, isSecret, source, "headers"))
        }
        var pairs: [String] = []
        for (name, value) in cookies.sorted(by: { $0.key < $1.key }) {
            let text = try secret(value, source, "cookies")
            // Of what a cookie may hold, a semicolon begins the next one.
            guard !text.contains(";") else { throw unfit(source, "cookies") }
            pairs.append(name + "=" + text)
        }
        if !pairs.isEmpty { lines.append(try line("Cookie", pairs.joined(separator: "; "), true, source, "cookies")) }
        if let basic {
            let pair = Array("\(basic.user):\(try secret(basic.password, source, "basic"))".utf8)
            lines.append(try line("Authorization", "Basic " + Data(pair).base64EncodedString(), true, source, "basic"))
        }
        if let bearer {
            let token = try secret(bearer, source, "bearer")
            lines.append(try line("Authorization", "Bearer " + token, true, source, "bearer"))
        }
        return lines
    }

    /// The proxy with its password.
    func requestProxy(of source: String) throws(Problem) -> Proxy? {
        guard let proxy else { return nil }
        guard let login = proxy.login else { return Proxy(url: proxy.url) }
        return Proxy(url: proxy.url, user: login.user, password: try secret(login.password, source, "proxy"))
    }

    /// Whether all secrets can be had.
    ///
    /// - Throws: `settings-invalid` for the first that cannot.
    func check(of source: String) throws(Problem) {
        _ = try requestHeaders(of: source)
        _ = try requestProxy(of: source)
    }

    private func secret(_ reference: String, _ source: String, _ key: String) throws(Problem) -> String {
        try SecretReference.value(of: reference, for: "source \(source)", at: "sources.\(key)")
    }

    private func line(
        _ name: String, _ value: String, _ isSecret: Bool, _ source: String, _ key: String
    ) throws(Problem) -> RequestHeader {
        guard let header = RequestHeader(name, value, isSecret: isSecret) else { throw unfit(source, key) }
        return header
    }

    private func unfit(_ source: String, _ key: String) -> Problem {
        Problem(
            .settingsInvalid, "a secret of source \(source) holds what no header can", at: "sources.\(key)",
            remedy: "Write the secret on one line, without control characters.", retry: .afterRepair)
    }
}

/// What a source is expected to carry: anything else is refused and never a version of it.
package struct Expectation: Hashable, Sendable {
    /// The kind that records have: `peel-force-assessment`.
    package var kind: String?
    /// The slug of the body, `metropolitan`, or its code.
    package var subject: String?

    /// Gives what expects nothing.
    package init() {}

    /// Gives the refusal of a record that is something else.
    func refusal(of record: Record) -> AdmissionRefusal? {
        if let kind, record.kind != kind {
            return AdmissionRefusal(.wrongDocument, "the settings expect the kind \(kind), and this is \(record.kind)")
        }
        if let subject, record.subject?.slug != subject, record.subject?.code != subject {
            let shown = record.subject.map { "on \($0.slug)" } ?? "on no known body"
            return AdmissionRefusal(.wrongDocument, "the settings expect a report on \(subject), and this is \(shown)")
        }
        return nil
    }
}
