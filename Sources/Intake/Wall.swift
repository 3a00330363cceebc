import Model

/// What gives the walls of content networks and firewalls away: headers that only a wall sends, and what its pages are
/// built of. Cookies of their vendors and scripts that they put into every page are no sign.
enum Wall {
    /// A wall that says in the answer's head that it is one.
    static func byHead(_ exchange: Exchange) -> AdmissionRefusal? {
        guard let marks = exchange.marks else { return nil }
        for (name, words, vendor) in headers {
            guard let value = marks[name]?.lowercased(), words.isEmpty || words.contains(where: value.contains) else {
                continue
            }
            return AdmissionRefusal(.botWall, "\(vendor) answered in place of the site (\(name): \(value))")
        }
        return nil
    }

    /// A page that is built as only a wall's page is.
    static func byMarks(_ page: Page) -> AdmissionRefusal? {
        guard page.isBrief, page.isHypertext else { return nil }
        let built = page.signs.names + page.signs.scripts
        if let (mark, vendor) = pages.first(where: { built.contains($0.0) }) {
            return AdmissionRefusal(.botWall, "the page is a wall of \(vendor) (it holds \(mark))")
        }
        // These stand in good pages as well; where they are all there is, they are a test for people.
        guard page.text.count < 300, let (mark, vendor) = tests.first(where: { built.contains($0.0) }) else {
            return nil
        }
        return AdmissionRefusal(.botWall, "the page holds a test of \(vendor) and next to no text (\(mark))")
    }

    private static let headers: [(String, [String], String)] = [
        ("cf-mitigated", [], "Cloudflare"), ("x-amzn-waf-action", ["challenge", "captcha"], "AWS WAF"),
        ("x-sucuri-block", [], "Sucuri"), ("x-px-block", [], "PerimeterX"),
    ]

    private static let pages: [(String, String)] = [
        ("_cf_chl_opt", "Cloudflare"), ("cf-browser-verification", "Cloudflare"),
        ("challenge-error-text", "Cloudflare"),
        ("cf-error-details", "Cloudflare"), ("cf-challenge", "Cloudflare"), ("cf-captcha-container", "Cloudflare"),
        ("gokuprops", "AWS WAF"), ("awswafintegration.", "AWS WAF"), ("sec-if-cpt-container", "Akamai"),
        ("/_sec/cp_challenge/", "Akamai"), ("sec-bc-tile-container", "Akamai"), ("swudnsai=", "Imperva"),
        ("distilcaptchaform", "Imperva"), ("captcha-delivery.com", "DataDome"), ("px-captcha", "PerimeterX"),
        ("captcha.px-cdn.net", "PerimeterX"), ("sucuri_cloudproxy_js", "Sucuri"), ("sgcaptcha", "SiteGround"),
        ("captcha.perfdrive.com", "Radware"), ("anubis_challenge", "Anubis"), ("kpsdk", "Kasada"), ("bobcmn", "F5"),
        ("ddos-guard", "DDoS-Guard"),
    ]

    private static let tests: [(String, String)] = [
        ("challenges.cloudflare.com", "Cloudflare"), ("/cdn-cgi/challenge-platform/", "Cloudflare"),
        ("awswaf.com", "AWS WAF"), ("_incapsula_resource", "Imperva"), ("hcaptcha.com", "hCaptcha"),
        ("recaptcha/", "reCAPTCHA"), ("geo.captcha", "DataDome"), ("friendlycaptcha", "Friendly Captcha"),
        ("client.px-cloud.net", "PerimeterX"), ("geetest", "GeeTest"),
    ]
}
