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
        if let workingDirectory { _ = mlops_spawn_chdir(&actions, workingDirectory.nativePath) }
        var theirs: [Int32] = []
        var ours: [Int32?] = []
        defer { for descriptor in theirs { close(descriptor) } }
        for (target, stream) in [input, output, errors].enumerated() {
            switch stream {
            case .inherit: ours.append(nil)
            case .discard:
                posix_spawn_file_actions_addopen(&actions, Int32(target), "/dev/null", O_RDWR, 0)
                ours.append(nil)
            case .descriptor(let descriptor):
                posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
                ours.append(nil)
            case .pipe:
                var ends: [Int32] = [0, 0]
                if mlops_pipe(&ends) != 0 {
                    let error = SystemError.last("cannot run", arguments[0])
                    Self.closeAll(ours)
                    throw error
                }
                if target == 0 { ends.swapAt(0, 1) }
                ours.append(ends[0])
                theirs.append(ends[1])
                posix_spawn_file_actions_adddup2(&actions, ends[1], Int32(target))
            }
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var flags = Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
        // Only what we may have changed ourselves: what the caller ignores, as nohup does SIGHUP, stays ignored.
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
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
        let result = Self.withVectors(arguments, environment) {
            posix_spawn(&pid, program.nativePath, &actions, &attributes, $0, $1)
        }
        guard result == 0 else {
            Self.closeAll(ours)
            if result == ENOENT, let workingDirectory, !Files.isDirectory(workingDirectory) {
                throw SystemError("cannot change to", workingDirectory, errno: ENOENT)
            }
            throw SystemError("cannot run", arguments[0], errno: result)
        }
        self.pid = pid
        self.input = ours[0]
        self.output = ours[1]
        self.errors = ours[2]
    }

    private static func closeAll(_ descriptors: [Int32?]) {
        for descriptor in descriptors { if let descriptor { Glibc.close(descriptor) } }
    }

    /// No more input for the child.
    package mutating func closeInput() {
        Self.closeAll([input])
        input = nil
    }

    /// Reads no more of what the child prints: its next write ends it by SIGPIPE, unless it ignores that.
    mutating func closeOutput(_ descriptor: Int32) {
        if output == descriptor { output = nil }
        if errors == descriptor { errors = nil }
        Self.closeAll([descriptor])
    }

    /// Closes our ends and waits.
    package consuming func wait() -> (status: ExitStatus, usage: ResourceUsage) {
        Self.closeAll([input, output, errors])
        var status: Int32 = 0
        var usage = rusage()
        var reaped = wait4(pid, &status, 0, &usage)
        while reaped < 0, errno == EINTR { reaped = wait4(pid, &status, 0, &usage) }
        let resources = ResourceUsage(
            userMicroseconds: Int64(usage.ru_utime.tv_sec) * 1_000_000 + Int64(usage.ru_utime.tv_usec),
            systemMicroseconds: Int64(usage.ru_stime.tv_sec) * 1_000_000 + Int64(usage.ru_stime.tv_usec),
            peakKiB: Int64(usage.ru_maxrss))
        // Somebody else reaped it (SIGCHLD is ignored): how it ended is unknown, which is not success.
        return (reaped == pid ? ExitStatus(waitStatus: status) : .exited(127), resources)
    }

    /// The path of the program, found as execvp(3) would in `workingDirectory`, or the error ENOENT. An empty entry
    /// of PATH, which means the working folder, is passed over.
    package static func find(
        _ name: String, environment: [String: String]? = nil, workingDirectory: String? = nil
    ) throws(SystemError) -> String {
        if name.utf8.contains(UInt8(ascii: "/")) { return name }
        let path = environment.map { $0["PATH"] } ?? getenv("PATH").map { String(cString: $0) }
        for folder in (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") {
            let folder = workingDirectory.map { Paths.join($0, String(folder)) } ?? String(folder)
            let candidate = Paths.join(folder, name)
            if access(candidate.nativePath, X_OK) == 0, Files.info(candidate, followLinks: true)?.kind == .file {
                return candidate
            }
        }
        throw SystemError("cannot run", name, errno: ENOENT)
    }
}
