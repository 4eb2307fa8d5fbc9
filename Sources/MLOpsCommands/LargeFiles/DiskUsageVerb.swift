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
            usage.writeJSON(to: session.out)
        } else {
            show("ref", "only here", usage.refs.lazy.map(\.cells), session.out)
            session.out.line()
            let shown = all ? usage.paths[...] : usage.paths.prefix(10)
            show("path", "in this clone", shown.lazy.map(\.cells), session.out)
            if !all, usage.paths.count > 10 { session.out.line("and \(usage.paths.count - 10) more") }
            session.out.line()
            let count = usage.storedObjects == 1 ? "1 object" : "\(usage.storedObjects) objects"
            session.out.line("\(count) in this clone, \(ByteCount.text(usage.storedBytes))")
        }
        return 0
    }

    private func show(_ title: String, _ own: String, _ rows: some Collection<[String]>, _ out: Output) {
        let columns: [Table.Column] = [
            .init(title), .init("versions", .right), .init("size", .right), .init(own, .right),
        ]
        Table.write(columns, rows, paintTitle: { out.paint($0, .bold) }, to: { out.write($0) })
    }
}

extension DiskUsage {
    fileprivate func writeJSON(to out: Output) {
        let stored: JSONObject = ["objects": .integer(Int64(storedObjects)), "bytes": .integer(storedBytes)]
        out.json(
            ["schema": .integer(1), "stored": .object(stored)],
            lists: [
                "refs": refs.lazy.map { JSONItem.value($0.json("only_here")) },
                "paths": paths.lazy.map { JSONItem.value($0.json("stored")) },
            ])
    }
}

extension DiskUsageLine {
    fileprivate var cells: [String] { [name, "\(objects)", ByteCount.text(bytes), ByteCount.text(own)] }

    fileprivate func json(_ own: String) -> JSONValue {
        .object([
            "name": .string(name), "objects": .integer(Int64(objects)), "bytes": .integer(bytes),
            own: .integer(self.own),
        ])
    }
}
