import Foundation
import Glibc

/// A real pywb on 127.0.0.1 with one collection, `peel`, of the captures that it is given. Stops with its last reference.
package final class Pywb: @unchecked Sendable {
    /// One answer of a server as a web archive holds it.
    package struct Capture: Sendable {
        let url: String
        let date: String
        let status: String
        let headers: [(String, String)]
        let body: String

        /// Takes an answer; by default a web page.
        package init(
            _ url: String, at date: String, _ body: String, status: String = "200 OK",
            headers: [(String, String)] = [("Content-Type", "text/html; charset=utf-8")]
        ) {
            (self.url, self.date, self.body, self.status, self.headers) = (url, date, body, status, headers)
        }

        /// It as a record of WARC 1.1.
        package var record: String {
            let head = (headers + [("Content-Length", String(body.utf8.count))]).map { "\($0.0): \($0.1)\r\n" }.joined()
            let block = "HTTP/1.1 \(status)\r\n\(head)\r\n\(body)"
            return "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:\(UUID().uuidString.lowercased())>\r\n"
                + "WARC-Date: \(date)\r\nWARC-Target-URI: \(url)\r\nContent-Type: application/http; msgtype=response\r\n"
                + "Content-Length: \(block.utf8.count)\r\n\r\n\(block)\r\n\r\n"
        }
    }

    private let folder: TemporaryFolder
    private let child: Spawned
    private var archives = 1
    package let port: UInt16

    /// Whether it is installed here.
    package static let isInstalled = Validators.found("pywb") != nil && Validators.found("wb-manager") != nil

    /// Starts it and waits until it answers.
    package init(_ captures: [Capture]) async throws {
        folder = try TemporaryFolder()
        port = try LoopbackServer.portForAnother()
        _ = try await Pywb.manage(["init", "peel"], in: folder.path)
        try Data().write(to: URL(fileURLWithPath: folder.file("log")))
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("log")))
        try await Pywb.add(captures, as: 1, in: folder)
        child = try Spawned(
            Validators.found("pywb") ?? "pywb", ["-b", "127.0.0.1", "-p", String(port)], in: folder.path, output: log,
            errors: log)
        for _ in 1...600 {
            if isListening { return }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Adds captures to the collection, also while it runs.
    package func add(_ captures: [Capture]) async throws {
        archives += 1
        try await Pywb.add(captures, as: archives, in: folder)
    }

    private static func add(_ captures: [Capture], as number: Int, in folder: TemporaryFolder) async throws {
        let path = folder.file("part-\(number).warc")
        try Data(captures.map(\.record).joined().utf8).write(to: URL(fileURLWithPath: path))
        _ = try await Pywb.manage(["add", "peel", path], in: folder.path)
    }

    /// An address on it.
    package func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// What it was asked for, as its log has it.
    package var requests: [String] {
        let text = (try? String(contentsOfFile: folder.file("log"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init).filter { $0.contains("\"GET ") }
    }

    /// The settings of an archive that is this one.
    package func archive(timeMapAlone: Bool = false) -> [String: String] {
        timeMapAlone
            ? ["id": "pywb", "timemap": url("/peel/timemap/link/{+url}")]
            : [
                "id": "pywb", "cdx": url("/peel/cdx?url={url}&output=json"),
                "memento": url("/peel/{timestamp}id_/{+url}"),
            ]
    }

    private var isListening: Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func manage(_ arguments: [String], in folder: String) async throws -> Tool.Answer {
        let answer = try await Tool.run(Validators.found("wb-manager") ?? "wb-manager", arguments, in: folder)
        guard answer.code == 0 else { throw Failed(description: answer.output) }
        return answer
    }

    private struct Failed: Error, CustomStringConvertible { let description: String }
}
