/// Macros of attributes files: `[attr]name filter=lfs -text` makes `name` stand for those attributes.
struct LFSAttributeMacros {
    private var meanings: [String: [String]] = [:]

    /// Adds those that the file defines; they may name earlier ones.
    mutating func read(_ file: LFSAttributesFile) {
        for (name, attributes) in file.macros { meanings[name] = expand(attributes) }
    }

    /// Macros in place, each followed by what it stands for; `!name` takes all of it back.
    func expand(_ attributes: [String]) -> [String] {
        attributes.flatMap { word -> [String] in
            if let meaning = meanings[word] { return [word] + meaning }
            guard word.hasPrefix("!"), let meaning = meanings[String(word.dropFirst())] else { return [word] }
            return [word] + meaning.map { "!" + $0.drop { "-!".contains($0) }.prefix { $0 != "=" } }
        }
    }
}
