internal import MLOpsCore

/// Counts objects by ref and by path. An object and a path have a number each, so that little is kept of many.
struct DiskUsageCount {
    private var objects = ObjectSet()
    /// By object: how many refs need it, and the last of them.
    private var users: [(count: UInt32, last: UInt32)] = []
    private var isStored: [Bool] = []
    private var refs: [(name: String, objects: Int, bytes: Int64)] = []
    private var paths: [RepoPath: UInt32] = [:]
    /// By object: the number of the first path that had it.
    private var firstPaths: [UInt32] = []
    /// Number of another path and of an object that it had, each pair once. Hardly any object has several paths.
    private var otherPaths: Set<UInt64> = []

    /// What follows are files of that ref.
    mutating func begin(_ name: String) {
        refs.append((name, 0, 0))
    }

    mutating func add(_ file: LargeFile) {
        let number = objects.position(inserting: file.object)
        if number == users.count {
            users.append((0, 0))
            isStored.append(false)
        }
        let ref = UInt32(refs.count)
        if users[number].last != ref {
            users[number] = (users[number].count + 1, ref)
            refs[refs.count - 1].objects += 1
            refs[refs.count - 1].bytes += file.object.size
        }
        let next = UInt32(paths.count)
        let path = paths[file.path, default: next]
        if path == next { paths[file.path] = next }
        if number == firstPaths.count {
            firstPaths.append(path)
        } else if firstPaths[number] != path {
            otherPaths.insert(UInt64(path) << 32 | UInt64(number))
        }
    }

    /// The object is in this clone.
    mutating func markStored(_ object: LargeObject) {
        if let number = objects.position(of: object) { isStored[number] = true }
    }

    var refLines: [DiskUsage.Line] {
        var own = [Int64](repeating: 0, count: refs.count)
        for (object, user) in zip(objects.objects, users) where user.count == 1 {
            own[Int(user.last) - 1] += object.size
        }
        return zip(refs, own).map { .init(name: $0.name, objects: $0.objects, bytes: $0.bytes, own: $1) }
    }

    /// The largest first.
    func pathLines() -> [DiskUsage.PathLine] {
        var sums = [(objects: UInt32, bytes: Int64, own: Int64)](repeating: (0, 0, 0), count: paths.count)
        func count(_ path: Int, _ number: Int) {
            let size = objects.objects[number].size
            sums[path].objects += 1
            sums[path].bytes += size
            if isStored[number] { sums[path].own += size }
        }
        for (number, path) in firstPaths.enumerated() { count(Int(path), number) }
        for pair in otherPaths { count(Int(pair >> 32), Int(pair & 0xffff_ffff)) }
        var lines = paths.map { path, number in
            let sum = sums[Int(number)]
            return DiskUsage.PathLine(path: path, objects: Int(sum.objects), bytes: sum.bytes, own: sum.own)
        }
        lines.sort { $0.bytes == $1.bytes ? $0.path < $1.path : $0.bytes > $1.bytes }
        return lines
    }
}
