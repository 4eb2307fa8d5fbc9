internal import MLOpsCore
internal import MLOpsGit

/// Whether the tree of a log commit is as docs/formats/log.md says.
struct LogTreeChecker {
    let commit: ObjectID
    let entries: [TreeEntry]
    let survey: LogSurvey
    private static let folders: Set<String> = ["seg", "series", "snap", "blob"]

    /// The texts of `ops` and of segments, as far as they are there.
    var opFiles: [[UInt8]] {
        entries.flatMap { entry -> [[UInt8]] in
            switch entry.name.asText {
            case "ops": return [survey.probe.blob(entry.id)].compactMap { $0 }
            case "seg": return (survey.probe.tree(entry.id) ?? []).compactMap { survey.probe.blob($0.id) }
            default: return []
            }
        }
    }

    func check(isMerge: Bool) -> [LogFinding] {
        var findings: [LogFinding] = []
        if isMerge && !entries.isEmpty { findings.append(shape("it joins heads and holds something besides")) }
        if !isMerge && entries.isEmpty { findings.append(shape("it joins nothing and holds nothing")) }
        for entry in entries {
            let name = entry.name.asText
            if Self.folders.contains(name), entry.isTree {
                findings += checkFolder(name, entry.id)
            } else if ["ops", "covers"].contains(name), entry.mode == 0o100644 {
                findings += checkFile(name, entry.id)
            } else {
                findings.append(shape("'\(DisplayText.oneLine(name))' does not belong there"))
            }
        }
        return findings
    }

    private func checkFolder(_ name: String, _ id: ObjectID) -> [LogFinding] {
        guard let items = survey.probe.tree(id) else { return missing(name, id) }
        return items.flatMap { item -> [LogFinding] in
            let path = "\(name)/\(DisplayText.oneLine(item.name.asText))"
            let isNamed = item.id.hex == item.name.asText
            switch name {
            case "seg": return checkFile(path, item.id)
            case "series":
                guard item.isTree, let chunks = survey.probe.tree(item.id) else { return missing(path, item.id) }
                return chunks.flatMap { checkFile("\(path)/\($0.name.asText)", $0.id) }
            case "snap":
                let wrong = item.isTree && isNamed ? [] : [shape("'\(path)' is another tree")]
                return wrong + (survey.isClosed(item.id) ? [] : missing(path, item.id))
            default:
                let wrong = !item.isTree && isNamed ? [] : [shape("'\(path)' is another file")]
                return wrong + (survey.has(item.id) ? [] : missing(path, item.id))
            }
        }
    }

    /// One line alone may be longer than the limit; of a list of heads nobody says how long it may be.
    private func checkFile(_ path: String, _ id: ObjectID) -> [LogFinding] {
        guard let text = survey.probe.blob(id) else { return survey.has(id) ? damaged(path, id) : missing(path, id) }
        let isLong = text.count > LogCommit.chunkLimit && text.count(where: { $0 == 0x0a }) > 1
        guard path != "covers", isLong else { return [] }
        return [
            LogFinding(
                .tooLarge, commit.hex, "'\(path)' has \(text.count) bytes, more than \(LogCommit.chunkLimit)",
                mend: "it counts all the same; 'git mlops log compact' writes it in parts")
        ]
    }

    private func shape(_ message: String) -> LogFinding {
        LogFinding(.badTree, commit.hex, message, mend: "it is passed on as it is; a newer version may have written it")
    }

    private func missing(_ path: String, _ id: ObjectID) -> [LogFinding] {
        [LogFinding(.missingObject, commit.hex, "'\(path)' (\(id)) is missing", mend: LogFinding.repair)]
    }

    /// It stayed at the remote of a partial clone, or its bytes are not what its name says.
    private func damaged(_ path: String, _ id: ObjectID) -> [LogFinding] {
        guard survey.isStored(id) else { return [] }
        return [LogFinding(.missingObject, commit.hex, "'\(path)' (\(id)) is damaged", mend: LogFinding.repair)]
    }
}
