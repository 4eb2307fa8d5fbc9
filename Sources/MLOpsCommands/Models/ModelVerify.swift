internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsLog
internal import MLOpsRegistry
internal import MLOpsTerminal
internal import MLOpsTracking

struct ModelVerify: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check who signed what was done to models",
        usage: "git mlops model verify [--json] [<model>[@<version>]]",
        discussion: """
            Exits with 1 unless every change is signed by the person it names, with a key that git knows:
            gpg.ssh.allowedSignersFile, or the keyring. git config mlops.signRegistry true signs what you do.
            """)

    @Argument(help: "MODEL or MODEL@VERSION; without it the whole registry")
    var target: String?

    @Flag(help: "Print one JSON document")
    var json = false

    private struct Line {
        let signature: CommitSignature
        let model: String
        let change: ModelChange
    }

    func run(in session: Session) throws -> Int32 {
        let registry = try session.registry()
        let lines = try lines(registry)
        if json {
            session.out.json(["schema": 1, "changes": .array(lines.map(Self.json))])
        } else {
            session.out.write(table(lines, session.out).text { session.out.paint($0, .bold) })
        }
        let wrong = lines.filter { $0.signature.status != .good }
        if wrong.isEmpty { return 0 }
        let counts = Dictionary(grouping: wrong, by: \.signature.status).map { "\($0.value.count) \($0.key.rawValue)" }
        session.reporter.error(
            "of \(lines.count) changes \(wrong.count) are not vouched for: \(counts.sorted().joined(separator: ", "))")
        return 1
    }

    /// The changes asked for, in the order of the log.
    private func lines(_ registry: ModelRegistry) throws -> [Line] {
        let asked = try target.map { try registry.target($0, includeDeleted: true) }
        let models = try asked.map { [$0.model] } ?? registry.models(includeDeleted: true)
        var changes: [String: (model: String, change: ModelChange)] = [:]
        for model in models {
            for change in model.history where asked?.version == nil || change.version == asked?.version?.name {
                changes[change.op] = (model.name, change)
            }
        }
        return try registry.store.log.signatures(of: .registry).flatMap { signature in
            signature.ops.compactMap { op in
                changes[op.id].map { Line(signature: signature, model: $0.model, change: $0.change) }
            }
        }
    }

    private func table(_ lines: [Line], _ out: Output) -> Table {
        var table = Table(columns: [
            .init("SIGNATURE"), .init("SIGNER"), .init("WHO"), .init("WHEN"), .init("MODEL"), .init("WHAT"),
            .init("COMMIT"),
        ])
        table.rows = lines.map { line in
            let isGood = line.signature.status == .good
            return [
                out.paint(line.signature.status.rawValue, isGood ? .green : .red),
                line.signature.signer.isEmpty ? line.signature.key : line.signature.signer, line.change.author,
                Timestamp.local(line.change.time), line.model + (line.change.version.map { "@" + $0 } ?? ""),
                [line.change.kind.rawValue, line.change.stage ?? line.change.key ?? ""].joined(separator: " "),
                String(line.signature.commit.hex.prefix(12)),
            ]
        }
        return table
    }

    private static func json(_ line: Line) -> JSONValue {
        [
            "op": .string(line.change.op), "kind": .string(line.change.kind.rawValue), "model": .string(line.model),
            "version": .optional(line.change.version), "stage": .optional(line.change.stage),
            "author": .string(line.change.author), "commit": .string(line.signature.commit.hex),
            "signature": .string(line.signature.status.rawValue), "signer": .string(line.signature.signer),
            "key": .string(line.signature.key), "compaction": .bool(line.signature.isCompaction),
        ]
    }
}
