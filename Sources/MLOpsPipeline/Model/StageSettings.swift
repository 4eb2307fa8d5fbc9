/// `meta.mlops` of a stage: what DVC does not have and leaves alone.
package struct StageSettings: Sendable, Equatable {
    /// What the stage needs of a machine. Here only `cpus` counts, against the number of jobs; the rest is for queues.
    package struct Resources: Sendable, Equatable {
        package var cpus: Int?
        package var gpus: Int?
        /// Bytes.
        package var memory: Int64?
    }

    package var resources = Resources()
    /// The container image that the commands run in.
    package var image: String?
    /// The stage is skipped where this does not hold.
    package var when: StageCondition?
    /// How often a failed stage is tried again.
    package var retries = 0
    /// Milliseconds after which an attempt is ended.
    package var timeout: Int64?
    /// Stages that name the same thing do not run at the same time.
    package var mutex: [String] = []
}
