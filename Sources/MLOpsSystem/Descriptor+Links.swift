internal import Glibc

extension Descriptor {
    /// How many names the file has.
    package borrowing func linkCount() throws(SystemError) -> Int {
        var status = stat()
        if fstat(raw, &status) != 0 { throw .last("cannot stat", name) }
        return Int(status.st_nlink)
    }
}
