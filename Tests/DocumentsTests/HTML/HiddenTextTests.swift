import Model
import Testing

@testable import Documents

@Suite("Text that an inline style hides")
struct HiddenTextTests {
    private func text(_ body: String) throws -> String {
        let page =
            "<!DOCTYPE html><html><body><main><h1>Flood help</h1><p>Homes were wet.</p>\(body)</main></body></html>"
        return try DocumentReader.read(Array(page.utf8), hint: .init(name: "page.html")).text.string
    }

    @Test(arguments: [
        #"<div style="display:none">Stay</div>"#,
        #"<div style="color: red; Display : NONE !important"><p>Stay</p></div>"#,
        #"<p style="visibility:hidden">Stay</p>"#, #"<div class="notice" id="banner" style="display: none">Stay</div>"#,
    ])
    func `a banner that nobody is shown is no text`(body: String) throws {
        #expect(try !text(body).contains("Stay"))
    }

    @Test(arguments: [
        #"<details><summary>More</summary><div style="display:none">Stay</div></details>"#,
        #"<a aria-controls="x more" href="/">More</a><div><p id="more" style="display:none">Stay</p></div>"#,
        ##"<p><a href="#more">More</a></p><div id="more" style="display:none">Stay</div>"##,
        #"<div class="accordion__panel" style="display:none">Stay</div>"#,
        #"<div class="c-collapse"><div><div style="display:none">Stay</div></div></div>"#,
        #"<h2>Who can ask</h2><div style="display:none"><p>Stay</p></div>"#,
        #"<p style="display:inline">Stay</p>"#, #"<p style="background:url(display-none.png)">Stay</p>"#,
    ])
    func `the closed part of an accordion is text`(body: String) throws {
        #expect(try text(body).contains("Stay"))
    }

    @Test func `a page that is hidden until its scripts have run is read`() throws {
        let page =
            #"<html><body style="display:none"><main style="visibility:hidden"><h1>Help</h1><p>Stay</p></main></body></html>"#
        let text = try DocumentReader.read(Array(page.utf8), hint: .init(name: "page.html")).text.string
        #expect(text.contains("Stay"))
    }

    @Test func `a box whose name stands behind the number of a tool is what the name says`() throws {
        #expect(try !text(#"<div class="c12-related-content">Away</div>"#).contains("Away"))
        #expect(try text(#"<div class="c12-content">Stay</div>"#).contains("Stay"))
    }
}
