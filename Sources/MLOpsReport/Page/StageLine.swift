/// One stage of the pipeline, and the run that made what the commit has of it.
package struct StageLine: Sendable, Equatable {
    package let name: String
    package let outputs: [String]
    /// Milliseconds since 1970, and of work; nil when no record fits what the commit has.
    package let started: Int64?
    package let wall: Int64?
    package let cpuMicroseconds: Int64?
    package let peakKiB: Int64?

    package init(
        name: String, outputs: [String], started: Int64? = nil, wall: Int64? = nil, cpuMicroseconds: Int64? = nil,
        peakKiB: Int64? = nil
    ) {
        self.name = name
        self.outputs = outputs
        self.started = started
        self.wall = wall
        self.cpuMicroseconds = cpuMicroseconds
        self.peakKiB = peakKiB
    }
}
