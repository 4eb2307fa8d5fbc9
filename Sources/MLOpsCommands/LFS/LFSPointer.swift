internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSPointer: LFSCommand {
    static let verb = LFSVerb(
        "pointer", "Build and compare pointers.",
        synopsis: [
            "git lfs pointer --file=path/to/file", "git lfs pointer --file=path/to/file --pointer=path/to/pointer",
            "git lfs pointer --file=path/to/file --stdin", "git lfs pointer --check --file=path/to/file",
        ],
        options: [
            .value("file", "f", "path", "Build a pointer from this file."),
            .value("pointer", "p", "path", "Compare it with the pointer in this file."),
            .flag("stdin", nil, "Read the pointer to compare from standard input."),
            .flag("check", nil, "Exit with 0 when --file or --stdin is a valid pointer, with 1 otherwise."),
            .flag("strict", nil, "With --check: exit with 2 when the pointer is not the one that would be written."),
            .flag("no-strict", nil, "With --check: accept what is understood (the default)."),
            .flag("no-extensions", nil, "Leave extensions out."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        if arguments.has("check") { return try check(arguments, session) }
        guard arguments.isGiven("file") || arguments.isGiven("pointer") || arguments.has("stdin") else {
            throw LFSExit("Nothing to do!", code: 1)
        }
        let compares = arguments.isGiven("pointer") || arguments.has("stdin")
        var built: String?
        if let file = arguments.value("file") {
            let encoded = try build(file, arguments, session)
            session.tell("Git LFS pointer for \(file)")
            let hasExtensions = (try? session.files().extensions())?.isEmpty == false
            if hasExtensions, !arguments.has("no-extensions") {
                session.tell("warning: Using LFS extensions, use --no-extensions for a plain pointer.")
            }
            session.tell("")
            session.out.write(encoded)
            session.out.flush()
            if compares {
                built = try blobID(encoded, session)
                session.tell("\nGit blob OID: \(built ?? "")\n")
            }
        }
        return compares ? try compare(arguments, built, session) : 0
    }

    private static func build(_ file: String, _ arguments: LFSArguments, _ session: LFSSession) throws -> [UInt8] {
        var hasher = ContentHasher()
        let path = Paths.absolute(file, in: session.context.workingDirectory)
        do {
            try Descriptor(opening: path).forEachChunk { hasher.update($0) }
        } catch {
            throw LFSExit("open \(file): \((error as? SystemError)?.cause.lowercased() ?? "\(error)")", code: 1)
        }
        let object = hasher.finalize()
        // Outside of a repository there are none.
        let files = arguments.has("no-extensions") || object.size == 0 ? nil : try? session.files()
        guard let files, case let steps = try files.extensions(), !steps.isEmpty else { return Pointer(object).encoded }
        let content = DescriptorBox(try Descriptor(opening: path))
        return try files.extensionPipeline().clean(content, path: Array(file.utf8), by: steps).encoded
    }

    private static func compare(_ arguments: LFSArguments, _ built: String?, _ session: LFSSession) throws -> Int32 {
        let name = arguments.value("pointer")
        if name != nil, arguments.has("stdin") { throw LFSExit("cannot read from STDIN and --pointer", code: 1) }
        let bytes = try read(name, session, code: 1)
        session.tell("Pointer from \(name ?? "STDIN")\n")
        guard Pointer.parse(bytes) != nil else { throw LFSExit("Pointer file error: invalid header", code: 1) }
        session.tell(bytes.last == 0x0a ? bytes.dropLast().asText : bytes.asText)
        guard let built else { return 0 }
        let other = try blobID(bytes, session)
        session.tell("\nGit blob OID: \(other)")
        if other == built { return 0 }
        throw LFSExit("\nPointers do not match", code: 1)
    }

    private static func check(_ arguments: LFSArguments, _ session: LFSSession) throws -> Int32 {
        if arguments.has("strict"), arguments.has("no-strict") {
            throw LFSExit("Cannot combine --strict with --no-strict")
        }
        if arguments.isGiven("file"), arguments.has("stdin") {
            throw LFSExit("With --check, --file cannot be combined with --stdin", code: 2)
        }
        if arguments.isGiven("pointer") { throw LFSExit("Cannot combine --check with --compare", code: 2) }
        guard arguments.isGiven("file") || arguments.has("stdin") else {
            throw LFSExit("Must specify either --file or --stdin with --compare", code: 2)
        }
        let bytes = try read(arguments.value("file"), session, code: 2)
        if bytes.isEmpty { return 0 }
        guard let pointer = Pointer.parse(bytes) else { return 1 }
        return arguments.has("strict") && !pointer.isCanonical ? 2 : 0
    }

    /// At most a little more than a pointer can have.
    private static func read(_ name: String?, _ session: LFSSession, code: Int32) throws -> [UInt8] {
        do {
            guard let name else {
                return try Descriptor(adopting: Descriptor.duplicate(0), name: "standard input").readAll()
            }
            return try Files.read(Paths.absolute(name, in: session.context.workingDirectory))
        } catch {
            throw LFSExit("open \(name ?? "STDIN"): \(error.cause.lowercased())", code: code)
        }
    }

    private static func blobID(_ bytes: [UInt8], _ session: LFSSession) throws -> String {
        try ChildProcess.run(
            ["git", "hash-object", "--no-filters", "--stdin"], workingDirectory: session.context.workingDirectory,
            environment: session.environment, input: bytes
        ).text
    }
}
