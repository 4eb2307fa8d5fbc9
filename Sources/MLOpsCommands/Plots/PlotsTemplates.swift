internal import ArgumentParser
internal import MLOpsReport
internal import MLOpsTerminal

struct PlotsTemplates: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates", abstract: "List the ways in which a plot can be drawn")

    init() {}

    func run(in session: Session) throws -> Int32 {
        for template in PlotTemplate.allCases { session.out.line(template.rawValue) }
        return 0
    }
}
