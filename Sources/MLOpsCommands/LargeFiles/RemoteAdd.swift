internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsTransfer

struct RemoteAdd: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Name a remote for large files",
        discussion:
            "Without any remote, large files go to the repository that git pushes to, when that is on this machine. "
            + "Keys and passwords are never part of a URL: they come from where the AWS tools and rclone keep them.")

    @Flag(name: .customLong("default"), help: "Use it for everything from now on")
    var asDefault = false

    @Flag(help: "Write it to .mlopsconfig, which travels with the repository, instead of this clone's configuration")
    var shared = false

    @Option(help: ArgumentHelp("S3: the server, when it is not AWS", valueName: "url"))
    var endpoint: String?

    @Option(help: ArgumentHelp("S3: where the bucket is; found out when not given", valueName: "name"))
    var region: String?

    @Option(help: ArgumentHelp("S3: which of your AWS profiles to use; stays in this clone", valueName: "name"))
    var profile: String?

    @Flag(inversion: .prefixedNo, help: "S3: put the bucket into the path instead of the host's name")
    var pathStyle: Bool?

    @Argument(help: "What to call it")
    var name: String

    @Argument(help: "A directory, as a path or a file:// URL; s3://bucket/folder; or rclone:remote:folder")
    var url: String

    init() {}

    func run(in session: Session) throws -> Int32 {
        let place = RemoteEditor.Place(
            url: url, endpoint: endpoint, region: region, pathStyle: pathStyle, profile: profile)
        let repository = try session.repository()
        try RemoteEditor(repository).add(name, place, asDefault: asDefault, shared: shared)
        session.keepsLargeFiles(repository)
        session.reporter.hint(
            shared ? "git add \(RemoteSettings.fileName)" : "only this clone knows it; --shared tells the others too")
        return 0
    }
}
