internal import MLOpsCore

/// The keys to remove, as dotted paths below the notebook's metadata and below each cell.
struct StripKeys {
    private(set) var metadata: [[UInt8]] = []
    private(set) var cell: [[UInt8]] = []
    private(set) var warnings: [String] = []

    init(_ options: StripOptions) {
        for key in StripOptions.defaultKeys + options.extraKeys where !options.keepMetadataKeys.contains(key) {
            let bytes = Array(key.utf8)
            guard let dot = bytes.firstIndex(of: 0x2e) else {
                warnings.append("ignoring invalid extra key '\(key)'")
                continue
            }
            let path = Array(bytes[(dot + 1)...])
            switch String(decoding: bytes[..<dot], as: UTF8.self) {
            case "metadata": metadata.append(path)
            case "cell": cell.append(path)
            default: warnings.append("ignoring invalid extra key '\(key)'")
            }
        }
    }
}

extension NotebookDocument {
    /// Finds what `path` names below the object at `index`, and adds its key to `removed`. A key that holds the
    /// dots itself comes first, as in nbstripout. Whether there was one.
    func remove(_ path: ArraySlice<UInt8>, below index: Int, _ removed: inout [Int]) -> Bool {
        if let key = key(of: index, path, without: removed) {
            removed.append(key)
            return true
        }
        guard let dot = path.firstIndex(of: 0x2e), let head = key(of: index, path[..<dot], without: removed) else {
            return false
        }
        return remove(path[(dot + 1)...], below: head + 1, &removed)
    }

    private func key(of index: Int, _ name: ArraySlice<UInt8>, without removed: [Int]) -> Int? {
        let found = name.withUnsafeBufferPointer { key(of: index, $0) }
        return found.flatMap { removed.contains($0) ? nil : $0 }
    }
}
