/// ArgumentParser's help and errors in git's form: `usage:` first, verbs as a person types them, sections that do not
/// shout.
enum UsageText {
    /// `git mlops VERB -h`.
    static func help(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = lines.firstIndex { $0.hasPrefix("USAGE: ") } ?? 0
        let end = lines[start...].firstIndex(of: "") ?? lines.endIndex
        var overview = Array(lines[..<start])
        if let first = overview.first { overview[0] = String(first.dropFirst("OVERVIEW: ".count)) }
        // The abstract was broken for the longer line that it began.
        if overview.count > 1, !overview[1].isEmpty, overview[0].count + overview[1].count < 80 {
            overview[0] += " " + overview.remove(at: 1)
        }
        let usage = lines[start..<end].map(asTyped).joined(separator: "\n")
        let rest = lines[end...].map(line)
        return (["usage: " + usage.dropFirst("USAGE: ".count), ""] + overview.dropLast() + rest)
            .joined(separator: "\n")
    }

    /// What is wrong with a command line, how it is used, and where to read more.
    static func error(_ message: String, full: String) -> String {
        var result = ["error: \(sentence(message))"]
        let lines = full.split(separator: "\n").map(String.init)
        if let start = lines.firstIndex(where: { $0.hasPrefix("Usage: ") }) {
            let usage = lines[start...].prefix { !$0.hasPrefix("  See '") }.map(asTyped)
            result += ["usage: " + usage[0].dropFirst("Usage: ".count)] + usage.dropFirst()
        }
        if let more = lines.last, let command = more.split(separator: "'").dropFirst().first, more.hasPrefix("  See '")
        {
            result.append("hint: " + asTyped(String(command).replacing("--help", with: "-h")))
        }
        return result.joined(separator: "\n")
    }

    private static func line(_ text: String) -> String {
        if text.hasPrefix("  See '"), text.hasSuffix("for detailed help.") {
            let path = text.split(separator: "'").dropFirst().first ?? ""
            return "See '" + asTyped(String(path).replacing(" help", with: "")) + " -h' for one of them"
        }
        if text.hasSuffix(":"), text == text.uppercased(), !text.hasPrefix(" ") { return title(text) }
        return text.hasSuffix(" Show help information.") ? text.replacing("help information.", with: "this help") : text
    }

    /// `LARGE FILES SUBCOMMANDS:` and `OPTIONS:` as `Large files:` and `Options:`.
    private static func title(_ text: String) -> String {
        let name = text == "SUBCOMMANDS:" ? "VERBS:" : text.replacing(" SUBCOMMANDS", with: "")
        return name.prefix(1) + name.dropFirst().lowercased()
    }

    private static func asTyped(_ text: String) -> String {
        text.replacing("git-mlops", with: "git mlops").replacing("<subcommand>", with: "<verb>")
    }

    /// The first line, begun in lower case and without a full stop; the others explain arguments, as `-h` does.
    private static func sentence(_ message: String) -> String {
        var first = message.split(separator: "\n").first ?? ""
        if first.hasSuffix(".") { first.removeLast() }
        return first.prefix(1).lowercased() + first.dropFirst()
    }
}
