internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LsFiles: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls-files", abstract: "List large files",
        discussion:
            "Shows the object, '*' when the worktree has the content or '-' when it has the pointer, and the path.")

    @Flag(name: .shortAndLong, help: "Show all of the object's name")
    var long = false

    @Flag(name: .shortAndLong, help: "Show the size")
    var size = false

    @Flag(name: .shortAndLong, help: "Show paths only")
    var nameOnly = false

    @OptionGroup var output: OutputOptions

    @Argument(help: "A commit; without one, the index")
    var revision: String?

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        let files = try LargeFiles(repository).list(in: revision)
        let quotes = try repository.config.bool("core.quotePath") ?? true
        if output.json {
            session.out.json(["schema": .integer(1)], lists: ["files": files.lazy.map { JSONItem.value($0.json) }])
        } else {
            for file in files { show(file, quotes: quotes, session.out) }
        }
        return 0
    }

    private func show(_ listed: ListedFile, quotes: Bool, _ out: Output) {
        let id = listed.file.object.id.hex
        if !nameOnly { out.write("\(long ? id : String(id.prefix(10))) \(listed.isCheckedOut ? "*" : "-") ") }
        out.write(output.z ? listed.file.path.bytes : Array(listed.file.path.quoted(quoteHighBytes: quotes).utf8))
        if size, !nameOnly {
            let bytes = listed.file.object.size
            out.write(output.porcelain ? " (\(bytes))" : " (\(ByteCount.text(bytes)))")
        }
        out.write(output.z ? [0] : [0x0a])
    }
}

extension ListedFile {
    var json: JSONValue {
        .object([
            "path": .string(file.path.description), "oid": .string(file.object.id.hex), "oid_type": .string("sha256"),
            "size": .integer(file.object.size), "checked_out": .bool(isCheckedOut), "stored": .bool(isStored),
        ])
    }
}
