import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct CompletionTests {
    /// What git's completion offers for the words, with stand-ins for the two helpers of git's that ours calls.
    func complete(_ words: String..., in repository: TempRepository) throws -> [String] {
        let script = """
            source <(git mlops completion bash)
            __gitcomp_nl () { COMPREPLY=($(compgen -W "$1" -- "${words[cword]}")); }
            __git_complete_index_file () { COMPREPLY=(files); }
            words=("$@"); cword=$((${#words[@]} - 1)); COMPREPLY=()
            _git_mlops
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let result = try repository.run(["bash", "-c", script, "bash"] + words).check()
        #expect(result.errors.isEmpty)
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test func verbsAndOptions() throws {
        let repository = try TempRepository()
        #expect(try complete("git", "mlops", "unin", in: repository) == ["uninstall", "uninit"])
        #expect(try complete("git", "-C", "x", "mlops", "doc", in: repository) == ["doctor"])
        #expect(try complete("git", "mlops", "notebook", "st", in: repository) == ["strip"])
        #expect(try complete("git", "mlops", "check", "--f", in: repository) == ["--from"])
        #expect(try complete("git", "mlops", "check", "--json", "--t", in: repository) == ["--to"])
        #expect(try complete("git", "mlops", "schema", "check", "data", in: repository) == ["files"])
        #expect(try !complete("git", "mlops", "", in: repository).contains("hook"))
    }
}
