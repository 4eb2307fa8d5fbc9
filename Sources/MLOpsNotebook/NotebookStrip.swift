internal import MLOpsCore

/// Removes what a notebook's execution left in it. The bytes equal those of nbstripout 0.9 on nbformat 5.11.
package enum NotebookStrip {
    /// What is larger is refused unread; no person edits such a notebook, and a reader of all of it needs its memory
    /// more than twice.
    package static let sizeLimit = 512 << 20

    /// `bytes` stripped. An empty file comes back as it is. The whole text is read (invalid JSON or UTF-8 anywhere
    /// is refused, in outputs too), but only spans of it are kept in memory: about 16 bytes a value.
    package static func strip(
        _ bytes: [UInt8], options: StripOptions = StripOptions()
    ) throws(NotebookError) -> StripResult {
        guard !bytes.isEmpty else {
            return StripResult(bytes: bytes, changed: false, contentChanged: false, findings: [], warnings: [])
        }
        guard bytes.count <= sizeLimit else { throw NotebookError("not a notebook: larger than 512 MiB") }
        let document = try NotebookDocument(bytes)
        switch options.mode {
        case .zeppelin: return try ZeppelinStripper.strip(document)
        case .jupyter:
            var stripper = try NotebookStripper(document, options: options)
            var result = try stripper.strip()
            if options.collectOutputs { result.outputs = CellOutputs.collect(document, stripper.format) }
            return result
        }
    }
}
