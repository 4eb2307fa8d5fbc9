internal import Glibc
internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTransfer

struct LFSMergeDriver: LFSCommand {
    static let verb = LFSVerb(
        "merge-driver", "Merge text-based LFS files",
        options: [
            .value("ancestor", nil, "path", "The file with the ancestor."),
            .value("current", nil, "path", "The file with our side."),
            .value("other", nil, "path", "The file with their side."),
            .value("output", nil, "path", "Where the result goes."),
            .value("marker-size", nil, "num", "How long conflict markers are."),
            .value("program", nil, "program", "The command that merges; without it, git merge-file."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        guard let ancestor = arguments.value("ancestor"), let current = arguments.value("current"),
            let other = arguments.value("other"), let output = arguments.value("output")
        else { throw LFSExit("the --ancestor, --current, --other, and --output options are mandatory") }
        let markerSize = Int(arguments.value("marker-size") ?? "12") ?? 12
        let files = try session.files()
        let folder = "\(files.store.temporaryDirectory)/merge-\(getpid())"
        try Files.makeDirectories(folder)
        defer { try? Files.removeTree(folder) }
        for (name, path) in [("ancestor", ancestor), ("current", current), ("other", other)] {
            try fill("\(folder)/\(name)", from: Paths.absolute(path, in: session.context.workingDirectory), files)
        }
        let status = try merge(folder, markerSize, arguments.value("program"), session)
        let result = files.store.makeWriter()
        try Descriptor(opening: "\(folder)/result").forEachChunk { try result.append($0) }
        let pointer = Pointer(try result.finish()).encoded
        try Files.write(pointer, to: Paths.absolute(output, in: session.context.workingDirectory))
        return status
    }

    /// The content that `path` stands for.
    private static func fill(_ target: String, from path: String, _ files: LargeFiles) throws {
        let bytes = try Files.read(path)
        guard let pointer = Pointer.parse(bytes)?.pointer, pointer.size > 0 else {
            return try Files.write(bytes, to: target)
        }
        if !files.store.contains(pointer.object) {
            _ = try files.fetch([pointer.object], from: RemoteResolver(files.repository).remote())
        }
        let copy = try Descriptor(opening: target, flags: O_WRONLY | O_CREAT | O_EXCL)
        try copy.copy(from: files.store.open(pointer.object))
        try copy.close()
    }

    /// The program's exit code; its command line comes from git's configuration, so it is the shell's to read.
    private static func merge(
        _ folder: String, _ markerSize: Int, _ program: String?, _ session: LFSSession
    ) throws -> Int32 {
        let result = "\(folder)/result"
        guard let program else {
            let merged = try ChildProcess.run(
                [
                    "git", "merge-file", "--stdout", "--marker-size=\(markerSize)", "\(folder)/current",
                    "\(folder)/ancestor", "\(folder)/other",
                ], environment: session.environment)
            try Files.write(merged.output, to: result)
            return merged.status.shellCode
        }
        let names = ["%O": "ancestor", "%A": "current", "%B": "other", "%D": "result"]
        var command = program.replacing("%L", with: String(markerSize))
        for (word, name) in names { command = command.replacing(word, with: quoted("\(folder)/\(name)")) }
        let merged = try ChildProcess.run(
            ["sh", "-c", command], environment: session.environment, output: .inherit, errors: .inherit)
        if !Files.exists(result) { try Files.write(Files.read("\(folder)/current"), to: result) }
        return merged.status.shellCode
    }

    private static func quoted(_ path: String) -> String {
        "'" + path.replacing("'", with: "'\\''") + "'"
    }
}
