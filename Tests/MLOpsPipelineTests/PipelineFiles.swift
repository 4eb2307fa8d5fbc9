import MLOpsCore
import MLOpsPipeline

/// A repository that is nothing but named texts.
struct PipelineFiles {
    var files: [String: String]

    init(_ files: [String: String]) {
        self.files = files
    }

    init(pipeline: String, _ files: [String: String] = [:]) {
        self.files = files.merging(["mlops.yaml": pipeline]) { $1 }
    }

    func load(folder: String = "") throws -> Pipeline? {
        try Pipeline.load(folder: folder) { path in files[path.description].map { Array($0.utf8) } }
    }

    func pipeline() throws -> Pipeline {
        try load() ?? Pipeline(file: RepoPath(""))
    }
}
