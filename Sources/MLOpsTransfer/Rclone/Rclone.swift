internal import MLOpsCore
internal import MLOpsSystem

/// The rclone program: arguments, never a shell.
struct Rclone: Sendable {
    let name: String
    let environment: [String: String]
    let workingDirectory: String

    /// Lines `size;path` of the files below `target`, all of them or those of `only`. A folder that is not there has
    /// none.
    func list(_ target: String, only: [String]?) throws -> [Substring] {
        var arguments = ["lsf", "--recursive", "--files-only", "--format", "sp", "--separator", ";", "--fast-list"]
        if only != nil { arguments += ["--files-from-raw", "-", "--no-traverse"] }
        let result = try run(arguments + ["--", target], input: only.map(Self.lines) ?? [])
        // 3: the folder is not there.
        guard result.status.isSuccess || result.status == .exited(3) else {
            throw Diagnostic.fatal("cannot read from remote '\(name)': \(Self.message(result.errors))")
        }
        return String(decoding: result.output, as: UTF8.self).split(separator: "\n")
    }

    /// Copies the files that `paths` name; why not all of them came over, nil when they did.
    func copy(_ paths: [String], from source: String, to target: String) throws -> String? {
        let result = try run(
            [
                "copy", "--files-from-raw", "-", "--no-traverse", "--size-only", "--transfers", "8", "--stats", "0",
                "--", source, target,
            ], input: Self.lines(paths))
        if result.status.isSuccess { return nil }
        return Self.message(result.errors)
    }

    /// A file that is not there is fine.
    func delete(_ target: String) throws {
        let result = try run(["deletefile", "--", target])
        guard result.status.isSuccess || [.exited(3), .exited(4)].contains(result.status) else {
            throw Diagnostic.fatal("cannot delete from remote '\(name)': \(Self.message(result.errors))")
        }
    }

    func call(_ arguments: [String]) throws -> ChildResult { try run(arguments) }

    private func run(_ arguments: [String], input: [UInt8] = []) throws -> ChildResult {
        do {
            return try ChildProcess.run(
                ["rclone"] + arguments, workingDirectory: workingDirectory, environment: environment, input: input)
        } catch {
            throw Diagnostic.fatal(
                "cannot use remote '\(name)': rclone is not installed", hint: "apt-get install rclone")
        }
    }

    private static func lines(_ paths: [String]) -> [UInt8] { Array(paths.map { $0 + "\n" }.joined().utf8) }

    /// rclone's last error without its date, the end of a sentence.
    private static func message(_ errors: [UInt8]) -> String {
        let lines = String(decoding: errors, as: UTF8.self).split(separator: "\n")
        let line = lines.last { $0.contains("ERROR") || $0.contains("CRITICAL") } ?? lines.last ?? "rclone failed"
        let text = line.split(separator: " ", omittingEmptySubsequences: true).dropFirst(line.hasPrefix("20") ? 2 : 0)
        let words = text.drop { $0 == ":" || ["ERROR", "CRITICAL:", "CRITICAL", "NOTICE:", "Failed"].contains($0) }
        return "rclone says: " + words.joined(separator: " ").prefix(300)
    }
}
