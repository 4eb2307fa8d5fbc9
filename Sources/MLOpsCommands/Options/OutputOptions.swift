package import ArgumentParser

/// How results are printed: for people, or for programs.
package struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON document")
    package var json = false

    @Flag(help: "Print lines whose form will not change")
    package var porcelain = false

    @Flag(name: .short, help: "End records with NUL and leave paths unquoted")
    package var z = false

    package init() {}
}
