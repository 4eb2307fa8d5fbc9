/// How much of what is wrong is told. Counts are always of everything.
package struct ValidationLimits: Sendable {
    /// Lines that a rule is shown on.
    package var examplesPerRule: Int
    /// Findings of a report.
    package var maxFindings: Int
    /// Columns of a row that are looked at.
    package var maxColumns: Int

    /// Whether no more rows are to be read; asked now and then.
    package var isExpired: @Sendable () -> Bool = { false }

    package init(examplesPerRule: Int = 3, maxFindings: Int = 100, maxColumns: Int = 16_384) {
        self.examplesPerRule = examplesPerRule
        self.maxFindings = maxFindings
        self.maxColumns = maxColumns
    }
}
