extension Unicode.Scalar {
    // Unicode's property tables are slow to ask, and nearly every code point of a report is ASCII.

    /// Whether this is white space of any kind.
    @inlinable package var isBlank: Bool {
        value < 0x80 ? value == 0x20 || (9...13).contains(value) : properties.isWhitespace
    }

    /// Whether this is a letter of any script.
    @inlinable package var isLetter: Bool {
        value < 0x80 ? (0x61...0x7A).contains(value | 0x20) : properties.isAlphabetic
    }

    /// Whether this is a capital letter.
    @inlinable package var isCapital: Bool { value < 0x80 ? (0x41...0x5A).contains(value) : properties.isUppercase }

    /// Whether this is a small letter.
    @inlinable package var isSmall: Bool { value < 0x80 ? (0x61...0x7A).contains(value) : properties.isLowercase }

    /// Whether this is one of the digits 0 to 9.
    @inlinable package var isDigit: Bool { (0x30...0x39).contains(value) }
}

extension String {
    /// Gives the text of some code points. Going through bytes is many times faster than a scalar view.
    package init(scalars: some Sequence<Unicode.Scalar>) {
        if let text = scalars.withContiguousStorageIfAvailable(String.init(inPlace:)) {
            self = text
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.underestimatedCount)
        for scalar in scalars {
            if scalar.value < 0x80 {
                bytes.append(UInt8(scalar.value))
            } else {
                bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
            }
        }
        self = String(decoding: bytes, as: UTF8.self)
    }

    // Written where it stays: nothing is allocated for a short word.
    private init(inPlace scalars: UnsafeBufferPointer<Unicode.Scalar>) {
        let length = scalars.reduce(0) { $0 + UTF8.width($1) }
        self.init(unsafeUninitializedCapacity: length) { bytes in
            var end = 0
            for scalar in scalars {
                if scalar.value < 0x80 {
                    bytes[end] = UInt8(truncatingIfNeeded: scalar.value)
                    end += 1
                } else {
                    for byte in UTF8.encode(scalar) ?? .init() {
                        bytes[end] = byte
                        end += 1
                    }
                }
            }
            return end
        }
    }
}
