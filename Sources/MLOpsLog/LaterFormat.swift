internal import MLOpsCore
package import MLOpsGit

/// A log in the format after this one (docs/formats/log.md, "Refs"): this program cannot read it, leaves it alone, and
/// says so.
package enum LaterFormat {
    package static let hint = "upgrade git-mlops: what is recorded there is in no answer of this version"

    /// Whether `remote` had one at the last fetch of the log.
    package static func isOn(_ remote: String, _ repository: Repository) -> Bool {
        isUnder(LogReferences.laterTracking(remote), repository)
    }

    /// A sentence for each place that has one: this repository and its remotes.
    package static func sentences(_ repository: Repository) throws -> [String] {
        let here =
            isUnder("\(LogReferences.standardPrefix)/\(LogReferences.laterFormat)/", repository)
            ? ["this repository"] : []
        let remotes = try repository.config.subsections(of: "remote").filter { isOn($0, repository) }
        return (here + remotes.map { "'\($0)'" }).map(sentence)
    }

    package static func sentence(_ place: String) -> String {
        "\(place) has a log in format \(LogReferences.laterFormat), which this version cannot read"
    }

    private static func isUnder(_ prefix: String, _ repository: Repository) -> Bool {
        (try? repository.references(prefix).isEmpty) == false
    }
}
