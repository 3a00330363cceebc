import Documents
import Model
import Testing

/// Pages: blocks in reading order, furniture apart, charsets, broken mark-up.
@Suite struct HTMLTests {
    private func read(_ page: String, contentType: String? = nil, url: String? = nil) throws -> Document {
        try DocumentReader.read(Array(page.utf8), hint: .init(name: "page.html", contentType: contentType, url: url))
    }

    @Test func `a page becomes headings, paragraphs, items and rows`() throws {
        let document = try read(
            "<!doctype html><html lang=en-GB><title>T</title><body><main><h1>Kent</h1><p>One <b>two</b>.<ul><li>a<li><p>b</p></ul><table><tr><th>Area<td>5 miles</table><dl><dt>x<dd>y</dl></main>"
        )
        #expect(document.text.string == "Kent\nOne two.\n- a\n- b\nArea\t5 miles\nx\ny\n")
        #expect(
            document.blocks.map(\.kind)
                == [
                    .heading(level: 1), .paragraph, .listItem(depth: 1), .listItem(depth: 1), .tableRow, .paragraph,
                    .paragraph,
                ])
        #expect(document.title == "T")
        #expect(document.language == "en-GB")
    }

    @Test func `furniture is left out of the text and kept beside it`() throws {
        let document = try read(
            "<body><header>Site</header><nav><a href=/>Home</a></nav><div class='cookie-banner'>We use cookies</div><main><h1>Kent</h1><p>Text.</p><aside>Key facts</aside></main><footer>© 2020</footer>"
        )
        #expect(document.text.string == "Kent\nText.\nKey facts\n")
        #expect(document.furniture == ["Site", "Home", "We use cookies", "© 2020"])
    }

    @Test func `a page that was saved as PDF is seen for what it is`() throws {
        let page = Array("\n\n<!DOCTYPE html><html><title>Not found</title><main><h1>Page not found</h1></main>".utf8)
        let document = try DocumentReader.read(
            page, hint: .init(name: "children's services inspection.pdf", contentType: "application/pdf"))
        #expect(document.mediaType == "text/html")
        #expect(document.text.string == "Page not found\n")
    }

    @Test func `a page inside one form is still a page`() throws {
        #expect(try read("<body><form><h1>Kent</h1><p>Text.</p></form>").text.string == "Kent\nText.\n")
    }

    @Test func `what images say for those who do not see them is text`() throws {
        #expect(
            try read("<main><p><img src=x alt='Requires improvement'></p></main>").text.string
                == "Requires improvement\n")
    }

    @Test func `a cell is one line whatever stands in it`() throws {
        #expect(
            try read("<table><tr><td><p>one</p><p>two</p></td><td>3</td></tr></table>").text.string == "one two\t3\n")
    }

    @Test func `links stand at their words, with whole addresses`() throws {
        let document = try read(
            "<main><p>See  <a href='/a b'> the report</a>, or <a href=''>this</a>.</p></main>",
            url: "https://example.org/x/")
        #expect(document.links.count == 1)
        #expect(document.links.first.map { document.text[$0.range] } == "the report")
        #expect(document.links.first?.url.hasPrefix("https://example.org/a") == true)
    }

    @Test(
        arguments: [
            ("<!-- saved from url=(0031)https://example.org/peel/kent/ -->", "https://example.org/peel/kent/"),
            (
                "<!--\n Page saved with SingleFile \n url: https://example.org/x?y=1 \n saved date: Fri -->",
                "https://example.org/x?y=1"
            ),
            ("<!-- saved from url=(0014)about:internet -->", nil), ("<!-- saved from the fire -->", nil),
        ] as [(String, String?)])
    func `a page that a browser saved knows where it is from`(comment: String, address: String?) throws {
        let page = "<!DOCTYPE html>\n\(comment)\n<html><body><main><p><a href='/a'>one</a></p></main>"
        let document = try read(page)
        #expect(document.canonicalURL == address)
        #expect(document.links.first?.url == (address == nil ? "/a" : "https://example.org/a"))
        let named = page.replacing("<body>", with: "<link rel=canonical href=/named/><base href=/b/>")
            .replacing("'/a'", with: "c")
        #expect(try read(named, url: "https://third.org/").canonicalURL == "https://third.org/named/")
        #expect(try read(named, url: "https://third.org/").links.first?.url == "https://third.org/b/c")
    }

    @Test func `a mark in a run of its own is composed with its letter`() throws {
        #expect(try read("<p>caf<span>e</span><b>&#x301;</b></p>").text.string == "café\n")
    }

    @Test(
        arguments: [
            ("<meta charset=windows-1252><p>", [0x92], nil, "’"),
            ("<meta charset=utf-8><p>", [0xE2, 0x80, 0x99], nil, "’"),
            ("<p>", [0xA4], "text/html; charset=iso-8859-15", "€"), ("<p>", [0xE2, 0x80, 0x99], nil, "’"),
            ("<meta charset=utf-8><p>", [0x92], nil, "’"),
            (
                "<script>" + String(repeating: "x", count: 20_000) + "</script><meta charset=koi8-r><p>", [0xF0], nil,
                "П"
            ),
            ("<body><p><!--<meta charset=koi8-r>-->", [0xF0], nil, "ð"),
        ] as [(String, [UInt8], String?, String)])
    func `the charset comes from the header, the page or the bytes`(
        page: String, bytes: [UInt8], contentType: String?, text: String
    ) throws {
        let document = try DocumentReader.read(
            Array("<html>".utf8) + page.utf8 + bytes, hint: .init(name: "x", contentType: contentType))
        #expect(document.text.string == text + "\n")
    }

    @Test(arguments: [
        "<div>", "<b>", "<i id=1><b><p>", "<table><tr><td>", "<ul><li>", "<svg><desc>", "<template>", "<span>",
    ])
    func `a page that nests without end is read to its end, like any other`(tags: String) throws {
        let document = try read("<html><p>first</p>" + String(repeating: tags, count: 20_000) + "</svg><p>last")
        #expect(document.text.string.hasPrefix("first\n"))
        if !["<template>", "<svg><desc>"].contains(tags) { #expect(document.text.string.contains("last")) }
    }

    @Test func `a page whose elements multiply is refused`() {
        let page = "<p>" + (0..<300).map { "<b id=\($0)>" }.joined() + String(repeating: "<p>x", count: 2000)
        let refusal = #expect(throws: Refusal.self) { try read(page) }
        #expect(refusal?.outcome == .tooLarge)
    }

    @Test func `links to the page itself are furniture where they stand alone`() throws {
        let section =
            "<p>Text of a section, see the <a href=#main>first part</a>.</p><p class=x><a href='#main'>Back to top</a></p>"
        let document = try read(
            "<body><a href=#main>Skip to main content</a><div id=main><h1>Kent</h1><h2><a href=#top>Context</a></h2>\(section)<p><span><a href=#top>Up</a></span></p><ul><li><a href=#a>Area</a></ul></div>"
        )
        #expect(document.text.string == "Kent\nContext\nText of a section, see the first part.\n- Area\n")
        #expect(document.furniture == ["Skip to main content", "Back to top", "Up"])
    }

    @Test(arguments: [
        "sidebar", "left side-column", "feedback", "reading-time", "print-only", "c12-sidebar", "page-views",
    ])
    func `names that pages give to what is no part of a document`(name: String) throws {
        let document = try read("<body><h1>Kent</h1><div class='\(name)'>Get help</div><p>Text.</p>")
        #expect(document.text.string == "Kent\nText.\n")
        #expect(try read("<body><h1>Kent</h1><div class='\(name)x'>Get help</div>").text.string == "Kent\nGet help\n")
    }

    @Test func `the first words of a page are no text if they lead past its menus`() throws {
        let page =
            "<title>K</title><script>1</script><body><div><a href=#c>Go to content</a></div><h1>Kent</h1><p><a href=#d>Text</a>"
        #expect(try read(page).text.string == "Kent\nText\n")
        #expect(try read("<body><h1><a href=#c>Kent</a></h1><p>Text.").text.string == "Kent\nText.\n")
        #expect(try read("<body><p><a href=#c>Kent</a> is good.").text.string == "Kent is good.\n")
    }

    @Test func `a page may call its foot by name, its main part has feet of its own`() throws {
        let foot = "<div id=Footer><ul><li>Privacy</ul></div>"
        #expect(
            try read("<body><a class=skip href=#x>Skip</a><h1>Kent</h1><p>Text.</p>\(foot)").text.string
                == "Kent\nText.\n")
        let card = "<main><h1>Kent</h1><div class='footer'>In all 5.</div><div class=card-footer>Six.</div></main>"
        #expect(try read("<body>\(card)\(foot)").text.string == "Kent\nIn all 5.\nSix.\n")
    }

    @Test func `the head of an article is its own where the page names no main part`() throws {
        let page = try read(
            "<body><header><h1>Office of Audits</h1><p>Menu</p></header><article><header><h1>Stores</h1><p>Published 3 May 2024</p></header><p>Two locks were open.</p></article>"
        )
        #expect(page.text.string == "Stores\nPublished 3 May 2024\nTwo locks were open.\n")
    }

    @Test func `a heading that is a button is a heading, a button beside one is none of it`() throws {
        let page = try read(
            "<main><h2><button aria-expanded=true><span>Stores</span></button></h2><p>Two locks were open.</p><h2>Keys <button>Copy link</button></h2><p>None was lost.</p></main>"
        )
        #expect(page.text.string == "Stores\nTwo locks were open.\nKeys\nNone was lost.\n")
        #expect(page.blocks.map(\.kind) == [.heading(level: 2), .paragraph, .heading(level: 2), .paragraph])
    }

    @Test func `a menu on a page that names no main part is furniture, a list of links in the text is not`() throws {
        let menu = "<div><a href=/a>News</a> <a href=/b>Forces</a> <a href=/c>About us</a> <a href=/d>Contact</a></div>"
        let text = "<p>" + String(repeating: "The force keeps people safe and reduces crime. ", count: 8) + "</p>"
        let list = "<ul><li><a href=/1>Kent</a><li><a href=/2>Essex</a><li><a href=/3>Sussex</a></ul>"
        let document = try read("<body>\(menu)<h1>Kent</h1>\(text)\(list)\(text)\(menu)")
        #expect(document.blocks.map(\.kind).count == 6)
        #expect(document.furniture.count == 2)
        // One link is a menu where the page calls it so.
        let named = "<div class='head'><ul class='Main-menu'><li><a href=/a>News</a></ul></div>"
        #expect(try read("<body>\(named)<h1>Kent</h1>\(text)\(text)").blocks.count == 3)
        #expect(
            try read("<body>\(named.replacing("menu", with: "documents"))<h1>Kent</h1>\(text)\(text)").blocks.count == 4
        )
        let short = "<p>" + String(repeating: "The force keeps people safe. ", count: 5) + "</p>"
        #expect(try read("<body>\(named)<h1>Kent</h1>\(short)").blocks.count == 2)
        // Where links are all that a page has to say, they stay.
        #expect(try read("<body>\(menu)\(list)").blocks.count == 4)
    }

    @Test func `the rules of a publisher say what the main part and the furniture of its pages are`() throws {
        let page =
            "<link rel=canonical href=https://example.org/x><div id=wrap><h1>Kent</h1><p class='Promo box'>Buy.</p></div>Foot"
        let rules = PageRules(hosts: ["example.org"], main: ["#wrap"], furniture: ["p.promo"])
        func text(_ url: String?) throws -> String {
            try DocumentReader.read(Array(("<html>" + page).utf8), hint: .init(url: url, pageRules: [rules])).text
                .string
        }
        #expect(try text("https://example.org/y") == "Kent\n")
        #expect(try text(nil) == "Kent\n")
        #expect(try text("https://other.org/y") == "Kent\n")
        #expect(try read("<html>" + page.replacing("example", with: "third")).text.string == "Kent\nBuy.\nFoot\n")
    }

    @Test func `what several rules for one host say holds together`() throws {
        let page = "<html><div id=wrap><h1>Kent</h1><p class=promo>Buy.</p></div><div id=body><p>More.</p></div>Foot"
        let rules = [
            PageRules(hosts: ["example.org"], main: ["#wrap"]), PageRules(hosts: ["other.org"], furniture: ["h1"]),
            PageRules(hosts: ["example.org"], main: ["#body"], furniture: ["p.promo"]),
        ]
        let hint = DocumentReader.Hint(url: "https://example.org/y", pageRules: rules)
        #expect(try DocumentReader.read(Array(page.utf8), hint: hint).text.string == "Kent\nMore.\n")
    }

    @Test func `the text of a page and of its plain text are the same`() throws {
        let page = try read(
            "<main><h1>Kent 2016</h1><h2>Context</h2><p>A county.</p><ul><li>one</li><li>two</li></ul></main>")
        let text = try read("Kent 2016\nContext\nA county.\n- one\n- two\n")
        #expect(page.text == text.text)
    }
}
