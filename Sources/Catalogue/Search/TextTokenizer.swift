import GRDB

/// The engine's own tokenizer, for looking where in a text the words stand that it has found there.
struct TextTokenizer {
    private let tokenizer: any FTS5Tokenizer

    init(_ database: Database) throws {
        tokenizer = try database.makeTokenizer(FTS5TokenizerDescriptor(components: SearchSQL.tokenizer))
    }

    /// Gives the words of a short text as the index has them.
    func words(of text: String) throws -> [String] {
        try tokenizer.tokenize(query: text).map(\.token)
    }

    /// Hands over each word of a text with its place in bytes.
    func each(in text: [UInt8], _ body: @escaping (_ word: UnsafeRawBufferPointer, _ place: Range<Int>) -> Void) {
        let receiver = Receiver(body)
        text.withUnsafeBytes { bytes in
            _ = tokenizer.tokenize(
                context: Unmanaged.passUnretained(receiver).toOpaque(), tokenization: .aux,
                pText: bytes.bindMemory(to: CChar.self).baseAddress, nText: CInt(bytes.count)
            ) { context, _, word, length, start, end in
                guard let context, let word else { return 0 }
                Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue().body(
                    UnsafeRawBufferPointer(start: word, count: Int(length)), Int(start)..<Int(max(start, end)))
                return 0
            }
        }
    }

    private final class Receiver {
        let body: (UnsafeRawBufferPointer, Range<Int>) -> Void
        init(_ body: @escaping (UnsafeRawBufferPointer, Range<Int>) -> Void) { self.body = body }
    }
}
