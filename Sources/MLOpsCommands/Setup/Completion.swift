internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTerminal

struct Completion: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print the completion script for bash",
        discussion:
            "The installed one is loaded by git's own completion. Elsewhere: source <(git mlops completion bash)")

    @Argument(help: "bash, or words to complete after 'words'") var words: [String] = ["bash"]

    init() {}

    func run(in session: Session) throws -> Int32 {
        switch words.first {
        case "bash": session.out.write(Self.bash)
        case "words":
            for word in CompletionWords.candidates(after: Array(words.dropFirst())) { session.out.line(word) }
        default: throw Diagnostic.usage("no completion for '\(words.first ?? "")'; there is one for bash")
        }
        return 0
    }

    /// git's completion calls `_git_<verb>` for `git <verb>`, with its own helpers at hand.
    private static let bash = """
        # bash completion of git mlops, called by git's own completion.
        _git_mlops ()
        {
            local i=1 words_before=()
            while [ "$i" -lt "$cword" ] && [ "${words[i]}" != mlops ]; do i=$((i + 1)); done
            i=$((i + 1))
            while [ "$i" -lt "$cword" ]; do
                case "${words[i]}" in
                    -*) ;;
                    *) words_before+=("${words[i]}") ;;
                esac
                i=$((i + 1))
            done
            __gitcomp_nl "$(git mlops completion words "${words_before[@]}" 2>/dev/null)"
            if [ -z "${COMPREPLY[*]}" ]; then __git_complete_index_file "--cached"; fi
        }

        """
}
