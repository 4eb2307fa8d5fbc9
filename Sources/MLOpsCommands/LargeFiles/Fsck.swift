internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct Fsck: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck", abstract: "Check large files' contents and pointers",
        discussion: "Damaged objects are moved to lfs/bad in the git folder. The exit code is 1 when anything is wrong."
    )

    @Flag(help: "Check only the contents")
    var objects = false

    @Flag(help: "Check only the pointers")
    var pointers = false

    @Flag(name: [.customShort("n"), .long], help: "Move nothing")
    var dryRun = false

    @OptionGroup var output: OutputOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        let files = try LargeFiles(session.repository())
        var findings: [LargeFileFinding] = []
        if objects || !pointers { findings += try files.checkObjects(dryRun: dryRun) }
        if pointers || !objects { findings += try files.checkPointers() }
        if output.json {
            session.out.json(.object(["schema": .integer(1), "findings": .array(findings.map(\.json))]))
        } else {
            for finding in findings {
                session.out.line("\(finding.kind.rawValue): \(finding.path.quoted())\(finding.suffix)")
            }
            hint(findings, session)
        }
        return findings.isEmpty ? 0 : 1
    }

    private func hint(_ findings: [LargeFileFinding], _ session: Session) {
        let kinds = Set(findings.map(\.kind))
        if kinds.contains(.corruptObject) { session.reporter.hint("'git mlops fetch' gets damaged objects again") }
        if kinds.contains(.contentInGit) || kinds.contains(.unusualPointer) {
            session.reporter.hint("'git add --renormalize .' stores these files as pointers")
        }
    }
}

extension LargeFileFinding {
    fileprivate var suffix: String { object.map { " (\($0.id.hex))" } ?? "" }

    fileprivate var json: JSONValue {
        .object([
            "kind": .string(kind.rawValue), "path": .string(path.description),
            "oid": object.map { .string($0.id.hex) } ?? .null,
        ])
    }
}
