import Changes
import Model

/// What a rendition said that brought nothing new and so has no version: kept until it says something else.
struct KeptRendition: Hashable, Sendable, Codable {
    /// A reading that is worded otherwise than the version. Once the rendition says something else it becomes a version as it stood,
    /// so that what changed in it can be looked up on both sides.
    struct Wording: Hashable, Sendable, Codable {
        /// What its file is called in the archive.
        let name: String
        let exchange: Exchange?
        let record: Record
        let text: String

        var digest: Digest { record.provenance.source.sha512 }
        var reading: HeldReading { HeldReading(record: record, text: HeldText(sound: Array(text.utf8))) }
    }

    /// The version whose edition it is.
    let version: VersionNumber
    let captured: Timestamp
    /// Absent where it says what the version says.
    let wording: Wording?
}
