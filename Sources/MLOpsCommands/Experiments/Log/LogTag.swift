internal import ArgumentParser
internal import MLOpsTracking

struct LogTag: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Tag a run",
        usage: "git mlops log tag [--run <run>] <key>=<value>...")

    @Argument(help: "KEY=VALUE (can be repeated)")
    var tags: [String]

    @OptionGroup var target: RunTarget

    func run(in session: Session) throws -> Int32 {
        let entries = try tags.map { text in
            let (key, value) = try KeyValue.pair(text, option: "log tag")
            return RunJournal.Entry.tag(key: key, value: value)
        }
        try target.logger(in: session).log(entries)
        return 0
    }
}
