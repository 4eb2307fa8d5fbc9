internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSFsck: LFSCommand {
    static let verb = LFSVerb(
        "fsck", "Check Git LFS files for consistency.", synopsis: ["git lfs fsck [options] [<revisions>]"],
        options: [
            .flag("objects", nil, "Check only that each object is here and has its hash."),
            .flag("pointers", nil, "Check only that pointers are canonical and nothing else is in their place."),
            .flag("dry-run", "d", "Move nothing to lfs/bad."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let check = try LFSFsckScan(session, revision: revision(arguments.words))
        let both = !arguments.has("objects") && !arguments.has("pointers")
        var damaged: [LargeObject] = []
        var isFine = true
        if both || arguments.has("objects") {
            damaged = try objects(check, session)
            isFine = damaged.isEmpty
        }
        if both || arguments.has("pointers") { isFine = try pointers(check, session) && isFine }
        if isFine {
            session.out.line("Git LFS fsck OK")
            return 0
        }
        if !arguments.has("dry-run"), !damaged.isEmpty { try move(damaged, session) }
        return 1
    }

    /// Several are none, as with Git LFS: HEAD is checked, without the index.
    private static func revision(_ words: [String]) -> String? {
        words.count > 1 ? "HEAD" : words.first
    }

    private static func objects(_ scan: LFSFsckScan, _ session: LFSSession) throws -> [LargeObject] {
        let store = try session.files().store
        var damaged: [LargeObject] = []
        var seen: Set<ContentID> = []
        for file in try scan.objectFiles() where file.object.size > 0 && seen.insert(file.object.id).inserted {
            let name = "\(file.path) (\(file.object.id.hex))"
            if store.contains(file.object) {
                if try store.verify(file.object) { continue }
                session.out.line("objects: corruptObject: \(name) is corrupt")
            } else if store.holdsFile(for: file.object.id) {
                session.out.line("objects: corruptObject: \(name) is corrupt")
            } else {
                session.out.line("objects: openError: \(name) could not be checked: no such file or directory")
            }
            damaged.append(file.object)
        }
        return damaged
    }

    private static func pointers(_ scan: LFSFsckScan, _ session: LFSSession) throws -> Bool {
        var isFine = true
        for finding in try scan.pointerFindings() {
            isFine = false
            session.out.line(finding)
        }
        return isFine
    }

    private static func move(_ objects: [LargeObject], _ session: LFSSession) throws {
        let store = try session.files().store
        session.out.line("objects: repair: moving corrupt objects to \(store.quarantineDirectory)")
        for object in objects where store.holdsFile(for: object.id) { try store.quarantine(object.id) }
    }
}
