internal import Glibc
internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// The program `git-mlops-filter`, which git starts for every add, checkout, diff and status of filtered files.
///
///     process                 large files, all of one git command's
///     lfs-process             the same, as Git LFS does it: tells of files that are no pointers
///     clean [--] PATH         one large file, standard input to standard output
///     smudge [--] PATH
///     notebook-process, notebook-clean, notebook-smudge    the same for notebooks
public enum FilterProgram {
    /// Runs one verb; the exit code.
    public static func main() -> Int32 {
        ProcessStart.prepare()
        signal(SIGPIPE, SIG_IGN)
        let context = makeContext()
        do {
            try run(ProcessStart.arguments(), in: FilterSession(context))
            return 0
        } catch let error as ProtocolError {
            context.reporter.error("filter process: \(error.message)")
            return 1
        } catch let error as SystemError where error.errno == EPIPE {
            return 1
        } catch {
            let diagnostic = Diagnostic(describing: error)
            StandardErrorReporter().note(diagnostic.description)
            return diagnostic.exitCode
        }
    }

    private static func run(_ arguments: [String], in session: FilterSession) throws {
        guard let verb = arguments.first else { throw usage }
        let path = arguments.dropFirst().drop { $0 == "--" }.first ?? ""
        let isNotebook = verb.hasPrefix("notebook-")
        let large = LargeFileFilter(session: session, downloader: Downloader(session.context))
        let filter: any ContentFilter = isNotebook ? NotebookFilter(session) : large
        let output = try claimOutput()
        let input = DescriptorBox(Descriptor(adopting: 0, name: "standard input"))
        switch isNotebook ? String(verb.dropFirst(9)) : verb {
        case "process", "lfs-process":
            let process = FilterProcess(
                reader: PacketReader(try input.take()), writer: PacketWriter(try output.take()), filter: filter,
                session: session, delays: DelayQueue(filter: isNotebook ? nil : large),
                deferred: isNotebook ? nil : DeferredCheckout(session))
            try process.run()
            if verb == "lfs-process" { session.tellNonPointers() }
        case "clean":
            try OneShot(filter: filter, session: session, input: input, output: output).clean(
                path: NativeText.bytes(path))
        case "smudge":
            try OneShot(filter: filter, session: session, input: input, output: output).smudge(
                path: NativeText.bytes(path))
        default: throw usage
        }
        session.finish()
        CloneSetup.runIfNeeded(session)
    }

    private static let usage = Diagnostic.usage("usage: git-mlops-filter (process | clean | smudge) [--] [<path>]")

    /// Standard output for ourselves alone; what anything else prints goes to standard error, where it cannot
    /// break the protocol.
    private static func claimOutput() throws -> DescriptorBox {
        let output = Descriptor.duplicate(1)
        dup2(2, 1)
        return DescriptorBox(Descriptor(adopting: output, name: "standard output"))
    }

    private static func makeContext() -> InvocationContext {
        InvocationContext(
            workingDirectory: ProcessStart.workingDirectory() ?? "/",
            environment: ProcessStart.environment(),
            now: { Int64(time(nil)) * 1000 }, randomBits: { UInt64.random(in: .min ... .max) }, shareDirectory: nil,
            executablePath: Files.resolve("/proc/self/exe") ?? CommandLine.arguments[0],
            reporter: StandardErrorReporter())
    }
}
