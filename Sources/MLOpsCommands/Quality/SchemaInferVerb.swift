internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsQuality
internal import MLOpsSystem
internal import MLOpsTerminal

struct SchemaInferVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "infer", abstract: "Print a first schema for a table",
        discussion: """
            Reads the whole file. Save it, look it over, and name it in .gitattributes: \
            data/*.csv mlops-schema=schemas/data.json
            """)

    @Argument(help: "A CSV or TSV file") var file: String
    @Flag(help: "Take the smallest and largest values as limits") var ranges = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let bytes = try Files.read(Paths.absolute(file, in: session.context.workingDirectory))
        if let refusal = SchemaInference.refusal(bytes) {
            throw Diagnostic.fatal("'\(file)' \(refusal.problem)", hint: refusal.hint)
        }
        let schema = SchemaInference.infer(bytes, name: RepoPath(file), ranges: ranges)
        session.out.write(schema.serialized(.pretty))
        session.out.line()
        return 0
    }
}
