import Model
import Support
import Testing

@testable import Documents

@Suite("Mail and saved pages")
struct MailTests {
    private func mail(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }

    private let head =
        "From: =?utf-8?Q?Zo=C3=AB?= <z@example.org>\nTo: desk@example.org\nDate: Thu, 02 Mar 2017 10:00:00 +0000\nMIME-Version: 1.0\nSubject: =?utf-8?B?VGhlIHJl?= =?utf-8?B?cG9ydA==?=\n"

    @Test func `the richest alternative is read, with who wrote it when, and attachments are members`() throws {
        let taken = try Taken(
            mail(
                head
                    + "Content-Type: multipart/mixed; boundary=\"a\"\n\npreamble\n--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n<h1>Caf=E9</h1><p>soft=\n break</p>\n--b--\n--a\nContent-Type: application/pdf; name*0*=utf-8''r%C3%A9; name*1*=port.pdf\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nJVBE\nRi0x\n--a\nContent-Type: image/png\nContent-ID: <x>\n\npicture\n--a--\nepilogue\n"
            ))
        #expect(taken.lines == ["Café", "soft break"])
        #expect(
            taken.document.furniture == [
                "From: Zoë <z@example.org>", "To: desk@example.org", "Date: Thu, 02 Mar 2017 10:00:00 +0000",
                "Subject: The report",
            ])
        #expect(taken.document.title == "The report")
        #expect(taken.members.map(\.path) == ["réport.pdf"])
        #expect(taken.members.map { String(decoding: $0.bytes, as: UTF8.self) } == ["%PDF-1"])
        #expect(taken.members.map(\.contentType) == ["application/pdf"])
    }

    @Test func `a mail that only carries files says who sent them`() throws {
        let taken = try Taken(
            mail(
                head
                    + "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: application/pdf; name=x.pdf\n\n%PDF\n--a--\n"
            ))
        #expect(taken.lines.first == "From: Zoë <z@example.org>")
        #expect(taken.members.count == 1)
    }

    @Test func `a forwarded mail is a member, a signature is not`() throws {
        let taken = try Taken(
            mail(
                head
                    + "Content-Type: multipart/signed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\nFrom: x\nSubject: inner\n\nhello\n--b--\n--a\nContent-Type: application/pgp-signature; name=s.asc\n\nsig\n--a--\n"
            ))
        #expect(taken.lines.first == "See below.")
        #expect(taken.members.map(\.path) == ["forwarded 1.eml"])
        #expect(taken.members.first.map { String(decoding: $0.bytes, as: UTF8.self).hasPrefix("From: x") } == true)
    }

    @Test func `a mail without its closing boundary, or with broken fields, is read as far as it goes`() throws {
        let taken = try Taken(
            mail(head + "no field at all\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nstill here\n"))
        #expect(taken.lines.first == "still here")
    }

    @Test func `encrypted mail says so`() {
        #expect(
            refusal(mail(head + "Content-Type: multipart/encrypted; boundary=a\n\n--a\n\nx\n"))?.outcome == .encrypted)
        #expect(
            refusal(mail(head + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx\n"))?.outcome
                == .encrypted)
    }

    @Test func `each mail of a mailbox is a member`() throws {
        let one = head + "\nfirst\n"
        let taken = try Taken(mail("From a Thu Mar  2 10:00:00 2017\n\(one)\nFrom b Thu Mar  2 10:00:00 2017\n\(one)"))
        #expect(taken.members.map(\.path) == ["mail 1.eml", "mail 2.eml"])
        #expect(taken.lines[0].hasSuffix("The report)"))
    }

    @Test(arguments: [
        "To: the reader\n\nA letter that begins like this.", "Note: one\nMore: two\n\ntext", "From: me to you",
    ])
    func `a text that only looks a little like mail is a text`(text: String) throws {
        #expect(try Taken(Array(text.utf8)).document.mediaType == "text/plain")
    }

    @Test func `a page saved as MHTML is the page, at its address`() throws {
        let taken = try Taken(
            mail(
                "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/report/\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"--b\"\n\n----b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://example.org/report/\n\n<title>T</title><main><h1>The report</h1><p><a href=3D\"/x\">link</a></main>\n----b\nContent-Type: text/css\nContent-Location: https://example.org/a.css\n\np {}\n----b--\n"
            ))
        #expect(taken.lines == ["The report", "link"])
        #expect(taken.document.canonicalURL == "https://example.org/report/")
        #expect(taken.document.links.map(\.url) == ["https://example.org/x"])
        #expect(taken.document.mediaType == "multipart/related")
        #expect(taken.members.isEmpty)
    }

    @Test(arguments: ["", "; boundary=\"\"", "; boundary=other"])
    func `a mail that does not say its boundary, or a wrong one, is divided where its parts begin`(parameter: String)
        throws
    {
        let taken = try Taken(
            mail(
                head
                    + "Content-Type: multipart/mixed\(parameter)\n\n--xyz\nContent-Type: text/plain\n\nThe grade is good\n--xyz\nContent-Type: text/html\n\n<p>More\n--xyz--\n"
            ))
        #expect(taken.lines == ["The grade is good", "More"])
        #expect(taken.document.outcome == .read)
    }

    @Test func `a mail without a boundary and without parts is one text`() throws {
        let taken = try Taken(mail(head + "Content-Type: multipart/mixed\n\nThe grade is good\n-- \nJohn\n"))
        #expect(taken.lines.first == "The grade is good")
    }

    private func nested(_ depth: Int, _ inner: String) -> [UInt8] {
        let parts = (0..<depth).map { "Content-Type: multipart/mixed; boundary=b\($0)x\n\n--b\($0)x\n" }
        return mail(head + parts.joined() + inner)
    }

    @Test func `parts that lie too deep are not read, and it is said`() throws {
        #expect(try Taken(nested(29, "\nThe grade is good")).lines == ["The grade is good"])
        let deep = try Taken(nested(40, "\nThe grade is good"))
        #expect(deep.lines.first == "From: Zoë <z@example.org>")
        #expect(deep.document.outcome == .partial)
        #expect(deep.document.warnings.map(\.code) == ["mail-not-all-read"])
    }

    @Test func `parts without end are read up to a limit, and it is said`() throws {
        let taken = try Taken(
            mail(
                head + "Content-Type: multipart/mixed; boundary=b\n\n"
                    + String(repeating: "--b\n\nhello\n", count: 10_100)
            ))
        #expect(taken.lines == Array(repeating: "hello", count: 10_000))
        #expect(taken.document.outcome == .partial)
    }

    @Test func `an alternative that says nothing, or cannot be read, gives way to the one before`() throws {
        func alternatives(_ html: String) throws -> Taken {
            try Taken(
                mail(
                    head
                        + "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nThe grade is good\n--b\nContent-Type: text/html\n\n\(html)\n--b--\n"
                ))
        }
        #expect(try alternatives("<img src=x>").lines == ["The grade is good"])
        let fonts = (0..<200).map { "<b id=b\($0)>" }.joined()
        let tooMany = try alternatives("<p>" + fonts + String(repeating: "<p>x", count: 2000))
        #expect(tooMany.lines == ["The grade is good"])
        #expect(tooMany.document.outcome == .partial)
    }

    @Test func `a forwarded mail that was encoded is decoded, one that only says so is not`() throws {
        let inner = "From: x\nMessage-ID: <1>\nSubject: inner\n\nhello"
        for body in ["RnJvbTogeApNZXNzYWdlLUlEOiA8MT4KU3ViamVjdDogaW5uZXIKCmhlbGxv", inner] {
            let taken = try Taken(
                Array(
                    (head
                        + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n\(body)\n--b--\n")
                        .utf8))
            #expect(taken.members.map { String(decoding: $0.bytes, as: UTF8.self) } == [inner])
        }
    }

    @Test func `lines that were broken for the way are one, a signature and a quote are not`() throws {
        func flowed(_ parameters: String, _ text: String) throws -> [String] {
            try Taken(mail(head + "Content-Type: text/plain; format=flowed\(parameters)\n\n\(text)")).lines
        }
        #expect(
            try flowed("", "The overall \ngrade is good.\n\n> It was \n> poor. \nNow\n  indented\n-- \nJohn Smith\n")
                == ["The overall grade is good.", "> It was poor.", "Now", "indented", "--", "John Smith"])
        #expect(try flowed("; delsp=yes", "The over \nall grade is good.\n") == ["The overall grade is good."])
    }

    @Test func `a saved page that only arranges frames is what its frames say`() throws {
        let taken = try Taken(
            mail(
                "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<frameset><frame src=\"cid:f\"></frameset>\n--b\nContent-Type: text/html\nContent-ID: <f>\n\n<p>The grade is good</p>\n--b--\n"
            ))
        #expect(taken.lines == ["The grade is good"])
        #expect(taken.document.canonicalURL == "https://example.org/")
    }

    @Test(arguments: [
        ("=?utf-8?Q?a_b?= =?utf-8?B?w6k=?=", "a bé"), ("x =?iso-8859-1*fr?q?=E9?= y", "x é y"),
        ("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"), ("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="), ("a =?utf-8?q?b", "a =?utf-8?q?b"), ("=?=?=?", "=?=?=?"),
        ("=?utf-8?q?a?= =?iso-8859-1?q?=E9?=", "aé"),
    ])
    func `encoded words are decoded, what only looks like one stays`(field: String, text: String) {
        #expect(MIMEWords.decoded(field) == text)
    }

    @Test func `a field without end is cut`() throws {
        let field = String(repeating: "=?", count: 1 << 20)
        let taken = try Taken(Array("From: a@b.c\nMessage-ID: <1>\nSubject: \(field)\n\nText\n".utf8))
        #expect(taken.lines == ["Text"])
        #expect((1000..<1 << 20).contains(taken.document.title?.utf8.count ?? 0))
    }
}
