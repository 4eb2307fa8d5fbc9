internal import Glibc

extension ChildProcess {
    /// Calls `body` with `arguments` and `environment` (ours when nil) as execve(2) takes them.
    static func withVectors<R>(
        _ arguments: [String], _ environment: [String: String]?,
        _ body: (_ argv: CStringVector, _ envp: CStringVector) -> R
    ) -> R {
        withCStrings(arguments.map { strdup($0.nativePath) }) { argv in
            guard let environment else { return body(argv, environ) }
            return withCStrings(environment.map { strdup("\($0.key)=\($0.value)".nativePath) }) { body(argv, $0) }
        }
    }

    typealias CStringVector = UnsafePointer<UnsafeMutablePointer<CChar>?>

    /// Becomes `program`: the same process, so that its signals, terminal and exit status are the program's own.
    /// Returns only when that fails.
    package static func replaceSelf(
        with program: String, _ arguments: [String], environment: [String: String]? = nil
    ) -> SystemError {
        _ = withVectors([program] + arguments, environment) { execve(program.nativePath, $0, $1) }
        return .last("cannot run", program)
    }

    private static func withCStrings<R>(
        _ strings: [UnsafeMutablePointer<CChar>?], _ body: (CStringVector) -> R
    ) -> R {
        defer { for string in strings { free(string) } }
        return (strings + [nil]).withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
