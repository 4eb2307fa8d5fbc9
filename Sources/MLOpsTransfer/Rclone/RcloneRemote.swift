package import MLOpsCore
package import MLOpsStore
internal import MLOpsSystem

/// Any storage that the rclone program serves, with the layout of a local store. One rclone a command: it does the
/// transfers, in parallel and with its own retries; what arrived is checked here.
package struct RcloneRemote: ObjectRemote {
    package static let scheme = "rclone:"

    package let name: String
    /// `remote:folder`, as rclone has it.
    private let target: String
    let rclone: Rclone

    /// `url`: `rclone:remote:folder`.
    init(name: String, url: String, environment: [String: String], workingDirectory: String) throws {
        let target = String(url.dropFirst(Self.scheme.utf8.count))
        guard target.contains(":"), !target.hasPrefix("-"), !target.utf8.contains(where: { $0 < 0x20 }) else {
            throw Diagnostic.fatal("'\(url)' does not name an rclone remote", hint: "write rclone:remote:folder")
        }
        self.name = name
        self.target = target.hasSuffix(":") || target.hasSuffix("/") ? target + "objects" : target + "/objects"
        rclone = Rclone(name: name, environment: environment, workingDirectory: workingDirectory)
    }

    package func missing(among objects: [LargeObject]) throws -> [LargeObject] {
        let stored = objects.filter { $0.size > 0 }
        if stored.isEmpty { return [] }
        let present = try listed(stored.count <= 200 ? stored : nil)
        return stored.filter { !present.contains($0) }
    }

    package func list(_ body: (LargeObject) throws -> Void) throws {
        for object in try listed(nil).sorted(by: { $0.id < $1.id }) { try body(object) }
    }

    package func upload(
        _ objects: [LargeObject], from store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        var sendable: [String: [LargeObject]] = [:]
        for object in objects where object.size > 0 {
            guard let path = store.locate(object) else {
                told(object, .failed("it is not in this clone"))
                continue
            }
            do {
                try S3Remote.check(object, path)
            } catch {
                told(object, .failed(Diagnostic(describing: error).message))
                continue
            }
            sendable[String(path.dropLast(Self.path(object.id).utf8.count + 1)), default: []].append(object)
        }
        for (root, objects) in sendable.sorted(by: { $0.key < $1.key }) {
            let message = try rclone.copy(objects.map { Self.path($0.id) }, from: root, to: target)
            let absent = Set(try missing(among: objects))
            for object in objects {
                told(object, absent.contains(object) ? .failed(message ?? "rclone did not send it") : .transferred)
            }
        }
    }

    package func download(
        _ objects: [LargeObject], into store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        let wanted = objects.filter { !store.contains($0) }
        for object in objects where store.contains(object) { told(object, .present) }
        if wanted.isEmpty { return }
        let folder = try store.makeTemporaryFolder()
        defer { try? Files.removeTree(folder) }
        let message = try rclone.copy(wanted.map { Self.path($0.id) }, from: target, to: folder)
        for object in wanted {
            let path = Paths.join(folder, Self.path(object.id))
            guard Files.exists(path) else {
                told(object, .failed(message ?? "it is not on remote '\(name)'"))
                continue
            }
            do {
                try store.take(path, as: object)
                told(object, .transferred)
            } catch {
                told(object, .failed(TransferFault.wrongBytes))
            }
        }
    }

    package func remove(_ objects: [LargeObject]) throws {
        for object in objects { try rclone.delete("\(target)/\(Self.path(object.id))") }
    }

    /// What is there, of `objects` or of everything.
    private func listed(_ objects: [LargeObject]?) throws -> Set<LargeObject> {
        var found: Set<LargeObject> = []
        for line in try rclone.list(target, only: objects?.map { Self.path($0.id) }) {
            let words = line.split(separator: ";", maxSplits: 1)
            guard words.count == 2, let size = Int64(words[0]), let id = ContentID(words[1].suffix(64)),
                words[1] == Self.path(id)
            else { continue }
            found.insert(LargeObject(id: id, size: size))
        }
        return found
    }

    /// Below the folder `objects`.
    private static func path(_ id: ContentID) -> String {
        let hex = id.hex
        return "\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)"
    }
}
