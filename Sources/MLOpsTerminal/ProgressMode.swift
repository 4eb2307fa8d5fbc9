internal import Glibc

/// How a long task shows how far it is.
package enum ProgressMode: Sendable, Equatable {
    /// A line that renews itself, after a second, when standard error is a terminal and this process is in its
    /// foreground; nothing otherwise.
    case automatic
    /// The same wherever standard error goes, at once.
    case always
    case never
    /// A JSON object a line on standard error, at most ten a second.
    case json

    /// ``automatic`` looked at: one of the others, or ``automatic`` on a terminal.
    var decided: ProgressMode {
        guard self == .automatic else { return self }
        return isatty(2) == 1 && tcgetpgrp(2) == getpgrp() ? .automatic : .never
    }

    /// Milliseconds before the first sign: what is done by then needs none.
    var delay: Int64 { self == .automatic ? 1000 : 0 }
}
