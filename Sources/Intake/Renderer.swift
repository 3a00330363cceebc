import Glibc
package import Model

/// A program of others that shows a page as a browser does and prints what it then holds: for pages that are empty without
/// their scripts. It is started with a list of words, never through a shell, for an address that was asked and judged before.
package struct Renderer: Hashable, Sendable {
    /// The program, by its path, and its words; `{url}`, `{host}` and `{address}` are filled in, and where no `{url}` stands it is
    /// the last word.
    package let command: [String]
    /// How long it may take.
    package let timeout: Duration

    /// Takes the words and the time.
    package init(command: [String], timeout: Duration) {
        (self.command, self.timeout) = (command, timeout)
    }

    /// Where a program is looked for that is named without a path.
    private static let folders = ["/usr/local/bin", "/usr/bin", "/bin"]

    /// Gives the path of the program; `nil` where there is none that can be started.
    package var program: String? {
        guard let name = command.first, !name.isEmpty else { return nil }
        let paths = name.contains("/") ? [name] : Renderer.folders.map { $0 + "/" + name }
        return paths.first { access($0, X_OK) == 0 }
    }

    /// Renders an address over the body that was fetched from it, which stays as it is where this fails. What is printed is synced
    /// when this returns.
    ///
    /// - Parameters:
    ///   - exchange: what the address answered.
    ///   - path: the body.
    ///   - settings: the limits of the request.
    package func render(
        _ exchange: Exchange, over path: String, settings: HTTPSettings
    ) async -> FetchOutcome {
        let begun = ContinuousClock.now
        var outcome = await outcome(exchange, over: path, settings: settings)
        if case .failed(var failure) = outcome {
            // Of the answer that the page should have been made of.
            (failure.status, failure.milliseconds) = (exchange.status, exchange.milliseconds)
            outcome = .failed(failure)
        }
        return outcome.lasting(.now - begun)
    }

    private func outcome(_ exchange: Exchange, over path: String, settings: HTTPSettings) async -> FetchOutcome {
        guard let program else {
            return .failed(failure("there is no program \(command.first ?? "") that can be started"))
        }
        let words = words(for: exchange)
        let version = await RendererVersions.shared.version(of: program)
        let result = await RendererProcess.run(
            program, words, output: path + ".rendered", mostBytes: settings.maxBytes, timeout: timeout)
        switch result {
        case .printed(let size, let code):
            guard code == 0, size > 0 else {
                return .failed(failure(code == 0 ? "it printed nothing" : "it ended with \(code)"))
            }
            guard rename(path + ".rendered", path) == 0 else {
                return .failed(FetchFailure(.spoolFailed, "cannot rename \(path).rendered"))
            }
            let shown = Exchange.Rendering(
                command: [program] + command.dropFirst().map(Renderer.withoutCredentials), version: version, exit: 0)
            return .body(exchange.rendered(shown), size: size)
        case .tooLarge:
            return .failed(
                FetchFailure(.tooLarge, "\(program) printed more than the limit of \(settings.maxBytes) bytes"))
        case .timedOut: return .failed(failure("it took longer than \(timeout)"))
        case .cancelled: return .failed(FetchFailure(.cancelled, "the program was stopped"))
        case .fault(let what): return .failed(failure(what))
        }
    }

    private func failure(_ what: String) -> FetchFailure {
        FetchFailure(.renderFailed, "\(command.first ?? "the renderer"): \(what)")
    }

    // The address is one word, whatever is in it; it never begins with a dash, having been judged as an address.
    // What is archived is handed to strangers: of an address in a word, such as that of a proxy, user and password stay here.
    private static func withoutCredentials(_ word: String) -> String {
        word.replacing(/:\/\/[^\/@\s]*@/, with: "://redacted@")
    }

    private func words(for exchange: Exchange) -> [String] {
        let host = WebAddress(exchange.finalURL)?.host ?? ""
        let values = ["{url}": exchange.finalURL, "{host}": host, "{address}": exchange.connection?.remote ?? ""]
        // In one pass: an address may hold what looks like a name.
        let words = command.dropFirst().map { word in
            word.replacing(/{(?:url|host|address)}/) { values[String($0.output)] ?? "" }
        }
        return command.dropFirst().contains { $0.contains("{url}") } ? words : words + [exchange.finalURL]
    }
}

/// What programs say of their version, asked once each.
private actor RendererVersions {
    static let shared = RendererVersions()
    private var known: [String: String?] = [:]

    func version(of program: String) async -> String? {
        if let version = known[program] { return version }
        let version = await RendererProcess.firstLine(of: program, ["--version"])
        known[program] = .some(version)
        return version
    }
}
