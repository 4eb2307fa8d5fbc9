/// Tells Swift code from comments and strings. Code in an interpolation is code.
enum CodeText {
    static func withoutCommentsAndStrings(_ text: String) -> String {
        var scanner = Scanner(Array(text.utf8))
        scanner.code(until: nil)
        return String(decoding: scanner.output, as: UTF8.self)
    }

    private struct Scanner {
        private let input: [UInt8]
        private var position = 0
        private(set) var output: [UInt8] = []

        init(_ input: [UInt8]) {
            self.input = input
            output.reserveCapacity(input.count)
        }

        /// Copies code; with `closing`, up to the bracket that closes an interpolation.
        mutating func code(until closing: UInt8?) {
            var depth = 0
            while position < input.count {
                let byte = input[position]
                if byte == UInt8(ascii: "/"), starts("//") {
                    while position < input.count, input[position] != 0x0a { skip(1) }
                } else if byte == UInt8(ascii: "/"), starts("/*") {
                    blockComment()
                } else if let hashes = stringStart() {
                    string(hashes: hashes)
                } else {
                    if byte == UInt8(ascii: "(") { depth += 1 }
                    if byte == UInt8(ascii: ")") {
                        if depth == 0, closing != nil { return }
                        depth -= 1
                    }
                    output.append(byte)
                    position += 1
                }
            }
        }

        private mutating func blockComment() {
            var depth = 0
            repeat {
                let step = starts("/*") ? 1 : starts("*/") ? -1 : 0
                depth += step
                skip(step == 0 ? 1 : 2)
            } while depth > 0 && position < input.count
        }

        /// The number of `#` before a quotation mark here; nil when no string begins here.
        private func stringStart() -> Int? {
            var end = position
            while end < input.count, input[end] == UInt8(ascii: "#") { end += 1 }
            return end < input.count && input[end] == UInt8(ascii: "\"") ? end - position : nil
        }

        private mutating func string(hashes: Int) {
            skip(hashes)
            let mark = startsLines() ? "\"\"\"" : "\""
            skip(mark.utf8.count)
            let end = mark + String(repeating: "#", count: hashes)
            let escape = "\\" + String(repeating: "#", count: hashes)
            while position < input.count {
                if starts(end) { return skip(end.utf8.count) }
                if mark == "\"", input[position] == 0x0a { return }
                if starts(escape + "(") {
                    skip(escape.utf8.count + 1)
                    code(until: UInt8(ascii: ")"))
                    skip(1)
                } else {
                    skip(starts(escape) ? escape.utf8.count + 1 : 1)
                }
            }
        }

        /// A string of several lines begins with a line of three quotation marks; `#"""#` is one mark in a string.
        private func startsLines() -> Bool {
            starts("\"\"\"") && input[(position + 3)...].first { $0 != 0x20 } == 0x0a
        }

        private func starts(_ text: String) -> Bool {
            var index = position
            for byte in text.utf8 {
                guard index < input.count, input[index] == byte else { return false }
                index += 1
            }
            return true
        }

        /// Blanks out what is passed over, keeping the lines.
        private mutating func skip(_ count: Int) {
            for _ in 0..<count where position < input.count {
                output.append(input[position] == 0x0a ? 0x0a : 0x20)
                position += 1
            }
        }
    }
}
