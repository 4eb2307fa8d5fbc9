internal import MLOpsCore

/// What an API request came back with, a success.
struct LFSAnswer: Sendable {
    let status: Int
    let body: JSONValue
    /// Milliseconds since 1970 when it came.
    let received: Int64
    /// The server's clock then, where it tells.
    var sent: Int64?
}
