import Catalogue
import Foundation
import Model
import Support
import Testing

// Two processes at one catalogue: the daemon writes, the command line looks.
@Suite struct ProcessTests {
    @Test func `another process reads while the writer is open and goes on writing`() async throws {
        let sample = try Sample()
        try sample.catalogue.record(batch(1))
        let path = sample.path
        await #expect(processExitsWith: .success) { [path = path as String] in
            let reader = try CatalogueDatabase(readingAt: path)
            try #require(try reader.counts().versions == 1)
            try #require(try reader.pending(channel: "desk", now: minute(9), limit: 9).map(\.event.id) == ["e1"])
        }
        try sample.catalogue.record(batch(2))
        #expect(try sample.catalogue.counts().versions == 2)
    }

    @Test func `what another process commits is seen by a reader that was open before`() async throws {
        let sample = try Sample()
        try sample.catalogue.close()
        let reader = try CatalogueDatabase(readingAt: sample.path)
        #expect(try reader.events(after: 0).isEmpty)
        let path = sample.path
        await #expect(processExitsWith: .success) { [path = path as String] in
            let writer = try CatalogueDatabase(path: path)
            for number in 1...20 { try writer.record(batch(number)) }
        }
        #expect(try reader.events(after: 5).map(\.id) == (6...20).map { "e\($0)" })
    }

    @Test func `a writer that is killed leaves whole batches only`() async throws {
        let sample = try Sample()
        try sample.catalogue.close()
        let path = sample.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let writer = try CatalogueDatabase(path: path)
            try writer.claim((1...30).map { claim("c\($0)") })
            for number in 1...20 { try writer.record(batch(number)) }
            kill(getpid(), SIGKILL)
        }
        let catalogue = try CatalogueDatabase(path: path)
        try catalogue.check()
        let counts = try catalogue.counts()
        #expect(counts.versions == 20)
        #expect(counts.events == 20)
        #expect(counts.claims == 10)
        #expect(try catalogue.outboxState().map(\.pending) == [20, 20])
    }
}
