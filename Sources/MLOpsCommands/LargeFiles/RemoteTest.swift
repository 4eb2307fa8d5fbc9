internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct RemoteTestCommand: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Try a remote: write, find, read and delete an object of 4 KiB",
        discussion: "The exit code is 1 when something does not work.")

    @OptionGroup var output: OutputOptions

    @Argument(help: "A remote; without one, the one that would be used")
    var remote: String?

    init() {}

    func run(in session: Session) throws -> Int32 {
        let files = try LargeFiles(session.repository())
        let target = try RemoteResolver(files.repository).remote(for: remote)
        let steps = try RemoteTest(target, files: files).run()
        if output.json {
            session.out.json(
                .object(["schema": .integer(1), "remote": .string(target.name), "steps": .array(steps.map(\.json))]))
        } else {
            session.out.line("remote '\(target.name)'")
            for step in steps {
                let verdict = step.works ? session.out.paint("ok", .green) : session.out.paint(step.problem ?? "", .red)
                session.out.line("  \(step.name)\(String(repeating: " ", count: 8 - step.name.count))\(verdict)")
            }
            session.out.flush()
            for hint in steps.flatMap(\.hints) { session.reporter.hint(hint) }
        }
        return steps.allSatisfy(\.works) ? 0 : 1
    }
}

extension RemoteTest.Step {
    fileprivate var json: JSONValue {
        .object(["step": .string(name), "ok": .bool(works), "problem": problem.map { .string($0) } ?? .null])
    }
}
