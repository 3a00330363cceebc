/// The records of a web archive, one after another: a version line, fields, a block of the length that they state.
struct WARCRecords {
    struct Record {
        let headers: MIMEHeaders
        let block: Range<Int>
    }

    private var place = 0
    /// How many records were passed over because they are cut off, or not as long as they say.
    private(set) var damaged = 0

    /// Gives the next record that is whole; behind a damaged one reading goes on where the next begins.
    mutating func next(in bytes: [UInt8]) -> Record? {
        place = WARCRecords.endOfLineEnds(bytes, from: place)
        while place < bytes.count {
            if let record = whole(in: bytes) { return record }
            damaged += 1
            resynchronise(bytes)
        }
        return nil
    }

    // Leaves the place behind the record, or inside one that is damaged.
    private mutating func whole(in bytes: [UInt8]) -> Record? {
        guard bytes[place...].starts(with: WARCRecords.version) else {
            place += 1
            return nil
        }
        let first = bytes.place(of: 0x0A, in: place..<bytes.count).map { $0 + 1 } ?? bytes.count
        let headers = MIMEHeaders(bytes[first...], bodyAt: &place)
        guard let length = headers["content-length"].flatMap({ Int($0) }), length >= 0, length <= bytes.count - place,
            case let block = place..<(place + length), let next = WARCRecords.follower(of: block, in: bytes)
        else { return nil }
        place = next
        return Record(headers: headers, block: block)
    }

    // Two line ends stand behind a block, or in the files of careless programs at least another record or nothing. With
    // anything else the length is wrong.
    private static func follower(of block: Range<Int>, in bytes: [UInt8]) -> Int? {
        let next = endOfLineEnds(bytes, from: block.upperBound)
        let isRegular = next - block.upperBound >= 4 || next == bytes.count || bytes[next...].starts(with: version)
        return isRegular ? next : nil
    }

    private mutating func resynchronise(_ bytes: [UInt8]) {
        place -= 1
        while place < bytes.count, let feed = bytes.place(of: 0x0A, in: place..<bytes.count) {
            place = feed + 1
            if bytes[place...].starts(with: WARCRecords.version) { return }
        }
        place = bytes.count
    }

    private static func endOfLineEnds(_ bytes: [UInt8], from start: Int) -> Int {
        bytes[start...].firstIndex { $0 != 0x0D && $0 != 0x0A } ?? bytes.count
    }

    private static let version = Array("WARC/".utf8)
}
