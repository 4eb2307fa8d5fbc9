internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsScaffold
internal import MLOpsSystem
internal import MLOpsTerminal

struct Init: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Start a project, or set up the repository you have",
        usage: "git mlops init [<template>] [<folder>] [<key>=<value>...] [--adopt] [--no-input]",
        discussion: """
            In an empty or new folder: makes a project from the template (the one called default, unless named) and a \
            git repository. In a repository with files: adds what is missing, and asks first. Doing it again changes nothing.
            """)

    @Argument(help: "Template, folder, answers to the template's questions") var words: [String] = []

    @Flag(help: "Ask nothing: take defaults, add what is missing")
    var noInput = false

    @Flag(help: "Set up what is there; no template")
    var adopt = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let start = try ProjectStart(
            words, adopt: adopt, templateFolders: templateFolders(session), context: session.context)
        var context = session.context
        context.workingDirectory = start.folder
        // Before anything is written: one that cannot be read is no place for a project.
        if Files.isDirectory(start.folder) { _ = try Repository.openIfPresent(context) }
        try refuseNested(start, context)
        let made = start.kind == .scaffold ? try scaffold(start, session) : nil
        try makeRepository(start, context)
        let repository = try Repository.open(context)
        if start.kind == .adopt { try adoptFiles(repository, session) }
        let report = try RepositorySetup(repository).apply()
        try InitView.show(report, repository, session)
        if let made { showNotes(made, start, session) }
        return 0
    }

    private func templateFolders(_ session: Session) -> [String] {
        let own = session.context.shareDirectory.map { Paths.join($0, "skeleton") }
        let result = try? ChildProcess.run(
            ["git", "config", "--type=path", "--get", "mlops.templateDir"],
            workingDirectory: session.context.workingDirectory, environment: session.context.environment)
        let users = result?.text.isEmpty == false ? result?.text : nil
        return [users, own].compactMap { $0 }
    }

    /// Renders before anything is written: a wrong answer leaves nothing behind.
    private func scaffold(_ start: ProjectStart, _ session: Session) throws -> RenderedTemplate {
        let template = try Template.load(start.template)
        let facts = TemplateFacts(
            directory: Paths.name(start.folder), author: gitUser(session),
            year: Calendar.year(session.context.now()), toolVersion: Application.version)
        let answers = try template.resolve(
            start.answers, facts: facts, ask: noInput || !Prompt.isPossible ? nil : Self.ask)
        let rendered = try template.render(answers)
        let report = try ScaffoldWriter.write(rendered.files, into: start.folder)
        let created = report.paths(.created).count
        session.out.line("Created \(created) \(created == 1 ? "file" : "files") in \(start.folder)")
        for path in report.paths(.differs) { session.reporter.note("kept \(path), which differs from the template's") }
        for path in report.blocked {
            session.reporter.warning("'\(path)' was not written: a file or link is in its way")
        }
        return rendered
    }

    private static func ask(_ prompt: TemplatePrompt) -> String? {
        if let problem = prompt.problem { TerminalReporter.writeError("  \(problem)\n") }
        let question = prompt.question
        if !question.help.isEmpty { TerminalReporter.writeError("  (\(question.help))\n") }
        for choice in question.choices { TerminalReporter.writeError("    \(choice.value): \(choice.label)\n") }
        return Prompt.ask(question.prompt, initial: prompt.standard)
    }

    private func gitUser(_ session: Session) -> String {
        let result = try? ChildProcess.run(
            ["git", "config", "user.name"], workingDirectory: session.context.workingDirectory,
            environment: session.context.environment)
        return result?.text ?? ""
    }

    /// A project is the whole of its repository; one below the top of another would not be found by its clones.
    private func refuseNested(_ start: ProjectStart, _ context: InvocationContext) throws {
        guard start.kind == .scaffold, let top = enclosingWorktree(start, context) else { return }
        if Files.resolve(top) == Files.resolve(start.folder) { return }
        throw Diagnostic.fatal(
            "'\(start.folder)' is inside the repository '\(top)'",
            hint: "to give it a repository of its own: git init \(start.folder.shellWord), then git mlops init again")
    }

    private func enclosingWorktree(_ start: ProjectStart, _ context: InvocationContext) -> String? {
        var context = context
        while !Files.isDirectory(context.workingDirectory) {
            context.workingDirectory = Paths.parent(context.workingDirectory)
        }
        return (try? Repository.open(context))?.workTree
    }

    /// `git init`, unless the folder lies in a worktree already.
    private func makeRepository(_ start: ProjectStart, _ context: InvocationContext) throws {
        if (try? Repository.open(context)) != nil { return }
        let result = try ChildProcess.run(
            ["git", "init", "-q", start.folder], environment: context.environment, output: .inherit, errors: .inherit)
        if !result.status.isSuccess { throw Diagnostic.fatal("'git init' failed") }
    }

    private func adoptFiles(_ repository: Repository, _ session: Session) throws {
        let plan = try Adoption.plan(repository)
        if !plan.steps.isEmpty, !noInput, !Prompt.isPossible {
            throw Diagnostic.fatal(
                "there is no terminal to ask whether to add to \(plan.steps.map(\.file).joined(separator: ", "))",
                hint: "git mlops init --no-input")
        }
        for step in plan.steps {
            let verb = step.exists ? "Add to" : "Create"
            if !noInput {
                for line in step.lines { TerminalReporter.writeError("  \(line)\n") }
                guard Prompt.confirm("\(verb) \(step.file)?", initial: true) else { continue }
            }
            try Adoption.perform(step, repository)
            session.out.line("\(step.exists ? "Added \(step.lines.count) lines to" : "Created") \(step.file)")
        }
        for remark in plan.remarks { session.reporter.note(remark) }
    }

    private func showNotes(_ rendered: RenderedTemplate, _ start: ProjectStart, _ session: Session) {
        session.out.line("Next:")
        if start.folder != session.context.workingDirectory {
            let short = Paths.relative(start.folder, to: session.context.workingDirectory) ?? start.folder
            session.out.line("    cd \((short.hasPrefix("-") ? "./" + short : short).shellWord)")
        }
        for note in rendered.notes { session.out.line("    \(note)") }
    }
}
