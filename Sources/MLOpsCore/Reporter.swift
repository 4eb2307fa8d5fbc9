/// Where a use case sends what it has to say while it works. Everything goes to standard error or
/// nowhere: results are return values.
package protocol Reporter: Sendable {
    /// A line without a prefix, such as "Updated 3 files".
    func note(_ text: String)
    /// Carried on, but the result may surprise.
    func warning(_ text: String)
    /// The next command to type.
    func hint(_ text: String)
    /// One item failed, others go on.
    func error(_ text: String)
    /// How far a long task is; shown on a terminal only. `total` nil: unknown. `bytes` nil: not counted.
    func progress(_ title: String, done: Int, total: Int?, bytes: Int64?)
    /// The task of the last ``progress(_:done:total:bytes:)`` is over.
    func endProgress()
}

/// Says nothing.
package struct SilentReporter: Reporter {
    package init() {}
    package func note(_ text: String) {}
    package func warning(_ text: String) {}
    package func hint(_ text: String) {}
    package func error(_ text: String) {}
    package func progress(_ title: String, done: Int, total: Int?, bytes: Int64?) {}
    package func endProgress() {}
}
