package import MLOpsCore

/// What a step of an object's transfer leads to.
package enum TransferStep: Sendable {
    /// The object is settled.
    case done(TransferOutcome)
    /// `parts` may run at once, each tried again by itself; when all are through, `finish` settles the object.
    case split(
        parts: [@Sendable (TransferAttempt) throws -> Void],
        finish: @Sendable (TransferAttempt) throws -> TransferOutcome)
}

/// One try of a step, as the step sees it.
package struct TransferAttempt: Sendable {
    package let object: LargeObject
    /// From 1.
    package let number: Int
    /// Cancelled when the whole transfer is given up.
    package let cancellation: HTTPCancellation
    private let report: @Sendable (Int64) -> Void

    init(object: LargeObject, number: Int, cancellation: HTTPCancellation, report: @escaping @Sendable (Int64) -> Void)
    {
        self.object = object
        self.number = number
        self.cancellation = cancellation
        self.report = report
    }

    /// So many bytes more have moved in this try. A try that fails takes back what it told.
    package func moved(_ bytes: Int) { report(Int64(bytes)) }
}
