internal import MLOpsCore
internal import MLOpsLFS
internal import MLOpsSystem
internal import MLOpsTerminal

/// The program under the name `git-lfs`: Git LFS's documented commands, with its options, output and exit codes. Its
/// manual is the specification.
enum LFSApplication {
    static let programName = "git-lfs"

    /// The version of Git LFS whose manual this follows; scripts and editors read it.
    static let manualVersion = "3.7.0"

    static let commands: [any LFSCommand.Type] = [
        LFSCheckout.self, LFSClone.self, LFSCompletion.self, LFSDedup.self, LFSEnv.self, LFSExt.self, LFSFetch.self,
        LFSFsck.self, LFSInstall.self,
        LFSLock.self, LFSLocks.self, LFSLogs.self, LFSLsFiles.self, LFSMigrate.self, LFSPrune.self, LFSPull.self,
        LFSPush.self, LFSStatus.self, LFSTrack.self, LFSUninstall.self, LFSUnlock.self, LFSUntrack.self,
        LFSUpdate.self, LFSVersion.self, LFSClean.self, LFSFilterProcess.self, LFSMergeDriver.self, LFSPointer.self,
        LFSPostCheckout.self, LFSPostCommit.self, LFSPostMerge.self, LFSPrePush.self, LFSSmudge.self,
        LFSStandaloneFile.self,
    ]

    /// Commands that look at a repository's format first and clear away what earlier ones left.
    private static let worksOnRepository: Set = [
        "checkout", "dedup", "fetch", "fsck", "lock", "locks", "ls-files", "migrate", "prune", "pull", "push",
        "status", "track", "unlock", "untrack",
    ]

    static func run(_ arguments: [String], in session: Session) -> Int32 {
        let lfs = LFSSession(session)
        do {
            return try dispatch(arguments, lfs)
        } catch let exit as LFSExit {
            if exit.isOutput { session.out.line(exit.message) } else { lfs.tell(exit.message) }
            return exit.code
        } catch let error as any GitLFSWorded {
            lfs.tell(error.gitLFSWords)
            return 2
        } catch {
            let diagnostic = Diagnostic(describing: error)
            lfs.tell(([diagnostic.message] + diagnostic.hints.map { "hint: \($0)" }).joined(separator: "\n"))
            return 2
        }
    }

    private static func dispatch(_ arguments: [String], _ session: LFSSession) throws -> Int32 {
        guard let word = arguments.first else { return overview(session) }
        switch word {
        case "--version", "-v": return try LFSVersion.run(LFSArguments([], for: []), in: session)
        case "--help", "-h": return overview(session)
        case "help": return help(arguments.dropFirst().first, session)
        default: break
        }
        guard let command = commands.first(where: { $0.verb.name == word }) else {
            throw LFSExit(
                "Error: unknown command \"\(word)\" for \"git-lfs\"\nRun 'git-lfs --help' for usage.", code: 127)
        }
        do {
            let parsed = try LFSArguments(Array(arguments.dropFirst()), for: command.verb.options)
            if word == "env" { session.clearTemporaries() }
            if worksOnRepository.contains(word) { try session.prepareRepository() }
            return try command.run(parsed, in: session)
        } catch LFSUsageError.help {
            session.out.write(command.verb.help)
            return 0
        } catch LFSUsageError.wrong(let sentence) {
            session.out.write(command.verb.help)
            throw LFSExit("Error: \(sentence)\n", code: 127)
        }
    }

    private static func help(_ name: String?, _ session: LFSSession) -> Int32 {
        guard let name, let command = commands.first(where: { $0.verb.name == name }) else {
            if let name { session.out.line("Sorry, no usage text found for \"\(name)\"") }
            return name == nil ? overview(session) : 0
        }
        session.out.write(command.verb.help)
        return 0
    }

    private static func overview(_ session: LFSSession) -> Int32 {
        session.out.line(LFSVersion.text)
        session.out.line("git lfs <command> [<args>]\n")
        session.out.line("Large files in git, as Git LFS keeps them, served by git-mlops.\n")
        for command in commands { session.out.line("git lfs \(command.verb.name):\n  \(command.verb.summary)") }
        return 0
    }
}
