/// What a hook's command says to a person.
enum LFSHookUsage {
    static func exit(_ event: String) -> LFSExit {
        LFSExit(
            "This should be run through Git's \(event) hook.  Run `git lfs update` to install it.", code: 1,
            isOutput: true)
    }
}
