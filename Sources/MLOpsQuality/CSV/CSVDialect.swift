package import MLOpsCore

/// How a delimited text is written: the parts of Data Package's Table Dialect that are honoured.
package struct CSVDialect: Sendable, Equatable {
    package var delimiter: UInt8 = 0x2c
    package var quote: UInt8? = 0x22
    /// A quote inside a quoted field is written twice; otherwise only `escape` can put one there.
    package var doubleQuote = true
    package var escape: UInt8?
    /// Lines that start with it are no rows.
    package var comment: UInt8?
    package var skipInitialSpace = false
    /// The first row names the columns.
    package var header = true

    /// What tables in the wild are separated by, commonest first.
    static let commonDelimiters: [UInt8] = [0x2c, 0x3b, 0x09, 0x7c]

    package init() {}

    /// RFC 4180, with a tab instead of the comma for `.tsv` and `.tab`.
    package init(name: RepoPath) {
        let lower = String(decoding: name.bytes.suffix(4), as: UTF8.self).lowercased()
        if lower == ".tsv" || lower == ".tab" { delimiter = 0x09 }
    }
}

extension CSVDialect {
    /// The dialect that a descriptor states, over the default for `name`.
    init(_ value: SchemaValue, name: RepoPath) throws(SchemaError) {
        self.init(name: name)
        if let delimiter = try value["delimiter"]?.byte() { self.delimiter = delimiter }
        if let member = value["quoteChar"] { quote = try member.optionalByte() }
        if let member = value["escapeChar"] { escape = try member.optionalByte() }
        if let member = value["commentChar"] { comment = try member.optionalByte() }
        if let flag = try value["doubleQuote"]?.bool() { doubleQuote = flag }
        if let flag = try value["skipInitialSpace"]?.bool() { skipInitialSpace = flag }
        if let flag = try value["header"]?.bool() { header = flag }
    }
}
