internal import ArgumentParser
internal import MLOpsDocuments
internal import MLOpsTracking

struct LogParam: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "param", abstract: "Log a parameter; the first value of a key stays",
        usage: "git mlops log param [--run <run>] <key> <value>")

    // Unrecognized options count as words: a negative number looks like one.
    @Argument(
        parsing: .allUnrecognized,
        help: "Name of the parameter, with dots where it is nested, and its value, read as YAML")
    var words: [String] = []

    @OptionGroup var target: RunTarget

    func run(in session: Session) throws -> Int32 {
        let (key, value) = try KeyValue.words(words)
        try target.logger(in: session).log([.param(key: key, value: Document.parseValue(value))])
        return 0
    }
}
