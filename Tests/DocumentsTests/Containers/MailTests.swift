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
}
