internal import CMLOpsShims
internal import Glibc

/// How a child process ended.
package enum ExitStatus: Sendable, Equatable {
    case exited(Int32)
    case signaled(Int32)

    init(waitStatus: Int32) {
        let signal = mlops_wait_signal(waitStatus)
        self = signal != 0 ? .signaled(signal) : .exited(mlops_wait_code(waitStatus))
    }

    package var isSuccess: Bool { self == .exited(0) }

    /// The exit code a shell would show: 128 + N for signal N.
    package var shellCode: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}

/// What a child used, from wait4(2).
package struct ResourceUsage: Sendable, Equatable {
    package let userMicroseconds: Int64
    package let systemMicroseconds: Int64
    /// Largest resident set, KiB, of the child or any of its waited-for descendants.
    package let peakKiB: Int64
}

/// Where a child's descriptor points.
package enum ChildStream: Sendable {
    /// The same as ours.
    case inherit
    /// /dev/null.
    case discard
    /// A pipe whose other end we hold.
    case pipe
    /// An open descriptor of ours.
    case descriptor(Int32)
}

/// A program that was started without a shell. Its pipes are ours until ``wait()``.
///
/// Our own code and not swift-subprocess because the hot path may not start a concurrency runtime and
/// because `git mlops run` needs wait4's usage (docs/decisions/0001).
package struct ChildProcess: ~Copyable {
    package let pid: Int32
    package private(set) var input: Int32?
    package private(set) var output: Int32?
    package private(set) var errors: Int32?

    /// Starts `arguments[0]`, looked up in the PATH of `environment` (or ours).
    package init(
        _ arguments: [String], workingDirectory: String? = nil, environment: [String: String]? = nil,
        input: ChildStream = .inherit, output: ChildStream = .inherit, errors: ChildStream = .inherit,
        newProcessGroup: Bool = false
    ) throws(SystemError) {
        let program = try Self.find(arguments[0], environment: environment, workingDirectory: workingDirectory)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let workingDirectory { _ = mlops_spawn_chdir(&actions, workingDirectory) }
        var toClose: [Int32] = []
        defer { for descriptor in toClose { close(descriptor) } }
        func connect(_ stream: ChildStream, _ target: Int32) throws(SystemError) -> Int32? {
            switch stream {
            case .inherit: return nil
            case .discard:
                posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_RDWR, 0)
                return nil
            case .descriptor(let descriptor):
                posix_spawn_file_actions_adddup2(&actions, descriptor, target)
                return nil
            case .pipe:
                var ends: [Int32] = [0, 0]
                if mlops_pipe(&ends) != 0 { throw .last("cannot start", arguments[0]) }
                let (ours, theirs) = target == 0 ? (ends[1], ends[0]) : (ends[0], ends[1])
                posix_spawn_file_actions_adddup2(&actions, theirs, target)
                toClose.append(theirs)
                return ours
            }
        }
        let input = try connect(input, 0)
        let output = try connect(output, 1)
        let errors = try connect(errors, 2)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var flags = Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for signal in [SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGHUP] { sigaddset(&defaults, signal) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigmask(&attributes, &mask)
        if newProcessGroup {
            flags |= Int16(POSIX_SPAWN_SETPGROUP)
            posix_spawnattr_setpgroup(&attributes, 0)
        }
        posix_spawnattr_setflags(&attributes, flags)

        var pid: pid_t = 0
        let result = Self.withCStrings(arguments) { argv in
            guard let environment else { return posix_spawn(&pid, program, &actions, &attributes, argv, environ) }
            return Self.withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
                posix_spawn(&pid, program, &actions, &attributes, argv, envp)
            }
        }
        guard result == 0 else {
            for descriptor in [input, output, errors] { if let descriptor { close(descriptor) } }
            throw SystemError("cannot run", arguments[0], errno: result)
        }
        self.pid = pid
        self.input = input
        self.output = output
        self.errors = errors
    }

    /// No more input for the child.
    package mutating func closeInput() {
        if let descriptor = input { close(descriptor) }
        input = nil
    }

    /// Closes our ends and waits.
    package consuming func wait() -> (status: ExitStatus, usage: ResourceUsage) {
        for descriptor in [input, output, errors] { if let descriptor { close(descriptor) } }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0, errno == EINTR {}
        let resources = ResourceUsage(
            userMicroseconds: Int64(usage.ru_utime.tv_sec) * 1_000_000 + Int64(usage.ru_utime.tv_usec),
            systemMicroseconds: Int64(usage.ru_stime.tv_sec) * 1_000_000 + Int64(usage.ru_stime.tv_usec),
            peakKiB: Int64(usage.ru_maxrss))
        return (ExitStatus(waitStatus: status), resources)
    }

    /// The path of the program, found as execvp(3) would, or the error ENOENT.
    package static func find(
        _ name: String, environment: [String: String]? = nil, workingDirectory: String? = nil
    ) throws(SystemError) -> String {
        if name.contains("/") { return name }
        let path = environment.map { $0["PATH"] } ?? getenv("PATH").map { String(cString: $0) }
        for folder in (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") {
            let candidate = Paths.join(String(folder), name)
            if access(candidate, X_OK) == 0, Files.info(candidate, followLinks: true)?.kind == .file {
                return candidate
            }
        }
        throw SystemError("cannot run", name, errno: ENOENT)
    }

    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
