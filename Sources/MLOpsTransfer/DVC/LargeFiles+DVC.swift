package import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// What `git mlops migrate dvc` is told.
package struct DVCOptions {
    /// The project's folder, relative to the top of the worktree; nil: the nearest upwards.
    package var folder: String?
    package var isDryRun = false
    /// Convert the others when some cannot be converted.
    package var keepsGoing = false
    /// Also outputs of stages, that `dvc.lock` names.
    package var includesStages = false
    /// Other places that have contents in DVC's layout: a folder, S3, http, SSH or `rclone:remote:folder`.
    package var places: [String] = []
    /// The stages of a `dvc.yaml` by their names, `wdir`, `outs`, `metrics` and `plots` with templates resolved, items in
    /// the order in which they are written. Throws for a pipeline that makes no sense.
    package typealias Templates = (_ path: String, _ definition: [UInt8]) throws -> [String: JSONValue]
    /// Nil: `dvc.yaml` is taken as it is written.
    package var templates: Templates?

    package init() {}
}

extension LargeFiles {
    /// Makes what DVC keeps large files: contents from its cache or the worktree into the store, pointers, attributes and
    /// ignore lines into the index in one transaction. Nothing is changed when something is in the way, unless
    /// ``DVCOptions/keepsGoing``. A run that was killed is finished by the next.
    package func migrateDVC(_ options: DVCOptions) throws -> DVCReport {
        let project = try DVCProject(self, folder: options.folder, places: options.places)
        guard try repository.config["filter.mlops.process"] != nil else {
            throw Diagnostic.fatal("cannot migrate: git does not know the filter", hint: "git mlops install")
        }
        if try !repository.gitChecked(["ls-files", "-u", "-z"]).output.isEmpty {
            throw Diagnostic.fatal("cannot migrate in the middle of a merge", hint: "resolve the conflicts first")
        }
        var migration = try DVCMigration(files: self, project: project)
        try migration.plan(options)
        if !options.isDryRun, migration.mayGoOn(options) { try migration.takeContents() }
        guard !options.isDryRun, migration.mayGoOn(options) else {
            return migration.finishedReport(isRefused: !migration.mayGoOn(options))
        }
        try migration.apply()
        if migration.report.problems.isEmpty { migration.forgetFetched() }
        return migration.finishedReport(isRefused: false)
    }
}

/// One conversion of a DVC project, step by step.
struct DVCMigration {
    /// A `.dvc` file, or a stage, with the files of its outputs.
    private struct Unit {
        let source: String
        /// Whether ``source`` is a `.dvc` file, which goes.
        let isRemoved: Bool
        var outputs: [DVCFile.Output]
        var items: [DVCItem] = []
        var taken: [DVCTaken] = []
        var report: DVCReport.Converted
    }

    private let files: LargeFiles
    private let project: DVCProject
    private var units: [Unit] = []
    private var stageEdits: [DVCStages.Edit] = []
    private var remotes: DVCRemotes
    private(set) var report = DVCReport()

    init(files: LargeFiles, project: DVCProject) throws {
        self.files = files
        self.project = project
        remotes = try DVCRemotes(files.repository, project.config.remotes)
    }

    func forgetFetched() { remotes.forget() }

    func mayGoOn(_ options: DVCOptions) -> Bool { report.problems.isEmpty || options.keepsGoing }

    /// Reads what is to be converted, and looks for the contents.
    mutating func plan(_ options: DVCOptions) throws {
        report.remotes = project.config.remotes.filter { !$0.isGiven }.map(Self.describe)
        var found: [Unit] = []
        for file in try project.dvcFiles() {
            for reason in file.problems { refuse(file.path, reason) }
            if !file.problems.isEmpty { continue }
            let converted = DVCReport.Converted(
                source: file.path, files: [], origins: file.origins, annotations: file.annotations)
            found.append(Unit(source: file.path, isRemoved: true, outputs: file.outputs, report: converted))
        }
        for stages in options.includesStages ? try DVCStages.all(project, templates: options.templates) : [] {
            for reason in stages.problems { refuse(stages.path, reason) }
            for stage in stages.stages {
                let converted = DVCReport.Converted(source: stage.name, files: [], origins: [], annotations: [])
                found.append(Unit(source: stage.name, isRemoved: false, outputs: stage.outputs, report: converted))
                stageEdits.append(stage.edit)
            }
        }
        let lists = Set(
            found.flatMap(\.outputs).compactMap { output in
                if case .list(let hash) = output.content { hash } else { nil }
            })
        try remotes.fetch(lists.filter { !project.hasList(of: $0) })
        var seen: [String: String] = [:]
        for unit in found { try add(unit, &seen) }
        try refuseMissing(isDryRun: options.isDryRun)
    }

    /// Files whose contents are not on this machine. What remotes have is only asked where nothing is got afterwards.
    private mutating func refuseMissing(isDryRun: Bool) throws {
        let absent = units.flatMap(\.items).filter { item in
            item.sources.isEmpty && WorktreeFile(top: project.top, path: RepoPath(item.path)).info == nil
        }
        if absent.isEmpty || (!isDryRun && !remotes.isEmpty) { return }
        let lost = remotes.missing(among: Set(absent.map(\.hash)))
        let paths = Set(absent.filter { lost.contains($0.hash) }.map(\.path))
        units = units.filter { unit in
            let missing = unit.items.map(\.path).filter(paths.contains)
            if !missing.isEmpty { refuse(unit.source, missing, of: unit.items.count) }
            return missing.isEmpty
        }
    }

    private mutating func add(_ new: Unit, _ seen: inout [String: String]) throws {
        var unit = new
        do {
            for output in unit.outputs { unit.items += try items(of: output) }
        } catch let refusal as DVCPath.Refusal {
            return refuse(unit.source, refusal.reason, fetchCommand(unit.source))
        }
        for item in unit.items {
            if let other = seen.updateValue(unit.source, forKey: item.path) {
                return refuse(unit.source, "'\(other)' names '\(item.path)', too")
            }
        }
        unit.report.files = unit.items.map { DVCReport.File(path: RepoPath($0.path)) }
        units.append(unit)
    }

    private mutating func items(of output: DVCFile.Output) throws -> [DVCItem] {
        guard output.path.hasPrefix(project.prefix) else {
            throw DVCPath.Refusal(reason: "'\(output.path)' is outside of the DVC project")
        }
        let files =
            switch output.content {
            case .file(let hash): [DVCDirectory.File(path: output.path, hash: hash)]
            case .list(let hash): try project.list(of: output.path, hash, damaged: &report.damaged)
            case .files(let files): files
            }
        return files.map { file in
            DVCItem(
                path: file.path, hash: file.hash, isExecutable: output.isExecutable && !output.isDirectory,
                sources: project.sources(of: file.hash))
        }
    }

    private mutating func refuse(_ source: String, _ reason: String, _ command: String? = nil) {
        report.problems.append(DVCReport.Problem(source: source, reason: reason, command: command))
    }

    /// Contents of `count` that are nowhere to be had.
    private mutating func refuse(_ source: String, _ paths: [String], of count: Int) {
        let names = paths.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
        let more = paths.count > 3 ? " and \(paths.count - 3) more" : ""
        let noun = count == 1 ? "its content is" : "\(paths.count) of \(count) contents are"
        refuse(
            source, "\(noun) neither in the cache nor on a remote that can be read: \(names)\(more)",
            fetchCommand(source))
    }

    /// What makes DVC get it, as far as DVC has somewhere to get it from.
    private func fetchCommand(_ source: String) -> String? {
        let target = source.hasPrefix(project.prefix) ? String(source.dropFirst(project.prefix.count)) : source
        let folder = project.prefix.isEmpty ? "" : "cd '\(project.prefix)' && "
        return project.config.remotes.isEmpty ? nil : "\(folder)dvc fetch '\(target)'"
    }

    /// Into the store, on all processors. What cannot be had is a problem of its unit, which is then left alone.
    mutating func takeContents() throws {
        let reporter = files.repository.context.reporter
        defer { reporter.endProgress() }
        try Files.makeDirectories(files.store.temporaryDirectory)
        let taker = DVCTaker(
            top: project.top, store: files.store,
            trustsMode: try files.repository.config.bool("core.filemode") ?? true)
        for index in units.indices { units[index].taken = units[index].items.map { _ in DVCTaken() } }
        try take(taker)
        let lost = Set(unsettled.map { units[$0.unit].items[$0.item].hash })
        if !lost.isEmpty, !remotes.isEmpty {
            try remotes.fetch(lost)
            try take(taker)
        }
        keepWhole()
    }

    /// What could not be had is a problem of its unit, and of those that a template makes with it, as one line of
    /// `dvc.yaml` speaks for all of them.
    private mutating func keepWhole() {
        var broken: Set<String> = []
        for unit in units {
            report.damaged += unit.taken.flatMap(\.damaged)
            let lost = zip(unit.items, unit.taken).filter { $1.object == nil }.map(\.0.path)
            if lost.isEmpty { continue }
            refuse(unit.source, lost, of: unit.items.count)
            broken.insert(unit.source)
        }
        let templates = Set(broken.compactMap { $0.split(separator: "@").first })
        for unit in units where !broken.contains(unit.source) && !unit.isRemoved {
            guard unit.source.contains("@"), let template = unit.source.split(separator: "@").first,
                templates.contains(template)
            else { continue }
            refuse(unit.source, "another stage of its template cannot be converted")
            broken.insert(unit.source)
        }
        units = units.filter { !broken.contains($0.source) }
    }

    /// Items whose contents are not in the store yet.
    private var unsettled: [(unit: Int, item: Int)] {
        units.indices.flatMap { unit in
            units[unit].taken.indices.filter { units[unit].taken[$0].object == nil }.map { (unit, $0) }
        }
    }

    /// One item of each content first: giving the cache's file another name changes its stamp, and another worker that
    /// is reading it then would take it for changed.
    private mutating func take(_ taker: DVCTaker) throws {
        var seen: Set<DVCHash> = []
        let places = unsettled
        let isFirst = places.map { seen.insert(units[$0.unit].items[$0.item].hash).inserted }
        try take(zip(places, isFirst).filter(\.1).map(\.0), taker)
        try take(zip(places, isFirst).filter { !$1 }.map(\.0), taker)
    }

    private mutating func take(_ places: [(unit: Int, item: Int)], _ taker: DVCTaker) throws {
        let items = places.map { place -> DVCItem in
            var item = units[place.unit].items[place.item]
            item.sources = project.sources(of: item.hash)
            return item
        }
        let reporter = files.repository.context.reporter
        let step = 1000
        for start in stride(from: 0, to: items.count, by: step) {
            let part = items[start..<min(start + step, items.count)]
            let results = Workers.map(part.count, workers: Workers.processors, makeState: { () }) { _, position in
                Result { try taker.take(part[start + position]) }
            }
            for (position, result) in results.enumerated() {
                let place = places[start + position]
                units[place.unit].taken[place.item] = try result.get()
            }
            reporter.progress("Taking contents", done: start + part.count, total: items.count, bytes: nil)
        }
    }

    /// The worktree first, then the index at once, then the `.dvc` files: whatever is killed, the next run finds these
    /// and does the rest.
    mutating func apply() throws {
        if units.isEmpty { return }
        try makeFiles()
        var edits = try DVCEdits(files, top: project.top)
        let attributes = project.prefix + ".gitattributes"
        try edits.track(try patterns(), in: attributes)
        try edits.unignore(units.flatMap(\.outputs).map(\.path))
        try edits.setFlags(stageEdits.filter { edit in units.contains { $0.source == edit.stage } })
        let removed = units.filter(\.isRemoved).map(\.source)
        let known = Set(try files.indexEntries([":(top)*.dvc"]).map(\.path.description))
        do {
            try edits.apply()
            try checkAttributes()
            let removals = removed.filter(known.contains).flatMap(DVCEdits.removal)
            try files.write(pointers(), and: try edits.indexLines() + removals, top: project.top)
        } catch {
            edits.revert()
            throw error
        }
        for path in removed { try Files.remove(Paths.join(project.top, path)) }
        report.edited = edits.paths
        report.undo = undo(edits, attributes: attributes, removesKnown: removed.contains(where: known.contains))
    }

    /// Files that are missing, and those that are links to the cache.
    private mutating func makeFiles() throws {
        let taker = DVCTaker(top: project.top, store: files.store, trustsMode: true)
        for unit in units.indices {
            for (position, item) in units[unit].items.enumerated() where units[unit].taken[position].needsFile {
                guard let object = units[unit].taken[position].object else { continue }
                units[unit].taken[position].stamp = try taker.makeFile(item, object)
            }
        }
    }

    /// Of outputs that no attribute makes large files yet, in the worktree or in the index: a run that was killed may
    /// have written the one and not the other.
    private func patterns() throws -> [String] {
        let names = try files.filterNames()
        let all = units.flatMap(\.items).map { RepoPath($0.path) }
        let filters = [try files.filters(of: all), try files.filters(of: all, fromIndex: true)]
        var patterns: [String] = []
        for unit in units {
            for output in unit.outputs {
                let paths = output.isDirectory ? unit.items.map(\.path) : [output.path]
                let isTracked = paths.allSatisfy { path in
                    filters.allSatisfy { $0[RepoPath(path)].map(names.contains) ?? false }
                }
                guard !isTracked || paths.isEmpty else { continue }
                let relative = String(output.path.dropFirst(project.prefix.count))
                patterns.append(AttributesFile.pattern(for: relative) + (output.isDirectory ? "/**" : ""))
            }
        }
        return patterns
    }

    /// Another `.gitattributes` may say otherwise.
    private func checkAttributes() throws {
        let names = try files.filterNames()
        let paths = units.flatMap(\.items).map { RepoPath($0.path) }
        let filters = try files.filters(of: paths)
        guard let other = paths.first(where: { !(filters[$0].map(names.contains) ?? false) }) else { return }
        throw Diagnostic.fatal(
            "cannot convert \(other.shown): another .gitattributes takes the filter from it",
            hint: "git check-attr -a -- \(other.shown)")
    }

    private func pointers() throws -> [TakenFile.Pointer] {
        try units.flatMap { unit in
            try zip(unit.items, unit.taken).compactMap { item, taken in
                guard let object = taken.object else { return nil }
                return try TakenFile.Pointer(
                    path: RepoPath(item.path), mode: taken.mode, object: object, in: files.store, stamp: taken.stamp)
            }
        }
    }

    private func undo(_ edits: DVCEdits, attributes: String, removesKnown: Bool) -> String {
        var patterns = removesKnown ? ["':(top)*.dvc'"] : []
        if edits.paths.contains(where: { $0.hasSuffix(".gitignore") && edits.isInIndex($0) }) {
            patterns.append("':(top)*.gitignore'")
        }
        patterns += edits.paths.filter { !$0.hasSuffix(".gitignore") && edits.isInIndex($0) }.map { "':(top)\($0)'" }
        let isNew = edits.paths.contains(attributes) && !edits.isInIndex(attributes)
        return "git reset -q" + (patterns.isEmpty ? "" : " && git checkout -q -- " + patterns.joined(separator: " "))
            + (isNew ? " && git clean -qf -- ':(top)\(attributes)'" : "")
    }

    func finishedReport(isRefused: Bool) -> DVCReport {
        var report = report
        report.isRefused = isRefused
        if !report.problems.isEmpty { report.remoteFailures = remotes.failures }
        report.damaged = Array(Set(report.damaged)).sorted()
        report.converted = units.map { unit in
            var converted = unit.report
            for (position, taken) in unit.taken.enumerated() { converted.files[position].object = taken.object }
            return converted
        }
        report.changed = units.flatMap { unit in
            zip(unit.items, unit.taken).filter { $1.isChanged }.map { RepoPath($0.0.path) }
        }
        return report
    }

    /// Folders, S3 buckets and what rclone serves can be remotes of ours, beside what DVC has there.
    private static func describe(_ remote: DVCConfig.Remote) -> DVCReport.Remote {
        let place = remote.folder ?? (S3Location.isS3(remote.url) ? remote.url : nil)
        let endpoint = remote.settings["endpointurl"].map { "--endpoint '\($0.text)' " } ?? ""
        let option = (remote.isDefault ? "--default " : "") + endpoint
        return DVCReport.Remote(
            name: remote.name, url: remote.url,
            command: place.map { "git mlops remote add \(option)\(remote.name) '\($0)'" })
    }
}
