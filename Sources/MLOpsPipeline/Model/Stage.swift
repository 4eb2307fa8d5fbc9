package import MLOpsCore

/// One step of a pipeline.
package struct Stage: Sendable, Equatable {
    /// The name that addresses it: `train`, or `train@item` from `foreach` and `matrix`.
    package var name: String
    /// `cmd` as it is written, a string or a list of strings.
    package var command: JSONValue
    /// The folder the commands run in, "" for the top.
    package var workingDirectory: String
    package var deps: [String] = []
    package var params: [ParameterDependency] = []
    /// Outputs, metrics and plots in the order they are written.
    package var outs: [StageOutput] = []
    package var isFrozen = false
    package var isAlwaysChanged = false
    package var description: String?
    package var meta: JSONValue = .null
    package var directions: [String: MetricDirection] = [:]
    /// `meta.mlops`: what DVC does not have.
    package var settings = StageSettings()
    /// The pipeline file, and where the stage stands in it.
    package var file = ""
    package var line: Int?
    /// Paths as they are written, relative to the working folder, by what they mean.
    var written: [String: String] = [:]

    package init(name: String, command: JSONValue, workingDirectory: String) {
        self.name = name
        self.command = command
        self.workingDirectory = workingDirectory
    }

    /// The commands, each for a shell of its own: the items of a list, the lines of a string.
    package var commands: [String] {
        if case .array(let items) = command { return items.compactMap(\.stringValue) }
        return (command.stringValue ?? "").split(whereSeparator: \.isNewline).map(String.init)
            .filter { !$0.allSatisfy(\.isWhitespace) }
    }

    /// How DVC's files name a dependency, an output or a parameter file.
    func written(_ path: String) -> String {
        written[path] ?? RelativePath.relative(path, to: workingDirectory)
    }

    /// How the stage is called by somebody who works with the pipeline `file`: its name, behind its own file when
    /// that is another one.
    package func address(from file: String) -> String {
        self.file == file || self.file.isEmpty ? name : "\(self.file):\(name)"
    }

    /// Where messages say that it stands.
    var place: String {
        line.map { "\(file):\($0)" } ?? file
    }

    /// Whether DVC gives a new stage this name: no signs but `-`, `_` and spaces. It reads others.
    package static func isGoodName(_ name: String) -> Bool {
        let signs = name.utf8.filter { byte in
            switch byte {
            case 0x20, 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x80...: false
            default: byte != UInt8(ascii: "-") && byte != UInt8(ascii: "_")
            }
        }
        return !name.isEmpty && signs.isEmpty
    }

    /// What the stage was made from: the part of a `foreach` or `matrix` name before `@`.
    package var group: String {
        name.split(separator: "@", maxSplits: 1).first.map(String.init) ?? name
    }
}

/// Parameters a stage depends on.
package struct ParameterDependency: Sendable, Equatable {
    package var file: String
    /// Dotted keys; nil for the whole file.
    package var keys: [String]?

    package init(file: String, keys: [String]?) {
        self.file = file
        self.keys = keys
    }
}

/// Something a stage makes.
package struct StageOutput: Sendable, Equatable {
    package enum Kind: String, Sendable { case output, metrics, plots }

    package var path: String
    package var kind: Kind
    /// The path as it is written.
    var written = ""
    /// False: git keeps the file itself.
    package var isCached = true
    /// True: the file stays when the stage runs again.
    package var isPersistent = false
    package var isPushed = true
    package var description: String?
    /// Everything else that is written beside the path: plot properties, labels, type, remote, meta.
    package var properties = JSONObject()

    package init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}

/// A plot declared at the top of a pipeline: a file or folder, or an id with its columns.
package struct Plot: Sendable, Equatable {
    package var id: String
    package var properties: JSONObject
}

/// A named file of the `artifacts` section.
package struct Artifact: Sendable, Equatable {
    package var id: String
    package var path: String
    package var type: String?
    package var description: String?
    package var labels: [String]
    package var meta: JSONValue
}
