import Changes
import Daemon
import Documents
import Foundation
import Model
import Reports

// What the stages cost inside the process, without starting one: reading, comparing, loading profiles. `Benchmarks/run`
// calls it and puts its figures into the table; JSON is not written here. It needs no settings and stores nothing but the
// fixtures it is asked for.

/// `Benchmarks [FILE …]` measures, FILE being further reports; `Benchmarks first FILE` reads one report as the first thing the
/// process does; `Benchmarks readers PROGRAM` measures what reading in processes costs, `Benchmarks pdf FILE…` what PDFs do;
/// `Benchmarks html FILE…` what pages do; `Benchmarks catalogue write|ask FILE COUNT` makes a large catalogue and asks it,
/// `Benchmarks search write|ask FILE COUNT` the search index of as large an archive; `Benchmarks pairs [growth] [PART]` what hostile pairs cost a comparison, or how many
/// times as much at twice their size; `Benchmarks fixtures FOLDER` writes the reports that the whole process is measured with.
@main
enum InProcess {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.dropFirst().first) {
        case ("fixtures", let folder?): try writeFixtures(URL(fileURLWithPath: folder))
        case ("first", let path?): try readFirst(path)
        case ("readers", let program?): try await measureReaders(program)
        case ("echo", _): try echo()
        case ("pdf", _?): try measurePDFs(Array(arguments.dropFirst()))
        case ("pairs", "growth"?): try WorstPairs.measureGrowth(.builtIn(), only: arguments.dropFirst(2).first)
        case ("pairs", _): try WorstPairs.measure(.builtIn(), only: arguments.dropFirst().first)
        case ("catalogue", "write"?): try LargeCatalogue.write(arguments[2], count: Int(arguments[3]) ?? 0)
        case ("catalogue", "ask"?): try LargeCatalogue.ask(arguments[2], count: Int(arguments[3]) ?? 0)
        case ("search", "write"?):
            var search = LargeSearch()
            try search.write(arguments[2], count: Int(arguments[3]) ?? 0)
        case ("search", "ask"?):
            var search = LargeSearch()
            try search.ask(arguments[2], count: Int(arguments[3]) ?? 0)
        case ("html", _?): try measurePages(Array(arguments.dropFirst()))
        default: try measure(arguments)
        }
    }

    private static func measure(_ paths: [String]) throws {
        let reader = try ReportReader.builtIn()
        let fixture = Fixture(0)
        let (text, page) = (Array(fixture.text().utf8), Array(fixture.page().utf8))
        let edited = Array(fixture.text(edited: true).utf8)

        try Stopwatch.measure("profile library: load and compile", samples: 20) { try ProfileLibrary.builtIn() }
        try measureReading(text, "read fixture, text, \(kilobytes(text))", reader)
        try Stopwatch.measure("  of that, bytes to document", samples: 50) { try DocumentReader.read(text) }
        try measureReading(page, "read fixture, HTML, \(kilobytes(page))", reader)
        for path in paths {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            let name = URL(fileURLWithPath: path).lastPathComponent
            try measureReading(bytes, "read \(name), \(kilobytes(bytes))", reader)
        }
        let (before, after) = (try reading(text, reader), try reading(edited, reader))
        let change = Comparison.change(from: before, to: after)
        guard change.isNews else { throw Unsound("the edited fixture shows no change") }
        Stopwatch.measure("compare two fixtures, \(change.items.count) items", samples: 50) {
            Comparison.change(from: before, to: after)
        }
        try LargePair.measure(reader)
    }

    private static func measureReading(_ bytes: [UInt8], _ what: String, _ reader: ReportReader) throws {
        let record = try reading(bytes, reader).record
        // A report that is not recognised is read faster, so the figure would flatter.
        guard record.judgments.count >= 3 else { throw Unsound("\(what): not recognised") }
        try Stopwatch.measure(what, samples: 50) { try reader.read(bytes, ReadRequest(name: "report")) }
    }

    private static func readFirst(_ path: String) throws {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        let first = try Stopwatch.time { try ReportReader.builtIn().read(bytes, ReadRequest(name: "report")) }
        Stopwatch.report("first read with profile compilation", [first.milliseconds])
    }

    private static func reading(_ bytes: [UInt8], _ reader: ReportReader) throws -> Reading {
        let result = try reader.read(bytes, ReadRequest(name: "report"))
        return Reading(record: result.record, text: result.text)
    }

    private static func writeFixtures(_ folder: URL) throws {
        for name in ["large", "small", "pages"] {
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        for number in 0..<40 {
            let text = Data(Fixture(number).text().utf8)
            try text.write(to: folder.appendingPathComponent("large/\(number).txt"))
        }
        for number in 0..<1000 {
            let text = Data(Fixture.small(number).utf8)
            try text.write(to: folder.appendingPathComponent("small/\(number).txt"))
        }
        for number in 0..<60 {
            let fixture = Fixture(number)
            let page = folder.appendingPathComponent("pages/\(number).html")
            try Data(fixture.publishedPage().utf8).write(to: page)
            try JSONEncoder().encode(fixture.wanted).write(to: page.appendingPathExtension("json"))
        }
    }

    private static func kilobytes(_ bytes: [UInt8]) -> String { "\((bytes.count + 512) / 1024) KB" }
}

/// A fixture that does not do what it is for; the figures would mean nothing.
struct Unsound: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
