internal import MLOpsCore

/// Arguments that are no UTF-8. What git-mlops keeps is text, so most verbs cannot take them; those that only open files,
/// or hand arguments on to git or to a program, can.
enum TextArguments {
    /// Verbs that keep nothing of their arguments, and what git itself calls.
    private static let takesBytes: Set = ["add", "checkout", "hook", "merge-driver", "notebook", "schema", "stage"]

    /// Why the command line cannot be taken; nil when it can.
    static func refusal(of arguments: [String]) -> Diagnostic? {
        let kept = arguments.first == "run" ? arguments.prefix { $0 != "--" } : arguments[...]
        guard let index = arguments.firstIndex(where: { !NativeText.isText($0) }) else { return nil }
        if let name = NativeText.ambiguous {
            return .fatal("two names that are not UTF-8 look the same: '\(name)'", hint: "name one at a time")
        }
        guard index < kept.endIndex, let verb = arguments.first, Application.isOurs(verb), !takesBytes.contains(verb)
        else {
            return nil
        }
        return .fatal(
            "\(RepoPath(arguments[index]).quoted()) is not UTF-8, and git mlops \(verb) keeps only text",
            hint: "rename it, name the folder, or give a pattern such as '\(pattern(arguments[index]))'")
    }

    /// git's patterns have `?` for a byte.
    private static func pattern(_ argument: String) -> String {
        String(String.UnicodeScalarView(argument.unicodeScalars.map { $0 == "\u{fffd}" ? "?" : $0 }))
    }
}
