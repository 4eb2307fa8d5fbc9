internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem

/// The file that GIT_LFS_PROGRESS names, as Git LFS's filter writes it: `clean 1/1 33792/300000 a.bin`, once a mebibyte
/// and at the end of each file, for programs that show how far it is (git-lfs-config(5)).
struct ProgressLines {
    private static let step: Int64 = 1 << 20

    private let path: String

    /// Nil when nobody wants to know.
    init?(_ environment: [String: String]) {
        guard let path = environment["GIT_LFS_PROGRESS"], Paths.isAbsolute(path) else { return nil }
        self.path = path
    }

    /// One file on its way. `direction`: clean or download.
    struct Meter {
        let lines: ProgressLines
        let direction: String
        let name: String
        /// Nil: not known before the end.
        let size: Int64?
        private var done: Int64 = 0

        init(_ lines: ProgressLines, _ direction: String, _ name: [UInt8], size: Int64?) {
            self.lines = lines
            self.direction = direction
            self.name = String(decoding: name, as: UTF8.self)
            self.size = size
        }

        mutating func add(_ count: Int) {
            let before = done
            done += Int64(count)
            guard let size, done < size, before / ProgressLines.step != done / ProgressLines.step else { return }
            lines.append("\(direction) 1/1 \(done)/\(size) \(name)\n")
        }

        func end(at size: Int64) {
            if size > 0 { lines.append("\(direction) 1/1 \(size)/\(size) \(name)\n") }
        }
    }

    /// Several filters and commands may write to it at once: each line in one piece.
    private func append(_ line: String) {
        let file = try? Descriptor(opening: path, flags: FileFlags.append)
        try? file?.write(Array(line.utf8))
    }
}
