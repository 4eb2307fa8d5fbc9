internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTerminal

/// `git-lfs` beside the installed program, a link to it: under that name it answers Git LFS's commands.
struct LFSLink {
    private let program: String
    private let path: String
    private let context: InvocationContext

    /// Nil unless the program lies in an installed tree: one that is being built is nobody's Git LFS.
    init?(_ context: InvocationContext) {
        let folder = Paths.parent(context.executablePath)
        let installed = Paths.normalize(Paths.join(folder, "../share/git-mlops"))
        guard Files.isDirectory(installed) else { return nil }
        program = Paths.name(context.executablePath)
        path = Paths.join(folder, LFSApplication.programName)
        self.context = context
    }

    /// Makes it, unless another program of that name is there, and tells when another comes first on PATH.
    func make(_ session: Session) throws {
        if Files.readLink(path) == nil, Files.exists(path) {
            return session.reporter.warning("'\(path)' is another program; it stays, and 'git lfs' is that one")
        }
        if !isOurs {
            try Files.remove(path)
            guard symlink(program.nativePath, path.nativePath) == 0 else {
                throw SystemError.last("cannot write", path)
            }
            session.out.line("Linked \(path)")
        }
        let first = try? ChildProcess.find(LFSApplication.programName, environment: context.environment)
        if let first, Files.resolve(first) != context.executablePath {
            session.reporter.warning("another git-lfs comes first on PATH: '\(first)'")
        }
    }

    /// Takes it away, if it leads to us.
    func remove(_ session: Session) throws {
        guard isOurs else { return }
        try Files.remove(path)
        session.out.line("Removed \(path)")
    }

    private var isOurs: Bool {
        Files.readLink(path).map { Paths.name($0) == program } ?? false
    }
}
