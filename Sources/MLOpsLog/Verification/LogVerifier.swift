internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// Checks what git holds of the log against the format, object by object and op by op. It changes nothing and asks no
/// index.
package struct LogVerifier {
    package private(set) var findings: [LogFinding] = []
    package private(set) var commits = 0
    package private(set) var ops = 0
    package private(set) var heads = 0

    private let repository: Repository
    private let layout: LogLayout
    private let survey: LogSurvey
    private var seenOps: Set<String> = []

    package init(_ repository: Repository) throws {
        self.repository = repository
        layout = try LogLayout(repository)
        survey = try LogSurvey(repository)
    }

    /// Looks at everything that a head of the log reaches.
    package mutating func run() throws {
        let tracking = try repository.references(LogReferences.trackingRoot)
        let named = (try repository.references(layout.references.root) + tracking).filter { LogHead($0.name) != nil }
        heads = named.count
        for (name, head) in named where survey.commit(head) == nil {
            let fault =
                survey.isStored(head) ? "object \(head), which is no commit" : "commit \(head), which is missing"
            add(.missingObject, name, "points at \(fault)", mend: LogFinding.repair)
        }
        for id in survey.ancestors(of: named.map(\.id)).sorted() {
            guard let commit = survey.commit(id) else { continue }
            commits += 1
            check(id, tree: commit.tree, isMerge: commit.parents.count > 1)
            for parent in commit.parents where survey.commit(parent) == nil {
                add(.missingObject, id.hex, "its parent \(parent) is missing", mend: LogFinding.repair)
            }
        }
        for store in LogStore.allCases { try checkTrunk(store) }
        checkUnreadableRefs()
        checkJournal()
    }

    private mutating func add(_ kind: LogFinding.Kind, _ place: String, _ message: String, mend: String) {
        findings.append(LogFinding(kind, place, message, mend: mend))
    }

    private mutating func check(_ id: ObjectID, tree: ObjectID, isMerge: Bool) {
        guard let entries = survey.probe.tree(tree) else {
            if !survey.isClosed(tree) {
                add(.missingObject, id.hex, "its tree \(tree) is missing", mend: LogFinding.repair)
            }
            return
        }
        let checker = LogTreeChecker(commit: id, entries: entries, survey: survey)
        findings += checker.check(isMerge: isMerge)
        for text in checker.opFiles { checkLines(text, of: id) }
    }

    private mutating func checkLines(_ text: [UInt8], of commit: ObjectID) {
        let leftOut = "it is left out of every answer; 'git show \(commit.hex):ops' shows it"
        for line in text.split(separator: 0x0a) {
            let line = Array(line)
            guard let op = Op(line: line) else {
                add(.damagedLine, commit.hex, "a line of \(line.count) bytes is no op", mend: leftOut)
                continue
            }
            if !seenOps.insert(op.id).inserted { continue }
            ops += 1
            if !OpIdentity.matches(op) {
                add(.badDigest, op.id, "the op in commit \(commit) is not what its id says", mend: leftOut)
            } else if op.line != line {
                add(
                    .notCanonical, op.id, "the op in commit \(commit) is not in the canonical form",
                    mend: "it counts all the same; 'git mlops log compact' writes it anew")
            }
            if op.isQuarantined {
                add(
                    .badLamport, op.id, "its clock \(op.lamport) is out of bounds",
                    mend: "it is kept and counts for nothing; 'git mlops log purge \(op.id)' removes it")
            }
        }
    }

    /// The trunk comes from everything that it was before, and from what was fetched.
    private mutating func checkTrunk(_ store: LogStore) throws {
        let name = layout.references.trunk(store)
        guard let trunk = repository.reference(name) else { return }
        let known = survey.ancestors(of: [trunk])
        let lost = Reflog(repository, name).values.last { survey.commit($0) != nil && !isKept($0, in: known) }
        if let lost {
            add(
                .backwards, name, "it was at \(lost) before, and does not come from there any more",
                mend: "git update-ref \(LogReferences.tracking("recovered"))\(store.rawValue) \(lost)")
        }
        let suffix = "/\(name.dropFirst(layout.references.root.utf8.count))"
        for (tracking, id) in try repository.references(LogReferences.trackingRoot)
        where tracking.hasSuffix("/v1" + suffix) && !known.contains(id) && survey.commit(id) != nil {
            add(.backwards, name, "'\(tracking)' has commits that it lacks", mend: "git mlops sync")
        }
    }

    /// A merge without ops is made anew while no remote has it, so only what it joined has to be there.
    private func isKept(_ id: ObjectID, in known: Set<ObjectID>) -> Bool {
        if known.contains(id) { return true }
        guard let commit = survey.commit(id), commit.tree == OpLog.emptyTree, commit.parents.count > 1 else {
            return false
        }
        return commit.parents.allSatisfy { isKept($0, in: known) }
    }

    private mutating func checkUnreadableRefs() {
        for store in LogStore.allCases {
            let name = layout.references.trunk(store)
            let isFile = Files.info(Paths.join(repository.commonDirectory, name))?.kind == .file
            if isFile, repository.reference(name) == nil {
                add(.missingObject, name, "its file cannot be read", mend: LogFinding.repair)
            }
        }
    }

    private mutating func checkJournal() {
        for path in OpJournal(layout).unsettled() {
            add(
                .unfinished, path, "a process died before its last ops were in the log",
                mend: "git mlops runs list")
        }
    }
}
