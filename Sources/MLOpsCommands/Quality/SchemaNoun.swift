internal import ArgumentParser

struct SchemaNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Describe tables and judge them",
        subcommands: [SchemaInferVerb.self, SchemaCheckVerb.self])
}
