import MLOpsSystem

/// The top of the package, from where this file was compiled.
enum PackageRoot {
    static let path: String = {
        let here = Files.resolve(#filePath) ?? #filePath
        return Paths.parent(Paths.parent(Paths.parent(here)))
    }()

    static func read(_ name: String) throws -> String {
        String(decoding: try Files.read(Paths.join(path, name)), as: UTF8.self)
    }
}
