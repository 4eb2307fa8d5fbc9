internal import Glibc
package import MLOpsCore
package import MLOpsSystem
internal import Synchronization

/// Standard output of a command: buffered, coloured when a person reads it. Results go here and nowhere else.
package final class Output: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var failure: SystemError?
    }

    private let state = Mutex(State())
    private let descriptor: Int32
    /// Whether a terminal shows what is written.
    package let isTerminal: Bool
    private let usesColour: Bool

    package init(descriptor: Int32 = 1, colour: ColourChoice = .auto, environment: [String: String] = [:]) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
        usesColour = colour.isOn(isTerminal: isTerminal, environment: environment)
    }

    package func write(_ bytes: [UInt8]) {
        let full = state.withLock { state in
            state.bytes += bytes
            return state.bytes.count >= 1 << 16
        }
        if full { flush() }
    }

    package func write(_ text: String) {
        write(Array(text.utf8))
    }

    package func line(_ text: String = "") {
        write(text + "\n")
    }

    /// One JSON document and a newline.
    package func json(_ value: JSONValue) {
        write(value.serialized(.pretty(sortedKeys: true)))
        write("\n")
    }

    /// As ``json(_:)`` of the document with the lists among its members, of whose items none is kept: there may be a
    /// hundred thousand.
    package func json(_ document: JSONObject, lists: [String: any Sequence<JSONItem>]) {
        let keys = (document.keys.filter { lists[$0] == nil } + lists.keys).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        for (position, key) in keys.enumerated() {
            write(position == 0 ? "{\n  " : ",\n  ")
            write(JSONValue.string(key).serialized())
            write(": ")
            if let items = lists[key] {
                writeItems(items)
            } else if let value = document[key] {
                write(value.serialized(.pretty(sortedKeys: true), depth: 1))
            }
        }
        write(keys.isEmpty ? "{}\n" : "\n}\n")
    }

    private func writeItems(_ items: some Sequence<JSONItem>) {
        var isEmpty = true
        for item in items {
            write(isEmpty ? "[\n    " : ",\n    ")
            write(item.laidOut(depth: 2))
            isEmpty = false
        }
        write(isEmpty ? "[]" : "\n  ]")
    }

    /// `text` in a colour, when colours are shown.
    package func paint(_ text: String, _ colour: Colour) -> String {
        usesColour ? "\u{1b}[\(colour.rawValue)m\(text)\u{1b}[0m" : text
    }

    /// Why results did not arrive; nil when all did so far.
    package var failure: SystemError? {
        state.withLock { $0.failure }
    }

    /// Writes out what is buffered. After a failure, what follows is dropped. A reader that went away ends the process
    /// by SIGPIPE, as it does git, unless that is ignored.
    package func flush() {
        state.withLock { state in
            let bytes = state.bytes
            state.bytes = []
            guard !bytes.isEmpty, state.failure == nil else { return }
            let target = Descriptor(adopting: Descriptor.duplicate(descriptor), name: "standard output")
            do throws(SystemError) {
                try target.write(bytes)
            } catch {
                state.failure = error
            }
        }
    }
}
