/// The text of a hook that somebody else wrote, with our lines put in and taken out.
///
/// Ours stand at the top, behind the interpreter line: an `exit` in the middle of the script, an `exec` at its
/// end or a last command whose status is the hook's verdict then mean what they meant before.
struct HookScript: Sendable, Equatable {
    var bytes: [UInt8]

    static let beginMark = "# >>> git-mlops >>> added by 'git mlops init', removed by 'git mlops uninit'"
    static let endMark = "# <<< git-mlops <<<"

    /// Whether a POSIX shell runs it. git runs a script without an interpreter line with sh.
    var isShell: Bool {
        if bytes.contains(0) { return false }
        guard bytes.starts(with: "#!".utf8) else { return true }
        let words = firstLine.dropFirst(2).split { $0 == " " || $0 == "\t" }
        guard !firstLine.hasSuffix("\r"), let program = words.first else { return false }
        let name = program.split(separator: "/").last ?? program
        let interpreter = name == "env" ? words.dropFirst().first { !$0.hasPrefix("-") } ?? "" : name
        return ["sh", "bash", "dash", "ksh", "zsh", "ash"].contains(String(interpreter))
    }

    private var firstLine: String {
        String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
    }

    var hasBlock: Bool { blockRange != nil }

    /// The script with our lines for `event`, once.
    func adding(_ event: HookEvent) -> HookScript {
        let base = removingBlock().bytes
        let block = Array(Self.block(event).utf8)
        guard base.starts(with: "#!".utf8) else { return HookScript(bytes: block + [0x0a] + base) }
        let lineEnd = base.firstIndex(of: 0x0a) ?? base.endIndex
        return HookScript(bytes: base[..<lineEnd] + [0x0a] + block + base[lineEnd...])
    }

    /// The script as it was before ``adding(_:)``.
    func removingBlock() -> HookScript {
        guard let range = blockRange else { return self }
        return HookScript(bytes: Array(bytes[..<range.lowerBound] + bytes[range.upperBound...]))
    }

    /// Where our lines stand, with the newline that came with them: the one before, or at the top the one after.
    private var blockRange: Range<Int>? {
        guard let begin = find(Self.beginMark, from: 0), let end = find(Self.endMark, from: begin) else { return nil }
        let after = end + Self.endMark.utf8.count
        if begin > 0 { return begin - 1..<after }
        return begin..<(after < bytes.count && bytes[after] == 0x0a ? after + 1 : after)
    }

    private func find(_ text: String, from start: Int) -> Int? {
        let pattern = Array(text.utf8)
        guard bytes.count >= pattern.count, start <= bytes.count - pattern.count else { return nil }
        return (start...bytes.count - pattern.count).first { offset in
            (offset == 0 || bytes[offset - 1] == 0x0a) && bytes[offset...].starts(with: pattern)
        }
    }

    /// Our lines, without a final newline.
    static func block(_ event: HookEvent) -> String {
        let name = event.rawValue
        let absent = absentLine(event)
        var lines = [beginMark]
        if event.readsInput {
            let leave = event.mayRefuse ? "{ rm -f \"$mlops_input\"; exit 1; }" : ":"
            lines += [
                "mlops_input=$(mktemp) || exit \(event.mayRefuse ? 1 : 0)",
                "cat >\"$mlops_input\"",
                "if command -v git-mlops >/dev/null 2>&1; then",
                "    git mlops hook \(name) \"$@\" <\"$mlops_input\" || \(leave)",
                "else",
                "    \(absent)",
            ]
            if event.isNeeded { lines.append("    rm -f \"$mlops_input\"; exit 1") }
            lines += ["fi", "exec <\"$mlops_input\"", "rm -f \"$mlops_input\""]
        } else {
            lines += [
                "if command -v git-mlops >/dev/null 2>&1; then",
                "    git mlops hook \(name) \"$@\" \(event.mayRefuse ? "|| exit $?" : "|| :")",
                "else",
                "    \(absent)",
                "fi",
            ]
        }
        return (lines + [endMark]).joined(separator: "\n")
    }

    private static func absentLine(_ event: HookEvent) -> String {
        let effect =
            event.isNeeded
            ? "nothing is pushed (git push --no-verify pushes without it)" : "\(event.rawValue) does nothing"
        return "echo \"mlops: git-mlops is not on PATH, so \(effect)\" >&2"
    }
}
