package import MLOpsCore
package import MLOpsStore

/// What reproducing works with besides the worktree; each may be absent.
package struct ReproServices {
    /// Keeps the contents of outputs, so that they can be put back.
    package var objects: ObjectStore?
    /// Gets contents into ``objects``.
    package var fetch: (([LargeObject]) throws -> Void)?
    /// Folders where dvc keeps contents and its run cache besides `.dvc/cache`; they are only read.
    package var dvcCaches: [String] = []
    /// Remotes of dvc on this machine, which count with ``ReproOptions/pulls``.
    package var dvcRemotes: [String] = []
    /// Whether the entry of a stage in the `dvc.lock` at a path was written as a whole by one run; false when it may be
    /// what a merge put together.
    package var trustsLock: ((_ path: String, _ stage: String, _ entry: JSONValue) throws -> Bool)?
    /// Asks a place outside for the version of what is there, without getting it.
    package var ask: ((_ url: String) throws -> OutsideVersion)?
    /// Asked before each stage that is to run; nil for always.
    package var confirm: ((_ stage: Stage) -> Bool)?
    /// Hears what goes on.
    package var observer: (any ReproObserver)?
    /// Hears of each record that a stage which ran has left.
    package var recorded: ((StageRecord) throws -> Void)?
    /// What records say of the circumstances: the run, the commit, the host, the version of the program.
    package var details = JSONObject()

    package init() {}
}

/// Shows what reproducing does.
package protocol ReproObserver: AnyObject {
    /// A stage begins: the first attempt has the number 1.
    func began(_ stage: Stage, because reason: String, attempt: Int)
    /// What a stage printed, when several run at once; not cut at the ends of lines.
    func printed(_ bytes: [UInt8], by stage: Stage, isError: Bool)
    func ended(_ stage: Stage, _ status: ReproOutcome.Status)
    /// About once a second while stages run.
    func tick(running: [Stage])
}
