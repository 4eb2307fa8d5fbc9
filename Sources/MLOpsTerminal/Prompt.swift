internal import Glibc

/// Asks the person at the terminal.
package enum Prompt {
    /// Whether there is somebody to ask.
    package static var isPossible: Bool {
        isatty(0) == 1 && isatty(2) == 1
    }

    /// The answer, or `initial` for an empty line; nil at the end of input.
    package static func ask(_ question: String, initial: String = "") -> String? {
        TerminalReporter.writeError(initial.isEmpty ? "\(question): " : "\(question) [\(initial)]: ")
        guard let answer = readLine() else { return nil }
        return answer.isEmpty ? initial : answer
    }

    /// True for an answer that begins with y, or an empty one when `initial` is true.
    package static func confirm(_ question: String, initial: Bool) -> Bool {
        let answer = ask("\(question) (\(initial ? "Y/n" : "y/N"))") ?? ""
        return answer.isEmpty ? initial : answer.lowercased().hasPrefix("y")
    }
}
