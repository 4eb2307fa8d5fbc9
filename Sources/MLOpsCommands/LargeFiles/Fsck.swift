internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct Fsck: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck", abstract: "Check large files' contents and pointers",
        discussion:
            "Damaged objects are moved to lfs/bad in the git folder. With --remote the remote is checked instead: that "
            + "each object is there and has its size and, of a share, the bytes. The exit code is 1 when anything is "
            + "wrong.")

    @Flag(help: "Check only the contents")
    var objects = false

    @Flag(help: "Check only the pointers")
    var pointers = false

    @Flag(name: [.customShort("n"), .long], help: "Move nothing")
    var dryRun = false

    @Flag(help: "Check a remote")
    var remote = false

    @Option(help: ArgumentHelp("With --remote: read so many of the objects, chosen at random", valueName: "n%"))
    var data: String?

    @Flag(help: "With --remote: check what any ref's history names")
    var all = false

    @Flag(help: "With --remote: send what is wrong there and right here")
    var repair = false

    @OptionGroup var output: OutputOptions

    @OptionGroup var progress: ProgressOptions

    @Argument(help: "With --remote: which one; without it, the one that would be used")
    var name: String?

    init() {}

    func validate() throws {
        if !remote, data != nil || all || repair || name != nil {
            throw ValidationError("--data, --all, --repair and a name go with --remote")
        }
        if remote, objects || pointers { throw ValidationError("--remote goes without --objects and --pointers") }
        if data != nil, share == nil { throw ValidationError("'\(data ?? "")' is not a share: write 10%") }
    }

    /// Percent; nil when it is not written so.
    private var share: Int? {
        guard let text = data else { return 0 }
        let number = Int(text.hasSuffix("%") ? String(text.dropLast()) : text)
        return number.flatMap { (0...100).contains($0) ? $0 : nil }
    }

    private func checkRemote(_ session: Session) throws -> Int32 {
        let report = try LargeFiles(session.repository()).checkRemote(
            name, everything: all, share: share ?? 0, repairs: repair && !dryRun)
        RemoteCheckView(report: report).show(output, session, offersRepair: !repair)
        return report.findings.allSatisfy(\.isRepaired) ? 0 : 1
    }

    func run(in session: Session) throws -> Int32 {
        let session = progress.applied(to: session)
        if remote { return try checkRemote(session) }
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

    /// The commands that mend what was found, each once.
    private func hint(_ findings: [LargeFileFinding], _ session: Session) {
        var told: Set<String> = []
        for finding in findings where told.insert(finding.fix).inserted { session.reporter.hint(finding.fix) }
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
