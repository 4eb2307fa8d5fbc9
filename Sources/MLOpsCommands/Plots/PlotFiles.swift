internal import MLOpsCore
internal import MLOpsReport
internal import MLOpsSystem

/// Writes drawings beside a page.
struct PlotFiles {
    private static let converter = "rsvg-convert"

    /// Where they go, as typed; links in the page start with it.
    let folder: String
    let context: InvocationContext
    /// Drawings become pictures, which mail and wikis show.
    let asPNG: Bool

    private var path: String { Paths.absolute(folder, in: context.workingDirectory) }

    /// The names of the files, by plot and by `REVISION:PATH` of pictures.
    func write(_ figures: [PlotFigure], _ images: [PlotImage]) throws -> [String: String] {
        if asPNG { try requireConverter() }
        try Files.makeDirectories(path)
        var taken: Set<String> = []
        var names: [String: String] = [:]
        for figure in figures {
            let name = Self.name(figure.id, &taken)
            try Files.write(Array(figure.svg.utf8), to: Paths.join(path, name + ".svg"))
            if asPNG { try convert(name) }
            names[figure.id] = link(name + (asPNG ? ".png" : ".svg"))
        }
        for image in images {
            let ending = image.path.split(separator: ".").last.map { "." + $0.lowercased() } ?? ""
            let name = Self.name("\(image.path)-\(image.revision)", &taken) + ending
            try Files.write(image.bytes, to: Paths.join(path, name))
            names["\(image.revision):\(image.path)"] = link(name)
        }
        return names
    }

    private func link(_ name: String) -> String {
        let safe = (folder + "/" + name).utf8.map { byte -> String in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            return isPlain || "-_./".unicodeScalars.contains(scalar) ? String(scalar) : "%" + Hex.encode([byte])
        }
        return safe.joined()
    }

    /// A file name made of letters, digits, `-` and `_`; no two plots get the same.
    private static func name(_ text: String, _ taken: inout Set<String>) -> String {
        let plain = String(
            text.unicodeScalars.prefix(80).map { scalar -> Character in
                let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                return isPlain || scalar == "_" ? Character(scalar) : "-"
            })
        let base = plain.isEmpty ? "plot" : plain
        var name = base
        var number = 2
        while !taken.insert(name.lowercased()).inserted {
            name = "\(base)-\(number)"
            number += 1
        }
        return name
    }

    private func requireConverter() throws {
        if (try? ChildProcess.find(Self.converter, environment: context.environment)) != nil { return }
        throw Diagnostic.fatal(
            "PNG files need '\(Self.converter)', which is not on PATH",
            hint: "install librsvg2-bin (Debian, Ubuntu) or librsvg2-tools (Fedora), or leave out --png")
    }

    private func convert(_ name: String) throws {
        let result = try ChildProcess.run(
            [Self.converter, "--zoom", "2", "--format", "png", "--output", name + ".png", name + ".svg"],
            workingDirectory: path, environment: context.environment)
        if result.status.isSuccess { return }
        throw Diagnostic.fatal("\(Self.converter): \(result.errors.asText.split(separator: "\n").first ?? "failed")")
    }
}
