internal import MLOpsCore

/// What a server says of one object of a batch.
enum BatchAnswer: Sendable, Equatable {
    /// What is to be done next, by name: `download`, `upload`, `verify`.
    case actions([String: LFSAction], isAuthenticated: Bool)
    /// Nothing is to be done: the server has it.
    case present
    /// Why not; the code is an HTTP status.
    case failed(code: Int64, String)

    init(_ value: JSONValue, now: Int64) {
        if let error = value["error"], !error.isNull {
            let code = error["code"]?.integerValue ?? 0
            self = .failed(code: code, error["message"]?.stringValue ?? "the server refuses it (\(code))")
            return
        }
        var actions: [String: LFSAction] = [:]
        for (name, action) in value["actions"]?.objectValue ?? [:] { actions[name] = LFSAction(action, now: now) }
        self =
            actions.isEmpty
            ? .present : .actions(actions, isAuthenticated: value["authenticated"]?.boolValue ?? false)
    }

    /// Why the object could not be had, as the end of a sentence.
    static func sentence(code: Int64, _ message: String) -> String {
        switch code {
        case 404: "it is not on the server (\(message))"
        case 410: "it was removed from the server (\(message))"
        default: "\(message) (\(code))"
        }
    }
}
