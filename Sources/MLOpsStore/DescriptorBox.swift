package import MLOpsSystem

/// Carries an open file through places that cannot hold a noncopyable value, such as tuples and classes.
package final class DescriptorBox {
    private var file: Descriptor?

    package init(_ file: consuming Descriptor) {
        self.file = consume file
    }

    /// Hands the file over. Only once.
    package func take() throws -> Descriptor {
        guard let file = file.take() else { preconditionFailure("the file was taken before") }
        return file
    }

    /// Lends the file, if it was not taken.
    package func withFile<Result>(_ body: (borrowing Descriptor) throws -> Result) rethrows -> Result? {
        guard file != nil else { return nil }
        return try body(file!)
    }
}
