internal import MLOpsCore

extension [LargeObject] {
    /// As Git LFS asks for objects and moves them: nobody waits for a large one at the end.
    var largestFirst: [LargeObject] { sorted { $0.size > $1.size } }
}
