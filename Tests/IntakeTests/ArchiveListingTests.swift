import Foundation
import Model
import Testing

@testable import Intake

/// Lists of web archives: TimeMaps in link-format and the answers of CDX servers, honest and hostile.
@Suite("Lists of web archives")
struct ArchiveListingTests {
    private static let always = Timestamp(milliseconds: 0)...Timestamp(milliseconds: 4_000_000_000_000)
    private static let home = "http://archive.example/peel/timemap/link/http://force.example/report/?a=1"

    private func timeMap(_ text: String, range: ClosedRange<Timestamp> = always) -> ArchiveListing {
        TimeMap.read(Array(text.utf8), at: Self.home, range: range)
    }

    private func cdx(_ text: String) -> ArchiveListing { CDXListing.read(Array(text.utf8)) }

    // MARK: TimeMaps

    @Test func `a TimeMap names its mementos with time, address and original, whatever stands between`() {
        let listing = timeMap(
            """
            <http://archive.example/peel/timemap/link/http://force.example/report/?a=1>; rel="self"; type="application/link-format"; from="Tue, 01 Mar 2016 10:00:00 GMT",
            <http://archive.example/peel/http://force.example/report/?a=1>; rel="timegate",
            <http://force.example/report/?a=1>; rel="original",
            <http://archive.example/peel/20160301100000mp_/http://force.example/report/?a=1>; rel="first memento"; datetime="Tue, 01 Mar 2016 10:00:00 GMT"; collection="a, b; c",
            <../20160401100000mp_/http://force.example/report/?a=1>;datetime="Fri, 01 Apr 2016 10:00:00 GMT";rel=memento ,
            <//archive.example/x>; rel="LAST Memento"; datetime="Friday, 01-Jul-16 10:00:00 GMT"
            """)
        #expect(listing.entries.map(\.stamp) == ["20160301100000", "20160401100000", "20160701100000"])
        #expect(listing.entries.allSatisfy { $0.original == "http://force.example/report/?a=1" })
        #expect(listing.entries.last?.place == "http://archive.example/x")
        #expect(listing.pages.isEmpty && listing.skipped == 0)
    }

    @Test func `an index of TimeMaps names its pages, but for those of other times and itself`() throws {
        let from = try #require(Timestamp("2015-01-01T00:00:00Z"))
        let listing = timeMap(
            """
            <\(Self.home)>;rel="self",
            <\(Self.home)>;rel="timemap",
            <http://archive.example/t/1>;rel="timemap";from="Tue, 01 Jan 2013 00:00:00 GMT";until="Tue, 31 Dec 2013 00:00:00 GMT",
            <http://archive.example/t/2>;rel="timemap";from="Thu, 01 Jan 2015 00:00:00 GMT",
            </t/3>;rel="timemap next"
            """, range: from...Self.always.upperBound)
        #expect(listing.pages == ["http://archive.example/t/2", "http://archive.example/t/3"])
    }

    @Test func `wrong dates and addresses of other kinds are skipped and counted`() {
        let listing = timeMap(
            """
            <http://a.example/1>;rel="memento";datetime="yesterday",
            <http://a.example/2>;rel="memento",
            <ftp://a.example/3>;rel="memento";datetime="Tue, 01 Mar 2016 10:00:00 GMT",
            <http://a.example/4>;rel="memento";datetime="Tue, 01 Mar 1911 10:00:00 GMT",
            <http://a.example/5>;rel="memento";datetime="Tue, 01 Mar 2016 10:00:00 GMT"
            """)
        #expect(listing.entries.map(\.place) == ["http://a.example/5"])
        #expect(listing.skipped == 4)
    }

    @Test func `a TimeMap without end gives as much as is taken of it, in good time`() {
        let line =
            #"<http://a.example/20160301100000/x>;rel="memento";datetime="Tue, 01 Mar 2016 10:00:00 GMT","# + "\n"
        let listing = timeMap(String(repeating: line, count: ArchiveListing.most + 50))
        #expect(listing.entries.count == ArchiveListing.most && listing.skipped == 50)
        #expect(timeMap(String(repeating: "<", count: 200_000)).entries.isEmpty)
        #expect(timeMap(String(repeating: "<a>;x=\"", count: 50_000)).entries.isEmpty)
        #expect(timeMap(String(repeating: "<a>;;;;", count: 50_000)).entries.isEmpty)
        let pages = (1...500).map { "<http://a.example/\($0)>;rel=timemap," }.joined()
        #expect(timeMap(pages).pages.count == TimeMap.mostPages)
    }

    // MARK: CDX

    @Test(arguments: [
        // pywb, output=json
        #"{"urlkey": "example,force)/report", "timestamp": "20160301100000", "url": "http://force.example/report", "mime": "text/html", "status": "200", "digest": "VQV3UFAIHP7CZBIISGT34HCGIKRRFDVF", "length": "368"}"#,
        // pywb, as it is stored
        #"example,force)/report 20160301100000 {"url": "http://force.example/report", "mime": "text/html", "status": 200, "digest": "sha1:VQV3UFAIHP7CZBIISGT34HCGIKRRFDVF"}"#,
        // Wayback Machine
        "example,force)/report 20160301100000 http://force.example/report text/html 200 VQV3UFAIHP7CZBIISGT34HCGIKRRFDVF 368",
        // with a line of letters
        " CDX N b a m s k r M S V g\nexample,force)/report 20160301100000 http://force.example/report text/html 200 VQV3UFAIHP7CZBIISGT34HCGIKRRFDVF - - 368 0 a.warc.gz",
        // Wayback Machine, output=json
        #"[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],["example,force)/report","20160301100000","http://force.example/report","text/html","200","VQV3UFAIHP7CZBIISGT34HCGIKRRFDVF","368"]]"#,
    ])
    func `each form of a CDX answer says the same`(text: String) throws {
        let listing = cdx(text + "\n")
        let entry = try #require(listing.entries.first)
        #expect(listing.entries.count == 1 && listing.skipped == 0 && listing.resumeKey == nil)
        #expect(entry.captured == Timestamp("2016-03-01T10:00:00Z"))
        #expect(entry.original == "http://force.example/report" && entry.status == 200)
        #expect(entry.digest == "VQV3UFAIHP7CZBIISGT34HCGIKRRFDVF" && entry.mediaType == "text/html")
    }

    @Test func `a key to go on with is taken from either form, and goes back as it came`() {
        let plain = "a)/ 20160301100000 http://a.example/ text/html 200 X 1\n\na%29%2F+20160301100000%21\n"
        #expect(cdx(plain).resumeKey == "a%29%2F+20160301100000%21")
        let table = #"[["urlkey","timestamp"],["a)/","20160301100000"],[],["a%29%2F+20160301100000%21"]]"#
        #expect(cdx(table).resumeKey == "a%29%2F+20160301100000%21" && cdx(table).entries.count == 1)
        #expect(
            ArchiveAddress.adding("resumeKey", "a%29%2F+2%21", to: "http://a/cdx?url=b")
                == "http://a/cdx?url=b&resumeKey=a%29%2F+2%21")
        #expect(ArchiveAddress.adding("resumeKey", "a b&c", to: "http://a/cdx") == "http://a/cdx?resumeKey=a%20b%26c")
    }

    @Test(arguments: [
        "", "\n\n", "[]", "[[]]", "[[\"timestamp\"]]", "{", "[", "[[1]]", "<html><body>Sorry</body></html>",
        "a 2016 b", "a 20161301100000 http://a.example/ text/html 200 X 1", "a 99999999999999 {}",
        "a 20160301250000 {}", #"{"timestamp": "20160230100000"}"#, #"{"timestamp": ["20160301100000"]}"#,
    ])
    func `what is no index gives nothing`(text: String) { #expect(cdx(text).entries.isEmpty) }

    @Test func `missing values are missing and not wrong`() throws {
        let entry = try #require(cdx("a 20160301100000 http://a.example/ warc/revisit - - -").entries.first)
        #expect(entry.status == nil && entry.digest == nil && entry.mediaType == "warc/revisit")
    }

    @Test func `changed bytes anywhere stop nothing and take no time`() {
        var random = SystemRandomNumberGenerator()
        let good = [
            #"<http://a.example/20160301100000/x>;rel="memento";datetime="Tue, 01 Mar 2016 10:00:00 GMT","#,
            #"{"timestamp": "20160301100000", "url": "http://a.example/"}"#,
            #"[["timestamp"],["20160301100000"],[],["k"]]"#,
        ]
        for text in good {
            for _ in 0..<2000 {
                var bytes = Array((text + "\n" + text).utf8)
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[place] = UInt8.random(in: 0...255, using: &random)
                }
                _ = TimeMap.read(bytes, at: Self.home, range: Self.always)
                _ = CDXListing.read(bytes)
            }
        }
    }

    // MARK: addresses

    @Test func `templates are filled as they say, and captures are asked for unchanged`() {
        let url = "http://force.example/report/?a=1&b=ü#top"
        #expect(
            ArchiveAddress.filled("http://a.example/cdx?url={url}&output=json", url: url)
                == "http://a.example/cdx?url=http%3A%2F%2Fforce.example%2Freport%2F%3Fa%3D1%26b%3D%C3%BC&output=json")
        #expect(
            ArchiveAddress.filled("http://a.example/{timestamp}id_/{+url}", url: url, stamp: "20160301100000")
                == "http://a.example/20160301100000id_/http://force.example/report/?a=1&b=ü")
        for place in ["20160301100000", "20160301100000mp_", "20160301100000if_", "20160301100000id_"] {
            #expect(
                ArchiveAddress.unchanged("http://a.example/c/\(place)/http://b.example/20150101000000/")
                    == "http://a.example/c/20160301100000id_/http://b.example/20150101000000/")
        }
        for place in ["http://a.example/x", "http://20160301100000/x", "http://a.example/20160301100000x/y"] {
            #expect(ArchiveAddress.unchanged(place) == place)
        }
        #expect(ArchiveAddress.isTemplate("https://a.example/t/{+url}", ofCaptures: false))
        #expect(!ArchiveAddress.isTemplate("https://a.example/t/", ofCaptures: false))
        #expect(!ArchiveAddress.isTemplate("https://a.example/t/{+url}", ofCaptures: true))
        #expect(!ArchiveAddress.isTemplate("https://u:p@a.example/{timestamp}/{+url}", ofCaptures: true))
        #expect(!ArchiveAddress.isTemplate("ftp://a.example/{timestamp}/{+url}", ofCaptures: true))
    }
}
