internal import Glibc
package import MLOpsCore
internal import MLOpsSystem

/// Runs content through extensions, one after the other, each from a file into a file: memory stays what it is, and no
/// two programs wait for each other. The files are in the store's `tmp/` and have no names.
package struct ExtensionPipeline {
    private let store: ObjectStore
    private let environment: [String: String]
    private let workingDirectory: String

    package init(_ store: ObjectStore, environment: [String: String], workingDirectory: String) {
        self.store = store
        self.environment = environment
        self.workingDirectory = workingDirectory
    }

    /// An empty file to put content into.
    package func makeFile() throws -> DescriptorBox {
        let (path, file) = try store.createTemporary()
        unlink(path.nativePath)
        return file
    }

    /// Cleans what `input` hands on: the pointer with a line for each extension that changed something. The object is
    /// in the store.
    package func clean(_ input: consuming DescriptorBox, path: [UInt8], by steps: [ContentExtension]) throws -> Pointer
    {
        var current = input
        var before = try hash(current)
        var changed: [Pointer.Extension] = []
        for step in steps {
            let output = try run(step.name, step.clean, current, path)
            let after = try hash(output)
            if after != before {
                changed.append(.init(priority: UInt8(changed.count), name: step.name, id: before.id))
            }
            (current, before) = (output, after)
        }
        guard changed.count < 10 else { throw Diagnostic.fatal("cannot clean: a pointer has room for ten extensions") }
        let writer = store.makeWriter()
        try current.withFile { file in
            try file.rewind()
            try file.forEachChunk { try writer.append($0) }
        }
        return Pointer(try writer.finish(), extensions: changed)
    }

    /// The content that the pointer's object, which the store has, was made of: every extension undone, and its result
    /// compared with what the pointer says.
    package func smudge(_ pointer: Pointer, path: [UInt8], by known: [ContentExtension]) throws -> DescriptorBox {
        var current = DescriptorBox(try store.open(pointer.object))
        for step in pointer.extensions.reversed() {
            let command = try Self.command(of: step.name, path: path, known)
            current = try run(step.name, command, current, path)
            guard try hash(current).id == step.id else {
                throw Diagnostic.error(
                    "cannot check out \(Self.shown(path)): Git LFS extension '\(step.name)' did not undo its change")
            }
        }
        try current.withFile { try $0.rewind() }
        return current
    }

    /// Throws unless every extension of the pointer can be undone here: known before its object is fetched.
    package static func requireAll(of pointer: Pointer, path: [UInt8], among known: [ContentExtension]) throws {
        for step in pointer.extensions { _ = try command(of: step.name, path: path, known) }
    }

    private static func command(of name: String, path: [UInt8], _ known: [ContentExtension]) throws -> String {
        if let command = known.first(where: { $0.name == name })?.smudge { return command }
        throw Diagnostic.error(
            "cannot check out \(shown(path)): Git LFS extension '\(name)' is not configured",
            hint: "git config lfs.extension.\(name).smudge <command>")
    }

    private func hash(_ file: DescriptorBox) throws -> LargeObject {
        var hasher = ContentHasher()
        try file.withFile { file in
            try file.rewind()
            try file.forEachChunk { hasher.update($0) }
        }
        return hasher.finalize()
    }

    private func run(_ name: String, _ command: String, _ input: DescriptorBox, _ path: [UInt8]) throws -> DescriptorBox
    {
        let words = ContentExtension.words(command, path: path)
        guard !words.isEmpty else { throw Diagnostic.error("Git LFS extension '\(name)' has no such command") }
        let output = try makeFile()
        let child = try input.withFile { input in
            try input.rewind()
            return try output.withFile { output in
                try ChildProcess(
                    words, workingDirectory: workingDirectory, environment: environment,
                    input: .descriptor(input.raw), output: .descriptor(output.raw), errors: .inherit
                ).wait()
            }
        }
        guard let status = child??.status, status.isSuccess else {
            throw Diagnostic.error(
                "Git LFS extension '\(name)' failed with \(child??.status.shellCode ?? 127) on \(Self.shown(path))")
        }
        return output
    }

    private static func shown(_ path: [UInt8]) -> String {
        let text = RepoPath(bytes: path).quoted()
        return text.hasPrefix("\"") ? text : "'\(text)'"
    }
}
