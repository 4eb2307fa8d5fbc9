import MLOpsNotebook
import MLOpsSystem
import MLOpsTestSupport

/// The real nbstripout, run once over many notebooks.
struct NbstripoutPeer {
    /// What it makes of one notebook; nil: it fails.
    struct Answer: Equatable {
        let bytes: [UInt8]
        let contentChanged: Bool
    }

    let python: String

    /// nil when it is not installed.
    init?() throws {
        guard let program = Peers.find("nbstripout") else { return nil }
        let firstLine = try Files.read(program).prefix { $0 != 0x0a }
        python = String(decoding: firstLine.dropFirst(2), as: UTF8.self)
    }

    func strip(_ cases: [(notebook: [UInt8], options: StripOptions)]) throws -> [Answer?] {
        var input: [UInt8] = []
        for (notebook, options) in cases {
            let arguments = Self.arguments(options)
            input += Array("\(arguments.utf8.count) \(notebook.count)\n".utf8) + Array(arguments.utf8) + notebook
        }
        let result = try ChildProcess.run([python, "-c", Self.script], input: input)
        guard result.status == .exited(0) else {
            throw PeerFailure(text: String(decoding: result.errors, as: UTF8.self))
        }
        return Self.answers(result.output)
    }

    private static func answers(_ output: [UInt8]) -> [Answer?] {
        var answers: [Answer?] = []
        var rest = output[...]
        while let end = rest.firstIndex(of: 0x0a) {
            let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
            let count = Int(words[1]) ?? 0
            let bytes = rest[(end + 1)..<(end + 1 + count)]
            answers.append(
                words[0] == "error" ? nil : Answer(bytes: Array(bytes), contentChanged: words[0] == "changed"))
            rest = rest[(end + 1 + count)...]
        }
        return answers
    }

    /// The options as a Python expression.
    private static func arguments(_ options: StripOptions) -> String {
        func list(_ items: [String]) -> String { "[" + items.map { "'\($0)'" }.joined(separator: ",") + "]" }
        func flag(_ value: Bool) -> String { value ? "True" : "False" }
        return """
            {'mode': '\(options.mode == .zeppelin ? "zeppelin" : "jupyter")',
             'keep_output': \(options.keepOutput == true ? "True" : "None"), 'keep_count': \(flag(options.keepCount)),
             'keep_id': \(flag(options.keepID)), 'extra': \(list(options.extraKeys)), 'keep': \(list(options.keepMetadataKeys)),
             'drop_empty_cells': \(flag(options.dropEmptyCells)),
             'drop_tagged_cells': '\(options.dropTaggedCells.joined(separator: " "))',
             'strip_init_cells': \(flag(options.stripInitCells)), 'max_size': '\(options.maxSize)',
             'drop_output_type': \(list(options.dropOutputTypes)), 'keep_output_type': \(list(options.keepOutputTypes))}
            """
    }

    private static let script = """
        import io, logging, sys
        from argparse import Namespace
        from nbstripout import _nbstripout as n
        logging.disable(logging.CRITICAL)
        defaults = \(pythonList(StripOptions.defaultKeys))
        stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
        while True:
            head = stdin.readline().split()
            if not head: break
            given = eval(stdin.read(int(head[0])))
            data = stdin.read(int(head[1]))
            keys = [k for k in defaults + given['extra'] if k not in given['keep']]
            source = io.TextIOWrapper(io.BytesIO(data), encoding='utf-8')
            raw = io.BytesIO()
            target = io.TextIOWrapper(raw, encoding='utf-8', newline=None)
            process = n.process_zeppelin_notebook if given['mode'] == 'zeppelin' else n.process_jupyter_notebook
            try:
                changed = process(source, target, Namespace(dry_run=False, **given), keys)
                target.flush()
                answer, word = raw.getvalue(), 'changed' if changed else 'same'
            except Exception as e:
                answer, word = repr(e).encode('utf-8', 'replace'), 'error'
            stdout.write(b'%s %d\\n' % (word.encode(), len(answer)) + answer)
        """

    private static func pythonList(_ items: [String]) -> String {
        "[" + items.map { "'\($0)'" }.joined(separator: ", ") + "]"
    }
}

struct PeerFailure: Error {
    let text: String
}
