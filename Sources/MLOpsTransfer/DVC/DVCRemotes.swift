internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Contents that DVC has on its remotes and not on this machine: got once, into a folder with the layout of its cache,
/// where a run that was killed leaves them for the next.
struct DVCRemotes {
    private let repository: Repository
    private let readers: [(name: String, reader: any DVCRemoteReader)]
    let folder: String
    /// Remotes that cannot be read, with why.
    private(set) var failures: [Diagnostic] = []

    private mutating func note(_ failure: Diagnostic) {
        if !failures.contains(where: { $0.message == failure.message }) { failures.append(failure) }
    }

    init(_ repository: Repository, _ remotes: [DVCConfig.Remote]) throws {
        self.repository = repository
        folder = Self.folder(of: repository)
        let opener = try DVCRemoteOpener(repository)
        var readers: [(String, any DVCRemoteReader)] = []
        for remote in remotes {
            do {
                if let reader = try opener.open(remote) { readers.append((remote.name, reader)) }
            } catch {
                failures.append(Diagnostic(describing: error))
            }
        }
        self.readers = readers
    }

    static func folder(of repository: Repository) -> String {
        Paths.join(repository.commonDirectory, "mlops/dvc")
    }

    /// Whether there is any to ask.
    var isEmpty: Bool { readers.isEmpty }

    /// Which of `hashes` no remote has.
    mutating func missing(among hashes: Set<DVCHash>) -> Set<DVCHash> {
        var rest = hashes
        for (_, reader) in readers where !rest.isEmpty {
            do {
                rest.subtract(try reader.present(among: rest.sorted(by: Self.order)))
            } catch {
                note(Diagnostic(describing: error))
            }
        }
        return rest
    }

    /// Gets what remotes have of `hashes`, the default remote's first. What they do not have is no error here.
    mutating func fetch(_ hashes: Set<DVCHash>) throws {
        guard !hashes.isEmpty, !isEmpty else { return }
        try Files.makeDirectories(folder)
        let reporter = repository.context.reporter
        defer { reporter.endProgress() }
        var rest = hashes
        for (name, reader) in readers where !rest.isEmpty {
            var done = 0
            let total = rest.count
            do {
                let failed = try reader.fetch(rest.sorted(by: Self.order), into: folder) { _ in
                    done += 1
                    reporter.progress("Fetching from DVC's remote '\(name)'", done: done, total: total, bytes: nil)
                }
                for (hash, reason) in failed.sorted(by: { $0.key.digits < $1.key.digits }).prefix(3) {
                    note(.fatal("cannot get '\(hash.places[0])' from remote '\(name)' of DVC: \(reason)"))
                }
            } catch {
                note(Diagnostic(describing: error))
            }
            rest = rest.filter { hash in !hash.places.contains { Files.exists(Paths.join(folder, $0)) } }
        }
    }

    /// All of it is in the store now.
    func forget() { try? Files.removeTree(folder) }

    private static func order(_ first: DVCHash, _ second: DVCHash) -> Bool { first.digits < second.digits }
}
