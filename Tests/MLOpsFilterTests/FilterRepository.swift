import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport

/// A repository with a store, and in place of `git mlops fetch --stdin` a script, for tests of the filter alone.
final class FilterRepository {
    let repository: TempRepository
    let store: ObjectStore
    let elsewhere: ObjectStore
    private let program: String

    /// `fetch` is the body of a shell script that plays the downloading child; `$REMOTE` and `$LOCAL` are the folders of
    /// objects. Without it nothing can be fetched.
    init(fetch: String = "exit 1") throws {
        repository = try TempRepository()
        store = ObjectStore(root: repository.path(".git/lfs"))
        elsewhere = ObjectStore(root: repository.directory.path("elsewhere"))
        // The filter looks for its child beside itself, so it needs a folder of its own.
        program = repository.directory.path("bin/git-mlops-filter")
        try Files.makeDirectories(Paths.parent(program))
        try Shell.run(["cp", FilterClient.program, program], in: "/", environment: repository.environment).check()
        let script = "#!/bin/sh\nREMOTE='\(elsewhere.root)'\nLOCAL='\(store.root)'\n\(fetch)\n"
        try repository.directory.write("bin/git-mlops", script, mode: 0o755)
    }

    /// Copies what is asked for, one object after the other, and leaves a line in `log` for every batch.
    static let copyingFetch = """
        while read -r oid size; do
          if [ -z "$oid" ]; then echo batch >> "$LOCAL.log"; echo; continue; fi
          echo "$oid" >> "$LOCAL.log"
          a=$(echo "$oid" | cut -c1-2); b=$(echo "$oid" | cut -c3-4)
          if [ -f "$REMOTE/objects/$a/$b/$oid" ]; then
            mkdir -p "$LOCAL/objects/$a/$b"
            cp "$REMOTE/objects/$a/$b/$oid" "$LOCAL/objects/$a/$b/$oid"
            echo "$oid ok"
          else
            echo "$oid it is not on the remote"
          fi
        done
        """

    var fetchLog: [String] {
        let text = (try? Files.readIfPresent(store.root + ".log"))?.flatMap { $0 }?.asString ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    func client(environment: [String: String] = [:], verb: String = "process") throws -> FilterClient {
        try FilterClient(
            in: repository.path, environment: repository.environment.merging(environment) { $1 }, verb: verb,
            program: program)
    }

    func oneShot(_ arguments: String..., input: [UInt8], environment: [String: String] = [:]) throws -> ShellResult {
        try Shell.run(
            [program] + arguments, in: repository.path,
            environment: repository.environment.merging(environment) { $1 }, input: input)
    }

    var objects: [LargeObject] {
        var all: [LargeObject] = []
        try? store.forEachObject { all.append($0) }
        return all
    }
}
