internal import Glibc
package import MLOpsCore
internal import MLOpsSystem

/// What a command does, told where `GIT_TRACE` says, as Git LFS tells it: `HH:MM:SS.uuuuuu trace git-lfs: <text>`.
/// `GIT_TRANSFER_TRACE` adds how objects move, `GIT_CURL_VERBOSE` what is said over HTTP. No line holds a credential.
package struct LFSTrace: Sendable {
    private enum Place {
        case descriptor(Int32)
        case file(String)
    }

    private let place: Place?
    private let now: @Sendable () -> Int64
    /// Whether transfers are told too.
    private let tellsTransfers: Bool
    /// Whether what is said over HTTP is told, on standard error.
    package let isVerbose: Bool

    package init(_ context: InvocationContext) {
        let environment = context.environment
        place = Self.place(environment["GIT_TRACE"])
        now = context.now
        tellsTransfers = Self.isOn(environment["GIT_TRANSFER_TRACE"])
        isVerbose = Self.isOn(environment["GIT_CURL_VERBOSE"])
    }

    /// Whether ``line(_:)`` writes.
    package var isOn: Bool { place != nil }

    /// Writes one line. Text that is not wanted is not made.
    package func line(_ text: @autoclosure () -> String) {
        guard let place else { return }
        let line = "\(Timestamp.localClock(now())) trace git-lfs: \(DisplayText.lines(text()))\n"
        switch place {
        case .descriptor(let number): Self.write(line, to: number)
        case .file(let path):
            guard let file = try? Descriptor(opening: path, flags: O_WRONLY | O_APPEND | O_CREAT) else { return }
            try? file.write(Array(line.utf8))
        }
    }

    /// As ``line(_:)``, when transfers are told.
    package func transfer(_ text: @autoclosure () -> String) {
        if tellsTransfers { line(text()) }
    }

    /// What was said over HTTP, on standard error as it is.
    func verbose(_ text: @autoclosure () -> String) {
        if isVerbose { Self.write(DisplayText.lines(text()) + "\n", to: 2) }
    }

    /// A text as the trace quotes it.
    package static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// 1, 2 and `true`: standard error; a path: the end of that file; up to 10: that descriptor.
    private static func place(_ value: String?) -> Place? {
        guard let value else { return nil }
        if value.hasPrefix("/") { return .file(value) }
        if value.lowercased() == "true" { return .descriptor(2) }
        return switch Int32(value) {
        case 1, 2: .descriptor(2)
        case let number? where (3...10).contains(number): .descriptor(number)
        default: nil
        }
    }

    private static func isOn(_ value: String?) -> Bool {
        !["", "0", "f", "false", "no", "off"].contains(value?.lowercased() ?? "")
    }

    /// In one piece, so that lines of several threads and programs stay whole.
    private static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
