import MLOpsCore
import MLOpsScaffold
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct TemplateLibraryTests {
    private let directory = TempDirectory()

    private func library() throws -> TemplateLibrary {
        for path in ["mine/default", "mine/team", "share/default", "share/other"] {
            try directory.write("\(path)/template.json", "{}")
        }
        try directory.write("mine/no-template/x", "")
        return TemplateLibrary(folders: [directory.path("mine"), directory.path("absent"), directory.path("share")])
    }

    @Test func namesAreLookedUpInOrder() throws {
        let library = try library()
        #expect(library.names == ["default", "other", "team"])
        #expect(try library.find("default", from: "/") == directory.path("mine/default"))
        #expect(try library.find("other", from: "/") == directory.path("share/other"))
    }

    @Test func pathsAreTakenAsTheyAre() throws {
        let library = try library()
        #expect(try library.find("./team", from: directory.path("mine")) == directory.path("mine/team"))
        #expect(try library.find(directory.path("mine/team"), from: "/") == directory.path("mine/team"))
        #expect(try library.find(".", from: directory.path("share/other")) == directory.path("share/other"))
    }

    @Test func whatIsNoTemplateIsAnError() throws {
        let library = try library()
        let name = #expect(throws: Diagnostic.self) { try library.find("no-template", from: "/") }
        #expect(
            name?.description == """
                fatal: no template is named 'no-template'
                hint: the templates are default, other, team
                """)
        let path = #expect(throws: Diagnostic.self) { try library.find("./x", from: directory.path) }
        #expect(path?.message == "'./x' is not a template: there is no 'template.json' in it")
    }
}
