import Glibc

/// Two connected ends, of which no child that another test starts meanwhile gets a copy.
func makeEnds(nonBlocking: Bool = false) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    let flags = SOCK_CLOEXEC.rawValue | (nonBlocking ? SOCK_NONBLOCK.rawValue : 0)
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | flags), 0, &ends) == 0 else { return (-1, -1) }
    return (ends[0], ends[1])
}
