package import MLOpsSystem

/// What a program printed, final newlines cut off, and how it ended.
package struct ShellResult: Sendable, CustomStringConvertible {
    package let command: [String]
    package let output: String
    package let errors: String
    package let status: ExitStatus
    package let outputBytes: [UInt8]
    package let usage: ResourceUsage

    package var code: Int32 { status.shellCode }

    /// Throws itself, printed whole, unless the program succeeded.
    @discardableResult
    package func check() throws -> ShellResult {
        if status != .exited(0) { throw ShellFailure(result: self) }
        return self
    }

    package var description: String {
        "$ \(command.joined(separator: " "))\n\(output)\n--- stderr\n\(errors)\nexit \(code)"
    }
}

package struct ShellFailure: Error, CustomStringConvertible {
    package let result: ShellResult
    package var description: String { result.description }
}

package enum Shell {
    /// Runs a program to its end with both outputs captured.
    @discardableResult
    package static func run(
        _ arguments: [String], in folder: String, environment: [String: String], input: [UInt8]? = nil
    ) throws -> ShellResult {
        let result = try ChildProcess.run(
            arguments, workingDirectory: folder, environment: environment, input: input)
        return ShellResult(
            command: arguments, output: result.text, errors: trimmed(result.errors), status: result.status,
            outputBytes: result.output, usage: result.usage)
    }

    private static func trimmed(_ bytes: [UInt8]) -> String {
        var text = String(decoding: bytes, as: UTF8.self)
        while text.last == "\n" { text.removeLast() }
        return text
    }
}
