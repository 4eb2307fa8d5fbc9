internal import MLOpsCore

/// What differs between the major versions of nbformat.
struct NotebookFormat {
    let major: Int
    let minor: Int
    /// Cells lie in `worksheets[].cells`, not in `cells`.
    let hasWorksheets: Bool

    /// How lists of lines become one text.
    enum Join {
        case never, plain
        /// A newline between lines.
        case newline
        /// A newline between lines unless the first one ends in one.
        case newlineUnlessPresent
    }

    var join: Join {
        switch major {
        case 4: .plain
        case 3: .newlineUnlessPresent
        case 2: .newline
        default: .never
        }
    }

    /// Whether lines keep their ends when a text becomes a list of lines.
    var keepsLineEnds: Bool { major >= 3 }
    /// nbformat 4.5 made cell ids mandatory.
    var requiresIDs: Bool { (major, minor) >= (4, 5) }

    var layout: NotebookLayout {
        NotebookLayout(indent: major == 1 ? 4 : 1, sortedKeys: major >= 2, asciiOnly: major < 4)
    }

    /// The format that `nbformat` and `nbformat_minor` of the root state; without the former it is 1.
    init(_ document: NotebookDocument) throws(NotebookError) {
        let stated = document.member("nbformat", of: 0)
        major = try stated.map { value throws(NotebookError) in try Self.number(value, document, "nbformat") } ?? 1
        minor =
            try document.member("nbformat_minor", of: 0)
            .map { value throws(NotebookError) in try Self.number(value, document, "nbformat_minor") } ?? 0
        guard 1...4 ~= major else { throw NotebookError("nbformat \(major) is not known") }
        hasWorksheets = stated != nil && major < 4
    }

    private static func number(
        _ value: Int, _ document: NotebookDocument, _ name: String
    ) throws(NotebookError) -> Int {
        guard document.kind(value) == .integer, let number = Int(document.tape.literal(value)) else {
            throw NotebookError("'\(name)' is not an integer")
        }
        return number
    }
}

/// How the text is laid out.
struct NotebookLayout {
    let indent: Int
    let sortedKeys: Bool
    let asciiOnly: Bool
}
