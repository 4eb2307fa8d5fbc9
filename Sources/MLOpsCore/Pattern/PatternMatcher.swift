/// Matches many values against one pattern; remembers which sets of states it has met.
package struct PatternMatcher {
    private let program: PatternProgram
    /// Sets of program positions, by number.
    private var sets: [[Int]] = []
    private var numbers: [[Int]: Int] = [:]
    /// Where each set goes on each ASCII character; -1: not known yet.
    private var steps: [[Int]] = []
    private var accepts: [Bool] = []

    /// A pattern that makes more sets than this starts over; memory stays bounded.
    private static let maxSets = 512

    package init(_ pattern: Pattern) {
        program = pattern.program
        _ = number(program.start)
    }

    package mutating func matches(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        var current = 0
        var index = 0
        while index < value.count {
            let byte = value[index]
            if byte < 0x80 {
                current = step(current, UInt32(byte))
                index += 1
            } else {
                let (scalar, length) = Self.decode(value, index)
                current = number(program.step(sets[current], scalar))
                index += length
            }
            if sets[current].isEmpty { return false }
        }
        return accepts[current]
    }

    private mutating func step(_ current: Int, _ scalar: UInt32) -> Int {
        let known = steps[current][Int(scalar)]
        if known >= 0 { return known }
        let count = sets.count
        let next = number(program.step(sets[current], scalar))
        // `number` may have started over, and then `current` is another set.
        if sets.count >= count { steps[current][Int(scalar)] = next }
        return next
    }

    /// The number of a set; makes one when it is new.
    private mutating func number(_ set: [Int]) -> Int {
        if let number = numbers[set] { return number }
        if sets.count >= Self.maxSets {
            sets = []
            numbers = [:]
            steps = []
            accepts = []
            if set != program.start { _ = number(program.start) }
        }
        let number = sets.count
        sets.append(set)
        numbers[set] = number
        steps.append(Array(repeating: -1, count: 128))
        accepts.append(program.accepts(set))
        return number
    }

    /// One scalar; a malformed byte stands for U+FFFD.
    private static func decode(_ value: UnsafeBufferPointer<UInt8>, _ index: Int) -> (scalar: UInt32, length: Int) {
        var decoder = UTF8()
        var bytes = value[index...].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&bytes) else { return (0xfffd, 1) }
        return (scalar.value, UTF8.width(scalar))
    }
}
