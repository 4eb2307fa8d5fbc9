internal import MLOpsCore

/// What a server says of one object of a batch.
enum BatchAnswer: Sendable, Equatable {
    /// What is to be done next, by name: `download`, `upload`, `verify`.
    case actions([String: LFSAction], isAuthenticated: Bool)
    /// Nothing is to be done: the server has it.
    case present
    /// Why not; the code is an HTTP status.
    case failed(code: Int64, String)

    init(_ value: JSONValue, _ answer: LFSAnswer) {
        if let error = value["error"], !error.isNull {
            let code = error["code"]?.integerValue ?? 0
            self = .failed(code: code, error["message"]?.stringValue ?? "the server refuses it (\(code))")
            return
        }
        if let size = value["size"]?.integerValue, size < 0 {
            self = .failed(code: 0, "object has invalid size (got: \(size))")
            return
        }
        var actions: [String: LFSAction] = [:]
        // Servers of before 2016 say `_links`.
        for (name, action) in value["actions"]?.objectValue ?? value["_links"]?.objectValue ?? [:] {
            actions[name] = LFSAction(action, now: answer.received, serverTime: answer.sent)
        }
        self =
            actions.isEmpty
            ? .present : .actions(actions, isAuthenticated: value["authenticated"]?.boolValue ?? false)
    }

    /// The server said nothing of the object. `stranger`: one that it named and was not asked about.
    static func unanswered(stranger: String?) -> BatchAnswer {
        .failed(
            code: 0,
            stranger.map { "[\($0)] The server returned an unknown OID." } ?? "the server did not answer for it")
    }

    /// A failure when an action had run out by the server's own clock when it came, so that using it is of no use.
    var unlessStale: BatchAnswer {
        guard case .actions(let actions, _) = self, let name = actions.first(where: { $0.value.isStale })?.key else {
            return self
        }
        return .failed(code: 0, "the server's action \"\(name)\" has expired already")
    }

    /// Why the object could not be had, as the end of a sentence.
    static func sentence(code: Int64, _ message: String) -> String {
        switch code {
        case 404: "it is not on the server (\(message))"
        case 410: "it was removed from the server (\(message))"
        case 0: message
        default: "\(message) (\(code))"
        }
    }
}
