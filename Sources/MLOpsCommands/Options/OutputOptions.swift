internal import ArgumentParser

/// How results are printed: for people, or for programs.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON document")
    var json = false

    @Flag(help: "Print lines whose form will not change")
    var porcelain = false

    @Flag(name: .short, help: "End records with NUL and leave paths unquoted")
    var z = false

    init() {}
}
