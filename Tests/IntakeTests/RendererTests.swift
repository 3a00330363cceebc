import Foundation
import Glibc
import Model
import Support
import Testing

@testable import Intake

/// Programs that render: a shell script in the place of a browser, and a real one where there is one.
@Suite("Pages that need a browser")
struct RendererTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func script(_ text: String) throws -> String {
        try folder.write("#!/bin/sh\n" + text, to: "render.sh")
        chmod(folder.file("render.sh"), 0o755)
        return folder.file("render.sh")
    }

    private func exchange(_ url: String) -> Exchange {
        var exchange = Exchange(url: url, finalURL: url, status: 200, mediaType: "text/html; charset=iso-8859-1")
        exchange.connection = .init(remote: "192.0.2.7", http: "1.1", tls: nil)
        return exchange
    }

    private func render(
        _ command: [String], _ url: String = "https://reports.example/a", timeout: Duration = .seconds(60),
        maxBytes: Int = 100_000
    ) async throws -> FetchOutcome {
        try folder.write("as it was fetched", to: "body")
        let settings = HTTPSettings(userAgent: "reportwatch-test", maxBytes: maxBytes)
        let outcome = await Renderer(command: command, timeout: timeout)
            .render(exchange(url), over: folder.file("body"), settings: settings)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(Set(left).isSubset(of: ["body", "render.sh", "pid"]), "\(left)")
        return outcome
    }

    private func body(_ outcome: FetchOutcome) throws -> String {
        guard case .body(_, let size) = outcome else {
            Issue.record("no body: \(outcome)")
            return ""
        }
        let text = try String(contentsOfFile: folder.file("body"), encoding: .utf8)
        #expect(text.utf8.count == size)
        return text
    }

    private func failure(_ outcome: FetchOutcome) throws -> FetchFailure {
        guard case .failed(let failure) = outcome else {
            Issue.record("not a failure: \(outcome)")
            throw CancellationError()
        }
        #expect(try String(contentsOfFile: folder.file("body"), encoding: .utf8) == "as it was fetched")
        return failure
    }

    @Test func `what it prints is the body, and the exchange says who made it`() async throws {
        let program = try script(#"[ "$1" = --version ] && echo "Fake 1.2" && exit; printf '<h1>%s</h1>' "$*""#)
        let outcome = try await render([program, "--dump"])
        #expect(try body(outcome) == "<h1>--dump https://reports.example/a</h1>")
        guard case .body(let exchange, _) = outcome else { return }
        #expect(exchange.rendered == .init(command: [program, "--dump"], version: "Fake 1.2", exit: 0))
        #expect(exchange.mediaType == "text/html; charset=utf-8" && exchange.status == 200)
    }

    @Test func `its words are no shell's, and address, host and number are filled in`() async throws {
        let program = try script(#"for word in "$@"; do printf '[%s]' "$word"; done"#)
        let url = "https://reports.example/a;touch%20x?b=$(id)&c=`id`|d"
        #expect(
            try body(await render([program, "-x={url}", "MAP {host} {address}"], url))
                == "[-x=\(url)][MAP reports.example 192.0.2.7]")
        #expect(try body(await render([program, "$HOME", "*"], url)) == "[$HOME][*][\(url)]")
    }

    @Test func `it inherits nothing: environment, descriptors, masks, folder`() async throws {
        setenv("REPORTWATCH_TEST_SECRET", "hunter2", 1)
        let held = fcntl(1, F_DUPFD, 200)
        defer { close(held) }
        let program = try script(
            #"env; echo fds $(ls /proc/$$/fd); grep SigBlk /proc/self/status; pwd; [ -d "$HOME" ] && echo home"#)
        let text = try body(await render([program]))
        let lines = text.split(separator: "\n").map(String.init)
        #expect(!text.contains("hunter2") && lines.contains("home"), "\(text)")
        #expect(lines.contains { $0.hasPrefix("PATH=/usr/local/bin:") })
        let descriptors = lines.first { $0.hasPrefix("fds") }?.split(separator: " ").compactMap { Int($0) } ?? []
        // The shell itself has its script and a pipe.
        #expect(held >= 200 && descriptors.count >= 3 && descriptors.allSatisfy { $0 < 20 }, "\(descriptors)")
        #expect(lines.contains { $0.hasPrefix("SigBlk") && $0.hasSuffix("0000000000000000") })
        let home = try #require(lines.first { $0.hasPrefix("HOME=") }?.dropFirst(5))
        #expect(lines.contains(String(home)) && !FileManager.default.fileExists(atPath: String(home)))
    }

    @Test(arguments: [
        ("exit 3", "ended with 3"), ("echo half; exit 1", "ended with 1"), ("true", "printed nothing"),
        ("kill -9 $$", "ended with 137"),
    ])
    func `what ends in failure or says nothing is a refusal`(text: String, words: String) async throws {
        let failure = try failure(await render([try script(text)]))
        #expect(failure.code == .renderFailed && failure.message.contains(words), "\(failure)")
    }

    @Test func `what is not there is told as such`() async throws {
        let failure = try failure(await render(["no-such-program-here"]))
        #expect(failure.code == .renderFailed && failure.message.contains("no-such-program-here"))
    }

    @Test func `what prints without end is cut off`() async throws {
        let failure = try failure(await render([try script("yes '<p>more</p>'")], maxBytes: 200_000))
        #expect(failure.code == .tooLarge)
    }

    @Test func `what takes too long is ended with all that it has started`() async throws {
        let pid = folder.file("pid")
        let program = try script("sleep 600 & echo $! > \(pid); echo begun; sleep 600")
        let failure = try failure(await render([program], timeout: .seconds(2)))
        #expect(failure.code == .renderFailed && failure.message.contains("longer"))
        let child = try #require(pid_t(String(contentsOfFile: pid, encoding: .utf8).filter(\.isNumber)))
        try await expectGone(child)
    }

    @Test func `what it leaves behind holds nobody up and is ended`() async throws {
        let pid = folder.file("pid")
        let program = try script("(sleep 600; echo late) & echo $! > \(pid); echo page")
        #expect(try body(await render([program])) == "page\n")
        let child = try #require(pid_t(String(contentsOfFile: pid, encoding: .utf8).filter(\.isNumber)))
        try await expectGone(child)
    }

    @Test func `what has left its group and session is ended too, and its folder goes`() async throws {
        let pid = folder.file("pid")
        let program = try script(
            "setsid sh -c 'echo $$ > \(pid); while :; do mkdir -p \"$HOME/more\"; done' & while [ ! -s \(pid) ]; do sleep 0.05; done; echo \"$HOME\""
        )
        let lines = try body(await render([program])).split(separator: "\n").map(String.init)
        let child = try #require(pid_t(String(contentsOfFile: pid, encoding: .utf8).filter(\.isNumber)))
        try await expectGone(child)
        let home = try #require(lines.last)
        #expect(home.hasPrefix("/tmp/reportwatch-render-") && !FileManager.default.fileExists(atPath: home))
    }

    @Test func `a stop ends it`() async throws {
        let pid = folder.file("pid")
        let program = try script("echo $$ > \(pid); sleep 600")
        let task = Task { try await render([program], timeout: .seconds(600)) }
        for _ in 0..<500 where !FileManager.default.fileExists(atPath: pid) {
            try await Task.sleep(for: .milliseconds(20))
        }
        task.cancel()
        #expect(try failure(await task.value).code == .cancelled)
    }

    // One that is dead and not yet collected by whoever inherits it is gone too.
    private func expectGone(_ process: pid_t) async throws {
        for _ in 0..<250 {
            let facts = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
            if facts.isEmpty || facts.contains(") Z ") { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("it still runs")
    }

    private static let chromium = Validators.found("chromium") ?? Validators.found("google-chrome")

    @Test(.enabled(if: chromium != nil, "chromium is not installed (apt-get install chromium)"))
    func `a real browser shows what scripts make of a page`() async throws {
        let server = try LoopbackServer { _ in
            .init(
                headers: ["Content-Type": "text/html; charset=utf-8"],
                text:
                    "<!doctype html><title>Letter</title><div id=a></div><script>a.innerHTML = '<p>We inspected ' + 'Coimeád in June.</p>'</script>"
            )
        }
        let words = getuid() == 0 ? ["--no-sandbox"] : []
        let command = [try #require(Self.chromium), "--headless", "--disable-gpu", "--dump-dom"] + words
        let outcome = try await render(command, server.url("/a"), timeout: .seconds(120))
        #expect(try body(outcome).contains("<p>We inspected Coimeád in June.</p>"))
        guard case .body(let exchange, _) = outcome else { return }
        #expect(exchange.rendered?.version?.contains("Chrom") == true)
        #expect(server.requests.contains { $0.path == "/a" })
    }
}
