internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct DiskUsageVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "du", abstract: "Show how much large files take, by ref and by path",
        discussion: "Counts all versions of the refs' histories, branches and tags when none are given.")

    @Flag(name: .shortAndLong, help: "Every path, not the 10 largest only")
    var all = false

    @OptionGroup var output: OutputOptions

    @Argument(help: "Branches, tags or commits")
    var refs: [String] = []

    init() {}

    func run(in session: Session) throws -> Int32 {
        let usage = try LargeFiles(session.repository()).usage(of: refs)
        if output.json {
            session.out.json(usage.json)
        } else {
            show("ref", "only here", usage.refs, session.out)
            session.out.line()
            show("path", "in this clone", all ? usage.paths : Array(usage.paths.prefix(10)), session.out)
            if !all, usage.paths.count > 10 { session.out.line("and \(usage.paths.count - 10) more") }
            session.out.line()
            let count = usage.storedObjects == 1 ? "1 object" : "\(usage.storedObjects) objects"
            session.out.line("\(count) in this clone, \(ByteCount.text(usage.storedBytes))")
        }
        return 0
    }

    private func show(_ title: String, _ own: String, _ lines: [DiskUsage.Line], _ out: Output) {
        let table = Table(
            columns: [.init(title), .init("versions", .right), .init("size", .right), .init(own, .right)],
            rows: lines.map { [$0.name, "\($0.objects)", ByteCount.text($0.bytes), ByteCount.text($0.own)] })
        out.write(table.text { out.paint($0, .bold) })
    }
}

extension DiskUsage {
    fileprivate var json: JSONValue {
        .object([
            "schema": .integer(1), "refs": .array(refs.map { $0.json("only_here") }),
            "paths": .array(paths.map { $0.json("stored") }),
            "stored": .object(["objects": .integer(Int64(storedObjects)), "bytes": .integer(storedBytes)]),
        ])
    }
}

extension DiskUsage.Line {
    fileprivate func json(_ own: String) -> JSONValue {
        .object([
            "name": .string(name), "objects": .integer(Int64(objects)), "bytes": .integer(bytes),
            own: .integer(self.own),
        ])
    }
}
