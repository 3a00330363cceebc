import Model
import Testing

@testable import Intake

struct AdmissionTests {
    private func judge(
        _ title: String?, _ text: String, size: Int = 5000, recognised: Bool = false,
        type: String = "text/html; charset=utf-8",
        finalURL: String = "https://inspectorate.example/report"
    ) -> AdmissionRefusal.Code? {
        let exchange = Exchange(
            url: "https://inspectorate.example/report", finalURL: finalURL, status: 200, mediaType: type)
        return Admission.judge(
            .init(exchange: exchange, size: size, title: title, textHead: text, recognised: recognised))?.code
    }

    private let prose = String(
        repeating: "Officers visit victims promptly and keep good records of what was said. ", count: 40)

    @Test(arguments: [
        ("Page not found - GOV.UK", AdmissionRefusal.Code.softNotFound), ("404", .softNotFound),
        ("404 | HMICFRS", .softNotFound),
        ("Error 404: Not Found", .softNotFound), ("This page could not be found", .softNotFound),
        ("Sorry, we can’t find the page you’re looking for", .softNotFound),
        ("Oops! That page can't be found.", .softNotFound),
        ("503 Service Temporarily Unavailable", .errorPage), ("502 Bad Gateway", .errorPage),
        ("An error occurred", .errorPage),
        ("500 - Internal server error.", .errorPage), ("Sorry, there is a problem with the service", .errorPage),
        ("Just a moment...", .botWall), ("Attention Required! | Cloudflare", .botWall), ("Access Denied", .botWall),
        ("Human Verification", .botWall), ("Pardon Our Interruption", .botWall), ("403 Forbidden", .botWall),
        ("Site under maintenance", .maintenance), ("We'll be back soon", .maintenance),
        ("Scheduled maintenance | The Inspectorate", .maintenance),
        ("Sign in to your account", .loginPage), ("Log in | Reports", .loginPage),
        ("Before you continue", .consentPage),
    ])
    func `a page is refused for what its title says it is`(title: String, code: AdmissionRefusal.Code) {
        #expect(judge(title, "Home\nContact us\n" + prose) == code)
    }

    @Test(arguments: [
        ("Page not found\nIf you typed the web address, check it is correct.", AdmissionRefusal.Code.softNotFound),
        ("Service unavailable\nPlease try again later.", .errorPage), ("Sign in\nUser name\nPassword", .loginPage),
        ("We are currently down for maintenance.\nThank you.", .maintenance), ("Verify you are human\n", .botWall),
        ("inspectorate.example\nVerifying\nEnable JavaScript and cookies to continue", .botWall),
        ("You don't have permission to access \"http://x/\" on this server.\nReference #18.2d7c", .botWall),
        ("Let's confirm you are human\nComplete the security check before continuing.", .botWall),
    ])
    func `a page without a telling title is refused for its first heading or a challenge's wording`(
        text: String, code: AdmissionRefusal.Code
    ) {
        #expect(judge("The Inspectorate", text) == code)
        #expect(judge(nil, text) == code)
    }

    @Test(arguments: [
        "Not enough officers could not be found at home: an inspection", "Suspects who could not be found",
        "The service is good at what it does | PEEL 2016", "Missing children: not found, not forgotten",
        "Fire and rescue service maintenance of vehicles", "Access denied to justice: how victims wait",
        "Something went wrong in custody", "Login records and data quality in Kent Police",
        "PEEL: Police effectiveness 2016",
        "Crime Data Integrity: Error rates in recording", "Internal server error rates of the force’s systems in 2016",
    ])
    func `a report is admitted although its title holds such words`(title: String) {
        #expect(judge(title, "\(title)\n\(prose)") == nil)
    }

    @Test(arguments: [
        "Callers told us that the line was busy: page not found, service unavailable, internal server error.",
        "The force's website showed \"404 not found\" for nine days.",
        "Officers must log in to the system. Access denied was common.",
        "Verify you are human was what the chatbot asked victims; CAPTCHA tests kept them out.",
    ])
    func `a report is admitted although its prose mentions such words`(sentence: String) {
        #expect(judge("PEEL 2016: Metropolitan", "PEEL 2016\n\(sentence)\n\(prose)") == nil)
        #expect(judge(nil, "PEEL 2016\n\(prose)\n\(sentence)") == nil)
    }

    @Test func `a recognised report is refused only when its title says it is not there`() {
        #expect(judge("Service unavailable", prose, recognised: true) == nil)
        #expect(judge("Page not found", prose, recognised: true) == .softNotFound)
        #expect(judge(nil, "Sign in\n" + prose, recognised: true) == nil)
    }

    @Test func `nothing, and a web page that shows nothing, are refused`() {
        #expect(judge("PEEL", prose, size: 0) == .emptyBody)
        #expect(judge("PEEL", " \n\u{A0}\n") == .emptyBody)
        #expect(judge("PEEL", "", type: "application/pdf") == nil)
    }

    @Test func `a request led to a login is refused, a report about logins is not`() {
        #expect(judge("Inspectorate", prose, finalURL: "https://id.example/login.aspx?next=report") == .loginPage)
        #expect(judge("Inspectorate", prose, finalURL: "https://inspectorate.example/report/login-records") == nil)
    }

    @Test func `a refusal says what gave it away and what to do`() throws {
        let exchange = Exchange(url: "https://x.example/", finalURL: "https://x.example/", status: 200)
        let refusal = try #require(
            Admission.judge(.init(exchange: exchange, size: 9, title: "Page not found", textHead: "")))
        #expect(refusal.message == "the title says \"Page not found\"")
        #expect(!refusal.remedy.isEmpty)
    }
}
