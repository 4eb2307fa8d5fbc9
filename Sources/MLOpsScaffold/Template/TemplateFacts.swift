/// What a template may know that is no answer: `mlops.directory`, `mlops.author`, `mlops.year`, `mlops.version`.
package struct TemplateFacts: Sendable, Equatable {
    /// The name of the folder that is filled.
    package var directory: String
    /// git's `user.name`, empty when there is none.
    package var author: String
    package var year: Int
    /// The version of this tool.
    package var toolVersion: String

    package init(directory: String, author: String, year: Int, toolVersion: String) {
        self.directory = directory
        self.author = author
        self.year = year
        self.toolVersion = toolVersion
    }

    /// As the variable `mlops`.
    var value: TemplateValue {
        .object([
            "directory": .string(directory), "author": .string(author), "year": .integer(Int64(year)),
            "version": .string(toolVersion),
        ])
    }
}
