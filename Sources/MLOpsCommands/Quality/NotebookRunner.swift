internal import MLOpsCore
internal import MLOpsNotebook
internal import MLOpsSystem

/// The program that executes a notebook: papermill, else jupyter's nbconvert, found on PATH.
struct NotebookRunner {
    private enum Program {
        case papermill(String)
        case jupyter(String)
    }

    private let notebook: String
    private let parameters: [(key: String, value: JSONValue)]
    private let kernel: String?
    private let program: Program

    init(
        notebook: String, parameters: [(key: String, value: JSONValue)], kernel: String?, environment: [String: String]
    ) throws {
        for parameter in parameters where !NotebookParameters.isName(parameter.key) {
            throw Diagnostic.usage("'\(parameter.key)' cannot be the name of a parameter")
        }
        guard Files.info(notebook, followLinks: true)?.kind == .file else {
            throw Diagnostic.fatal("cannot open '\(notebook)': No such file or directory")
        }
        (self.notebook, self.parameters, self.kernel) = (notebook, parameters, kernel)
        if let path = try? ChildProcess.find("papermill", environment: environment) {
            program = .papermill(path)
        } else if let path = try? ChildProcess.find("jupyter", environment: environment),
            (try? ChildProcess.find("jupyter-nbconvert", environment: environment)) != nil
        {
            program = .jupyter(path)
        } else {
            throw Diagnostic.fatal(
                "cannot run notebooks: neither papermill nor jupyter with nbconvert is on PATH",
                hint: "pip install papermill ipykernel")
        }
    }

    /// Executes in the notebook's folder, as Jupyter does; the notebook with its outputs goes to `result`.
    func run(to result: String, environment: [String: String], tick: () -> Void) throws -> WatchedChild.Result {
        let folder = Paths.parent(notebook)
        let bytes = try Files.read(notebook)
        // Notebooks that were never opened in Jupyter name none.
        let kernel = kernel ?? (NotebookParameters.kernel(of: bytes) == nil ? "python3" : nil)
        switch program {
        case .papermill(let path):
            let kernel = kernel.map { ["-k", $0] } ?? []
            return try WatchedChild.run(
                [path, "--no-progress-bar", "--cwd", folder] + kernel + yaml + [notebook, result],
                workingDirectory: folder, environment: environment, tick: tick)
        case .jupyter(let path):
            // nbconvert executes where its input lies.
            let input = Paths.join(folder, ".mlops-\(Paths.name(result))")
            defer { try? Files.remove(input) }
            try Files.write(parameters.isEmpty ? bytes : NotebookParameters.inject(parameters, into: bytes), to: input)
            let kernel = kernel.map { ["--ExecutePreprocessor.kernel_name=\($0)"] } ?? []
            return try WatchedChild.run(
                [path, "nbconvert", "--to", "notebook", "--execute"] + kernel + [
                    "--output-dir", Paths.parent(result), "--output", Paths.name(result), input,
                ], workingDirectory: folder, environment: environment, tick: tick)
        }
    }

    /// JSON is YAML.
    private var yaml: [String] {
        guard !parameters.isEmpty else { return [] }
        let object = JSONValue.object(JSONObject(parameters.map { (key: $0.key, value: $0.value) }))
        return ["-y", String(decoding: object.serialized(.compact), as: UTF8.self)]
    }
}
