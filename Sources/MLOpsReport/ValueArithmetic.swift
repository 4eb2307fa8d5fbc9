internal import MLOpsCore

/// When two values are the same, and how far two numbers are apart.
enum ValueArithmetic {
    /// Numbers are compared as numbers, so `1` and `1.0` are the same, and NaN is the same as NaN.
    static func same(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        switch (left, right) {
        case (nil, nil): return true
        case (nil, _), (_, nil): return false
        case (.array(let left)?, .array(let right)?):
            return left.count == right.count && zip(left, right).allSatisfy { same($0, $1) }
        case (.object(let left)?, .object(let right)?):
            return left.count == right.count && left.allSatisfy { same($0.value, right[$0.key]) }
        case (let left?, let right?):
            if left == right { return true }
            guard case .double = left, let other = exactDouble(right) else {
                guard case .double(let value) = right, let other = exactDouble(left) else { return false }
                return value == other
            }
            return left.doubleValue == other
        }
    }

    /// The number as a double when no digit is lost.
    private static func exactDouble(_ value: JSONValue) -> Double? {
        switch value {
        case .double(let number): number
        case .integer(let number): Double(exactly: number)
        default: nil
        }
    }

    static func change(_ old: JSONValue?, _ new: JSONValue?) -> JSONValue? {
        if case .integer(let old)? = old, case .integer(let new)? = new {
            let (difference, overflow) = new.subtractingReportingOverflow(old)
            return overflow ? .double(Double(new) - Double(old)) : .integer(difference)
        }
        guard let old = old?.doubleValue, let new = new?.doubleValue else { return nil }
        return .double(new - old)
    }

    static func relative(_ old: JSONValue?, _ new: JSONValue?) -> Double? {
        guard let old = old?.doubleValue, let new = new?.doubleValue, old != 0 else { return nil }
        let part = (new - old) / old.magnitude
        return part.isFinite ? part : nil
    }
}
