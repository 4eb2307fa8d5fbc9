internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsReport
internal import MLOpsSystem
internal import MLOpsTerminal

struct ReportShow: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the page of a commit or a comparison",
        usage:
            "git mlops report show [<commit> | <a> <b> | <a>..<b>] [--html] [--output <file>] [--images <dir>] [--png]",
        discussion: """
            A commit is compared with its first parent. The page is Markdown, as a job summary takes it; --html makes \
            one file with all drawings in it, which loads nothing and runs nothing.
            """)

    @Argument(help: "The commit, or two commits, as 'A B' or 'A..B' (default: HEAD)")
    var revisions: [String] = []

    @Flag(help: "Make one HTML file instead of Markdown")
    var html = false

    @Option(name: .shortAndLong, help: "Write the page to this file")
    var output: String?

    @Option(help: "Write the drawings into this folder and link them from the Markdown page")
    var images: String?

    @Flag(help: "With --images: drawings as PNG, by rsvg-convert")
    var png = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        if png, images == nil { throw Diagnostic.usage("--png needs --images", hint: "--images reports/figures") }
        let page = try ReportLoader(repository: session.repository()).load(revisions)
        let text = try html ? page.html : page.markdown(images: links(page, session))
        guard let output else {
            session.out.write(text)
            return 0
        }
        try Files.write(Array(text.utf8), to: Paths.absolute(output, in: session.context.workingDirectory))
        return 0
    }

    private func links(_ page: ReportPage, _ session: Session) throws -> [String: String] {
        guard let images else { return [:] }
        return try PlotFiles(folder: images, context: session.context, asPNG: png).write(page.figures, page.images)
    }
}
