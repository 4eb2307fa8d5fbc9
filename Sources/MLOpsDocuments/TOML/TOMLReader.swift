internal import MLOpsCore

/// TOML 1.0, keys in their written order, dates and times as their text.
///
/// Our own reader: the wrapped C++ library that was used before ends the process on some malformed documents, and a
/// parameters file may come from anywhere.
enum TOMLReader {
    static func read(_ bytes: [UInt8], name: String) throws(DocumentError) -> JSONValue {
        let text = try Document.text(bytes, name: name)
        var parser = TOMLParser(Array(text.utf8), name: name)
        return .object(try parser.document())
    }
}
