/// One line of the log: something that happened, never changed afterwards. State is a fold of the set of ops.
/// Format: docs/formats/log.md.
package struct Op: Sendable, Equatable {
    /// First 160 bits of the SHA-256 of ``canonicalBody``, 40 hexadecimal digits.
    package let id: String
    /// All members but `id`, unknown ones included.
    package let body: JSONObject
    package let kind: OpKind
    /// 1 + the largest that its writer had seen: orders ops before their ids do. Never the wall clock.
    package let lamport: Int64

    package init(id: String, body: JSONObject) {
        self.id = id
        self.body = body
        // Asked for at every step of sorting and folding.
        kind = OpKind(rawValue: body["k"]?.stringValue ?? "")
        lamport = body["l"]?.integerValue ?? 0
    }

    /// Milliseconds since 1970 UTC on the writer's clock; for display only.
    package var time: Int64 { body["t"]?.integerValue ?? 0 }
    package var writer: String { body["w"]?.stringValue ?? "" }
    package var author: String { body["by"]?.stringValue ?? "" }
    /// The run it speaks of, 32 hexadecimal digits; nil for ops about commits.
    package var run: String? { body["run"]?.stringValue }

    /// What the op changes: ops of one subject are folded together. A run, experiment, logged model or registered model
    /// (one is named by the op that creates it); nil for ops about commits only.
    package var subject: String? {
        switch entityKind {
        case "model": body["model"]?.stringValue ?? id
        case "experiment": body["experiment"]?.stringValue
        case "logged": body["logged"]?.stringValue
        default: run
        }
    }

    /// What the ``subject`` is when it is no run: `experiment`, `logged` or `model`.
    package var entityKind: String? {
        for entity in ["experiment", "logged", "model"] where kind.rawValue.utf8.starts(with: entity.utf8) {
            if kind.rawValue.utf8.dropFirst(entity.utf8.count).first ?? 0x2e == 0x2e { return entity }
        }
        return nil
    }

    /// A lamport value that no honest writer reaches: such an op is kept but not folded.
    package var isQuarantined: Bool { Self.isQuarantined(lamport) }

    static func isQuarantined(_ lamport: Int64) -> Bool { lamport < 1 || lamport >= 1 << 48 }

    /// The line as it is stored: sorted keys, no blanks, `id` among them.
    package var line: [UInt8] {
        var members = body
        members["id"] = .string(id)
        return JSONValue.object(members).serialized(.compact(sortedKeys: true))
    }

    /// What the id is computed from.
    package static func canonicalBody(_ body: JSONObject) -> [UInt8] {
        JSONValue.object(body).serialized(.compact(sortedKeys: true))
    }

    /// The order of the fold: (lamport, id), a total order that every clone agrees on.
    package static func precedes(_ left: Op, _ right: Op) -> Bool {
        (left.lamport, left.id) < (right.lamport, right.id)
    }
}

/// What an op says. Kinds that this version does not know are kept, passed on and ignored.
package struct OpKind: Hashable, Sendable, RawRepresentable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let runStart = OpKind(rawValue: "run.start")
    package static let runParams = OpKind(rawValue: "run.params")
    package static let runMetrics = OpKind(rawValue: "run.metrics")
    package static let runTag = OpKind(rawValue: "run.tag")
    package static let runNote = OpKind(rawValue: "run.note")
    package static let runArtifact = OpKind(rawValue: "run.artifact")
    package static let runStage = OpKind(rawValue: "run.stage")
    package static let runFinish = OpKind(rawValue: "run.finish")
    package static let runDelete = OpKind(rawValue: "run.delete")
    package static let runRestore = OpKind(rawValue: "run.restore")
    package static let commitRewritten = OpKind(rawValue: "commit.rewritten")
    package static let commitAttach = OpKind(rawValue: "commit.attach")
}
