internal import Glibc

/// `core.sharedRepository`: who besides the owner may use what we write into the git directory.
package enum SharingMode: Sendable, Equatable {
    /// The process's umask alone decides.
    case umask
    case group
    case everybody
    /// An octal file mode, taken exactly.
    case exact(UInt32)

    /// Reads the config value; nil (unset) and what git would refuse mean ``umask``.
    package init(configValue: String?) {
        switch configValue?.lowercased() {
        case "group", "true", "yes", "on", "1", "": self = .group
        case "all", "world", "everybody", "2": self = .everybody
        case let text? where text.hasPrefix("0") && text.count > 1:
            self = UInt32(text, radix: 8).map { .exact($0 & 0o777) } ?? .umask
        default: self = .umask
        }
    }

    /// git's `calc_shared_perm`: the mode a file of mode `mode` gets.
    package func adjusted(_ mode: UInt32, isDirectory: Bool = false) -> UInt32 {
        var tweak: UInt32
        switch self {
        case .umask: return mode
        case .group: tweak = 0o660
        case .everybody: tweak = 0o664
        case .exact(let bits): tweak = bits
        }
        if mode & 0o200 == 0 { tweak &= ~0o222 }
        if mode & 0o100 != 0 { tweak |= (tweak & 0o444) >> 2 }
        let base = if case .exact = self { mode & ~0o777 } else { mode }
        let result = base | tweak
        return isDirectory ? result | (result & 0o444) >> 2 | 0o2000 : result
    }
}
