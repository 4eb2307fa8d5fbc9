internal import MLOpsTerminal

/// Scripts that complete `git lfs` and `git-lfs` in a shell.
struct LFSCompletion: LFSCommand {
    static let verb = LFSVerb(
        "completion", "Shell tab-completion script generation for Git LFS",
        synopsis: ["git lfs completion bash", "git lfs completion fish", "git lfs completion zsh"])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        switch arguments.words.first {
        case "bash": session.out.write(bash)
        case "fish": session.out.write(fish)
        case "zsh": session.out.write(zsh)
        case let word:
            session.out.write(verb.help)
            throw LFSExit("Error: invalid argument \"\(word ?? "")\" for \"git-lfs completion\"\n", code: 127)
        }
        return 0
    }

    private static var verbs: [LFSVerb] { LFSApplication.commands.map { $0.verb } }

    private static func options(_ verb: LFSVerb) -> String {
        verb.options.map { "--\($0.name)" + ($0.value == nil ? "" : "=") }.joined(separator: " ")
    }

    /// For git's own completion, which asks `_git_lfs`, and for `git-lfs`.
    private static var bash: String {
        let cases = verbs.filter { !$0.options.isEmpty }.map { "        \($0.name)) words=\"\(options($0))\" ;;" }
        return """
            # Completion of git lfs for bash: eval "$(git lfs completion bash)"
            __git_lfs_words() {
                local words="" command="$1"
                case "$command" in
            \(cases.joined(separator: "\n"))
                esac
                COMPREPLY=($(compgen -W "$words" -- "$2"))
                [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
                [[ ${#COMPREPLY[@]} -gt 0 || $2 == -* ]] || COMPREPLY=($(compgen -f -- "$2"))
            }
            __git_lfs_complete() {
                local first="$1" current="${COMP_WORDS[COMP_CWORD]}"
                if [ "$COMP_CWORD" -eq "$first" ]; then
                    COMPREPLY=($(compgen -W "\(verbs.map(\.name).joined(separator: " "))" -- "$current"))
                else
                    __git_lfs_words "${COMP_WORDS[first]}" "$current"
                fi
            }
            _git_lfs() { __git_lfs_complete 2; }
            __git_lfs_program() { __git_lfs_complete 1; }
            complete -F __git_lfs_program git-lfs

            """
    }

    private static var fish: String {
        var lines = ["# Completion of git lfs for fish: git lfs completion fish | source"]
        let names = verbs.map(\.name).joined(separator: " ")
        for (program, none, seen) in [
            ("git-lfs", "not __fish_seen_subcommand_from \(names)", "__fish_seen_subcommand_from"),
            (
                "git", "__fish_seen_subcommand_from lfs; and not __fish_seen_subcommand_from \(names)",
                "__fish_seen_subcommand_from lfs; and __fish_seen_subcommand_from"
            ),
        ] {
            for verb in verbs {
                lines.append("complete -c \(program) -f -n '\(none)' -a \(verb.name) -d \(quoted(verb.summary))")
                lines += verb.options.map { option in
                    let short = option.short.map { " -s \($0)" } ?? ""
                    return "complete -c \(program) -n '\(seen) \(verb.name)'\(short) -l \(option.name)"
                        + (option.value == nil ? "" : " -r") + " -d \(quoted(option.help))"
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// For zsh's own completion of git, which asks `_git-lfs`, and for `git-lfs`.
    private static var zsh: String {
        let names = verbs.map { "'\($0.name):\($0.summary.replacing("'", with: "").replacing(":", with: ""))'" }
        let cases = verbs.filter { !$0.options.isEmpty }.map { verb in
            let options = verb.options.map { option in
                let help = option.help.replacing("'", with: "").replacing("[", with: "(").replacing("]", with: ")")
                    .replacing(":", with: "")
                return
                    "'--\(option.name)\(option.value == nil ? "" : "=")[\(help)]\(option.value == nil ? "" : ":value:_files")'"
            }
            return "        \(verb.name)) _arguments \(options.joined(separator: " ")) '*:file:_files' ;;"
        }
        return """
            #compdef git-lfs
            # Completion of git lfs for zsh: put it into a folder of fpath as _git-lfs.
            _git-lfs() {
                local -a commands
                commands=(\(names.joined(separator: " ")))
                if (( CURRENT == 2 )); then
                    _describe -t commands 'git lfs command' commands
                    return
                fi
                local command="${words[2]}"
                shift words
                (( CURRENT-- ))
                case "$command" in
            \(cases.joined(separator: "\n"))
                    *) _files ;;
                esac
            }
            if [ "${funcstack[1]-}" = _git-lfs ]; then _git-lfs "$@"; else compdef _git-lfs git-lfs; fi

            """
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "\\'") + "'" }
}
