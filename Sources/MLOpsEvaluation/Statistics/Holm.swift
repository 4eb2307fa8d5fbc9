/// Holm's step-down correction of several p-values (Holm 1979).
package enum Holm {
    /// The adjusted values, in the order given: each may be held against the level that one alone would be.
    package static func adjusted(_ values: [Double]) -> [Double] {
        var result = values
        var largest = 0.0
        for (place, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
            largest = max(largest, min(1, values[index] * Double(values.count - place)))
            result[index] = largest
        }
        return result
    }
}
