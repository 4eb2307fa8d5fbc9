internal import MLOpsCore

/// Finds the stage that makes a path. No two outputs are equal or nested, which building it checks.
struct OutputIndex {
    /// Output paths by their bytes.
    private var sorted: [(path: String, stage: Int)] = []
    private var exact: [String: Int] = [:]

    init(_ stages: [Stage]) throws(Diagnostic) {
        for (index, stage) in stages.enumerated() {
            for out in stage.outs {
                if let other = exact[out.path] { throw Self.clash(out.path, out.path, stages[other], stage) }
                exact[out.path] = index
                sorted.append((out.path, index))
            }
        }
        sorted.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        for (path, index) in sorted {
            guard let around = RelativePath.parents(of: path).first(where: { exact[$0] != nil }),
                let other = exact[around]
            else { continue }
            throw Self.clash(around, path, stages[other], stages[index])
        }
    }

    private static func clash(_ a: String, _ b: String, _ one: Stage, _ other: Stage) -> Diagnostic {
        let what = a == b ? "'\(a)'" : "'\(a)' and, within it, '\(b)'"
        let who =
            one.name == other.name && one.file == other.file
            ? "'\(one.name)' makes \(what) twice"
            : "'\(one.address(from: other.file))' and '\(other.name)' both make \(what)"
        return .fatal(
            "\((other.file.isEmpty ? one : other).place): \(who)", hint: "let every path be the output of one stage")
    }

    /// The stages that make `path`, a folder around it, or something in it.
    func makers(of path: String) -> [Int] {
        if let index = exact[path] { return [index] }
        if let index = RelativePath.parents(of: path).lazy.compactMap({ exact[$0] }).first { return [index] }
        let prefix = path.isEmpty ? "" : path + "/"
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle].path.utf8.lexicographicallyPrecedes(prefix.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return sorted[low...].prefix { $0.path.hasPrefix(prefix) }.map(\.stage)
    }
}
