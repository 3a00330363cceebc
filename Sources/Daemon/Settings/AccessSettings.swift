import Foundation
import Intake
import Model

/// What the settings say of how a source is asked, beside when: `headers`, `cookies`, `basic`, `bearer`, `proxy`, `expect`.
enum AccessSettings {
    static let keys = ["headers", "cookies", "basic", "bearer", "proxy", "expect"]

    /// Reads all keys but `expect`.
    static func access(
        _ reader: SettingsReader, _ source: SettingsReader.Object, _ absolute: (String) -> String
    ) -> Access {
        var access = Access()
        access.headers = headers(reader, source, absolute)
        for (name, value, path) in texts(reader, source, "cookies") {
            guard RequestHeader.isName(name) else {
                reader.refuse(path, "“\(name)” is no name of a cookie", remedy: "Write it as the site does.")
                continue
            }
            access.cookies[name] = SecretReference.checked(reader, path, value, absolute)
        }
        access.basic = login(reader, source, "basic", absolute)
        if source.fields["bearer"] != nil {
            let text = reader.string(source, "bearer", "env:NONE")
            access.bearer = SecretReference.checked(reader, source.path(of: "bearer"), text, absolute)
        }
        if access.basic != nil, access.bearer != nil {
            reader.refuse(
                source.path(of: "bearer"), "“basic” and “bearer” are two ways of saying who asks",
                remedy: "Take one of them out.")
        }
        access.proxy = proxy(reader, source, absolute)
        return access
    }

    /// Reads `expect`.
    static func expectation(_ reader: SettingsReader, _ source: SettingsReader.Object) -> Expectation {
        let object = reader.object(source.fields["expect"], at: source.path(of: "expect"), keys: ["kind", "subject"])
        var expectation = Expectation()
        if object.fields["kind"] != nil { expectation.kind = reader.text(object, "kind", "document") }
        if object.fields["subject"] != nil { expectation.subject = reader.text(object, "subject", "document") }
        return expectation
    }

    /// Headers that are said elsewhere in the settings, or that belong to the conversation itself.
    private static let ours: [String: String] = [
        "authorization": "Use “basic” or “bearer”, which name a secret.",
        "cookie": "Use “cookies”, which name secrets.",
        "user-agent": "Set http.userAgent, for all hosts alike.",
        "proxy-authorization": "Give “proxy” a user and a password.",
    ]
    private static let conversation: Set<String> = [
        "host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "expect", "keep-alive",
        "if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range", "range", "accept-encoding",
        "proxy-connection", "http2-settings",
    ]

    private static func headers(
        _ reader: SettingsReader, _ source: SettingsReader.Object, _ absolute: (String) -> String
    ) -> [String: String] {
        var headers: [String: String] = [:]
        for (name, value, path) in texts(reader, source, "headers") {
            let isReference = SecretReference.isReference(value)
            if let remedy = ours[name.lowercased()] {
                reader.refuse(path, "the header “\(name)” is not set here", remedy: remedy)
            } else if conversation.contains(name.lowercased()) {
                reader.refuse(path, "the header “\(name)” is the program's own", remedy: "Take it out.")
            } else if RequestHeader(name, isReference ? "x" : value) == nil {
                reader.refuse(
                    path, "“\(name.prefix(80))” with this value is no header",
                    remedy: "Write a name of letters, digits and -, and a value on one line that is not empty.")
            } else if headers.keys.contains(where: { $0.lowercased() == name.lowercased() }) {
                reader.refuse(path, "the header “\(name)” stands twice", remedy: "Take one of them out.")
            } else {
                headers[name] = isReference ? SecretReference.checked(reader, path, value, absolute) : value
            }
        }
        return headers
    }

    // An object of texts, in the order of its keys, each with its place.
    private static func texts(
        _ reader: SettingsReader, _ source: SettingsReader.Object, _ key: String
    ) -> [(String, String, String)] {
        guard let json = source.fields[key] else { return [] }
        let place = source.path(of: key)
        guard case .object(let fields) = json else {
            reader.refuse(place, json, wanted: "an object in braces")
            return []
        }
        return fields.sorted { $0.key < $1.key }.compactMap { name, value in
            let path = place + "." + name
            if case .string(let text) = value { return (name, text, path) }
            reader.refuse(path, value, wanted: "a text in quotes")
            return nil
        }
    }

    private static func login(
        _ reader: SettingsReader, _ object: SettingsReader.Object, _ key: String, _ absolute: (String) -> String
    ) -> Access.Login? {
        guard let json = object.fields[key] else { return nil }
        return login(reader, reader.object(json, at: object.path(of: key), keys: ["user", "password"]), absolute)
    }

    private static func login(
        _ reader: SettingsReader, _ login: SettingsReader.Object, _ absolute: (String) -> String
    ) -> Access.Login {
        let (user, password) = (reader.required(login, "user"), reader.required(login, "password"))
        if !user.isEmpty, user.contains(":") || RequestHeader("X", user) == nil {
            reader.refuse(login.path(of: "user"), .string(user), wanted: "a name without a colon, on one line")
        }
        let reference =
            password.isEmpty
            ? password : SecretReference.checked(reader, login.path(of: "password"), password, absolute)
        return Access.Login(user: user, password: reference)
    }

    // A text, or an object with who asks.
    private static func proxy(
        _ reader: SettingsReader, _ source: SettingsReader.Object, _ absolute: (String) -> String
    ) -> Access.Road? {
        guard let json = source.fields["proxy"] else { return nil }
        var road = Access.Road(url: "")
        var place = source.path(of: "proxy")
        if case .object = json {
            let object = reader.object(json, at: place, keys: ["url", "user", "password"])
            place = object.path(of: "url")
            road.url = reader.required(object, "url")
            if object.fields["user"] != nil || object.fields["password"] != nil {
                road.login = login(reader, object, absolute)
            }
        } else {
            road.url = reader.text(source, "proxy", "")
        }
        if road.url.lowercased().hasPrefix("socks5h:") || road.url.lowercased().hasPrefix("socks4a:") {
            reader.refuse(
                place, "names are looked up and checked here, and the proxy is told an address",
                remedy: "Write socks5:// and the proxy's host and port.")
        } else if !road.url.isEmpty, !Proxy.isAddress(road.url) {
            // It may hold a password, which is not repeated.
            reader.refuse(
                place, .string("…"),
                wanted:
                    "an address such as http://proxy.example:3128, https://… or socks5://…, with a port and without a user"
            )
        }
        return road
    }
}

extension Access {
    /// The settings as JSON: what is said of a secret is where it stands.
    func add(to fields: inout [String: JSON]) {
        let object = { (texts: [String: String]) in JSON.object(texts.mapValues { .string($0) }) }
        if !headers.isEmpty { fields["headers"] = object(headers) }
        if !cookies.isEmpty { fields["cookies"] = object(cookies) }
        if let basic { fields["basic"] = object(["user": basic.user, "password": basic.password]) }
        if let bearer { fields["bearer"] = .string(bearer) }
        guard let proxy else { return }
        fields["proxy"] =
            proxy.login.map { object(["url": proxy.url, "user": $0.user, "password": $0.password]) }
            ?? .string(proxy.url)
    }
}

extension Expectation {
    /// Likewise; absent where nothing is expected.
    func add(to fields: inout [String: JSON]) {
        let texts = ["kind": kind, "subject": subject].compactMapValues { $0 }
        if !texts.isEmpty { fields["expect"] = .object(texts.mapValues { .string($0) }) }
    }
}
