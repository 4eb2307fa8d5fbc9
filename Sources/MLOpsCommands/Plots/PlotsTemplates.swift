internal import ArgumentParser
internal import MLOpsGit
internal import MLOpsReport
internal import MLOpsSystem
internal import MLOpsTerminal

struct PlotsTemplates: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates", abstract: "List the ways in which a plot can be drawn")

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try? session.repository()
        let folder = repository?.workTree.map { Paths.join($0, VegaTemplate.folder) }
        let own = folder.flatMap { try? Files.list($0) } ?? []
        for name in own.filter({ $0.hasSuffix(".json") }).sorted() { session.out.line(String(name.dropLast(5))) }
        for template in PlotTemplate.allCases where !own.contains("\(template.rawValue).json") {
            session.out.line(template.rawValue)
        }
        return 0
    }
}
