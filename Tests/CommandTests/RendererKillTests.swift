import Foundation
import Glibc
import Model
import Support
import Testing

/// A daemon that is killed while a program renders for it.
struct RendererKillTests {
    @Test func `the program dies with it, and the next start ends what that had started and removes its home`()
        async throws
    {
        let tools = try TemporaryFolder()
        let facts = tools.file("facts")
        // What it starts has a session of its own, as a browser's helpers may.
        try tools.write(
            """
            #!/bin/sh
            [ "$1" = --version ] && exit
            setsid sleep 600 > /dev/null &
            echo "$$ $! $HOME" > \(facts).new && mv \(facts).new \(facts)
            sleep 600
            """, to: "render.sh")
        chmod(tools.file("render.sh"), 0o755)
        let server = try LoopbackServer { _ in
            .init(headers: ["Content-Type": "text/html"], text: "<title>Letter</title>")
        }
        let source: JSON = [
            "id": "letter", "url": .string(server.url("/letter")), "every": "PT6H",
            "renderer": ["command": [.string(tools.file("render.sh")), "{url}"], "timeout": "PT10M"],
        ]
        let place = try Installation(["sources": .array([source])])
        try await place.start()
        let said = try await until("the program") { try? String(contentsOfFile: facts, encoding: .utf8) }
        let words = said.split(whereSeparator: \.isWhitespace).map(String.init)
        let (program, child) = (try #require(pid_t(words[0])), try #require(pid_t(words[1])))
        #expect(FileManager.default.fileExists(atPath: words[2]))
        try await place.stop(SIGKILL)
        try await expectGone(program)
        try place.write(settings: [:])
        try await place.start()
        try await expectGone(child)
        #expect(!FileManager.default.fileExists(atPath: words[2]))
        #expect(try await place.stop() == 0)
    }

    // One that is dead and not yet collected by whoever inherits it is gone too.
    private func expectGone(_ process: pid_t) async throws {
        try await until("the end of \(process)") {
            let facts = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
            return facts.isEmpty || facts.contains(") Z ") ? true : nil
        }
    }
}
