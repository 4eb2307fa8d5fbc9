package import MLOpsSystem

extension Repository {
    /// `git credential fill`, `approve` or `reject` with a description; prompts nobody.
    package func askCredential(_ verb: String, _ lines: [String]) throws(GitError) -> ChildResult {
        let silence = ["GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS": ""]
        let input = Array((lines.joined(separator: "\n") + "\n\n").utf8)
        return try git(["-c", "core.askPass=", "credential", verb], input: input, environment: silence)
    }
}
