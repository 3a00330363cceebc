/// Undoes what packs a stream (ISO 32000-1, 7.4): Flate, LZW, ASCII and run-length, with predictors. Pictures stay as they are.
enum PDFFilters {
    static func hasOwnCrypt(_ dictionary: [String: PDFObject], _ file: PDFFile) -> Bool {
        names(dictionary, file).contains("Crypt")
    }

    private static func names(_ dictionary: [String: PDFObject], _ file: PDFFile) -> [String] {
        let filter = file.resolve(dictionary["Filter"] ?? dictionary["F"])
        return filter.name.map { [$0] } ?? filter.array?.compactMap { file.resolve($0).name } ?? []
    }

    /// Gives the bytes behind all filters, at most `limit`; `nil` where a filter makes pictures.
    static func decoded(_ data: [UInt8], _ dictionary: [String: PDFObject], _ file: PDFFile, limit: Int) -> [UInt8]? {
        let parameters = file.resolve(dictionary["DecodeParms"] ?? dictionary["DP"])
        let all = parameters.array?.map { file.resolve($0).dictionary ?? [:] } ?? [parameters.dictionary ?? [:]]
        var data = data
        for (index, name) in names(dictionary, file).prefix(8).enumerated() {
            let options = index < all.count ? all[index].mapValues { file.resolve($0) } : [:]
            switch name {
            case "FlateDecode", "Fl":
                var unpacked = Inflate.first(in: data[...], .zlib, limit: limit)
                // Some writers leave out the header.
                if unpacked.bytes.isEmpty, data.count > 2 {
                    unpacked = Inflate.first(in: data[2...], .raw, limit: limit)
                }
                data = predicted(unpacked.bytes, options)
            case "LZWDecode", "LZW":
                data = predicted(lzw(data, early: options["EarlyChange"]?.int ?? 1, limit: limit), options)
            case "ASCIIHexDecode", "AHx": data = asciiHex(data)
            case "ASCII85Decode", "A85": data = ascii85(data)
            case "RunLengthDecode", "RL": data = runLength(data, limit: limit)
            case "Crypt": break
            default: return nil
            }
        }
        return data
    }

    private static func asciiHex(_ data: [UInt8]) -> [UInt8] {
        var (bytes, half): ([UInt8], UInt8?) = ([], nil)
        for byte in data {
            if byte == 0x3E { break }
            guard let digit = PDFLexer.hex(byte) else { continue }
            if let high = half {
                bytes.append(high << 4 | digit)
                half = nil
            } else {
                half = digit
            }
        }
        if let half { bytes.append(half << 4) }
        return bytes
    }

    private static func ascii85(_ data: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var (group, count) = (UInt32(0), 0)
        func flush(_ value: UInt32, _ number: Int) {
            for place in 0..<number { bytes.append(UInt8(truncatingIfNeeded: value >> (24 - place * 8))) }
        }
        for byte in data {
            if byte == 0x7E { break }
            if byte == 0x7A, count == 0 {
                flush(0, 4)
                continue
            }
            guard byte >= 0x21, byte <= 0x75 else { continue }
            group = group &* 85 &+ UInt32(byte - 0x21)
            count += 1
            if count == 5 {
                flush(group, 4)
                (group, count) = (0, 0)
            }
        }
        if count > 1 {
            for _ in count..<5 { group = group &* 85 &+ 84 }
            flush(group, count - 1)
        }
        return bytes
    }

    private static func runLength(_ data: [UInt8], limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var place = 0
        while place < data.count, data[place] != 128, bytes.count < limit {
            let length = Int(data[place])
            place += 1
            if length < 128 {
                let end = min(data.count, place + length + 1)
                bytes += data[place..<end]
                place = end
            } else if place < data.count {
                bytes += repeatElement(data[place], count: 257 - length)
                place += 1
            }
        }
        return bytes
    }

    private static func lzw(_ data: [UInt8], early: Int, limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        // Each entry is a place and a length in what has come out already: the last use of its beginning and one byte more.
        var table: [(start: Int, length: Int)] = []
        var (buffer, bits, width) = (UInt32(0), 0, 9)
        var previous: (start: Int, length: Int)?
        for byte in data {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            guard bits >= width else { continue }
            bits -= width
            let code = Int(buffer >> UInt32(bits)) & ((1 << width) - 1)
            if code == 256 {
                (table, width, previous) = ([], 9, nil)
                continue
            }
            if code == 257 || bytes.count > limit { break }
            let start = bytes.count
            if code < 256 {
                bytes.append(UInt8(code))
            } else if code - 258 < table.count {
                let entry = table[code - 258]
                for offset in 0..<entry.length { bytes.append(bytes[entry.start + offset]) }
            } else if let previous, code - 258 == table.count {
                for offset in 0..<previous.length { bytes.append(bytes[previous.start + offset]) }
                bytes.append(bytes[start])
            } else {
                break
            }
            if let previous, table.count < 4096 - 258 { table.append((previous.start, previous.length + 1)) }
            previous = (start, bytes.count - start)
            let next = table.count + 258 + 1 + early - 1
            width = next >= 2048 ? 12 : next >= 1024 ? 11 : next >= 512 ? 10 : 9
        }
        return bytes
    }

    // PNG and TIFF predictors (7.4.4.4).
    private static func predicted(_ data: [UInt8], _ options: [String: PDFObject]) -> [UInt8] {
        let predictor = options["Predictor"]?.int ?? 1
        guard predictor > 1 else { return data }
        let (colours, bits) = (options["Colors"]?.int ?? 1, options["BitsPerComponent"]?.int ?? 8)
        let columns = options["Columns"]?.int ?? 1
        guard (1...32).contains(colours), [1, 2, 4, 8, 16].contains(bits), (1...1_000_000).contains(columns) else {
            return data
        }
        let pixel = max(1, colours * bits / 8)
        let row = (colours * bits * columns + 7) / 8
        if predictor == 2 { return bits == 8 ? tiff(data, row: row, pixel: pixel) : data }
        var (bytes, before): ([UInt8], [UInt8]) = ([], Array(repeating: 0, count: row))
        bytes.reserveCapacity(data.count)
        var place = 0
        while place < data.count {
            let kind = data[place]
            var line = Array(data[(place + 1)..<min(data.count, place + 1 + row)])
            for index in line.indices {
                let left = index >= pixel ? line[index - pixel] : 0
                let corner = index >= pixel ? before[index - pixel] : 0
                switch kind {
                case 1: line[index] &+= left
                case 2: line[index] &+= before[index]
                case 3: line[index] &+= UInt8((Int(left) + Int(before[index])) / 2)
                case 4: line[index] &+= paeth(Int(left), Int(before[index]), Int(corner))
                default: break
                }
            }
            bytes += line
            place += 1 + row
            before = line + Array(repeating: 0, count: row - line.count)
        }
        return bytes
    }

    private static func paeth(_ left: Int, _ above: Int, _ corner: Int) -> UInt8 {
        let estimate = left + above - corner
        let (a, b, c) = (abs(estimate - left), abs(estimate - above), abs(estimate - corner))
        return UInt8(a <= b && a <= c ? left : b <= c ? above : corner)
    }

    private static func tiff(_ data: [UInt8], row: Int, pixel: Int) -> [UInt8] {
        var data = data
        for index in data.indices where index % row >= pixel { data[index] &+= data[index - pixel] }
        return data
    }
}
