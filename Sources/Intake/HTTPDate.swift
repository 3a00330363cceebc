private import CCurl
package import Model

/// The three forms of a date of RFC 9110 section 5.6.7.
package enum HTTPDate {
    /// Gives the instant; `nil` for what is no such date.
    package static func parse(_ text: String) -> Timestamp? {
        // Every form begins with the day's name; libcurl alone would take much more for a date.
        guard text.first?.isLetter == true else { return nil }
        let seconds = curl_getdate(text, nil)
        return seconds >= 0 ? Timestamp(milliseconds: Int64(seconds) * 1000) : nil
    }
}
