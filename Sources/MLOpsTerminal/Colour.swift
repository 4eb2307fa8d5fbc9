/// Select Graphic Rendition codes (ECMA-48) of the few colours in use; git's own defaults.
package enum Colour: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
}

/// `color.ui` / `color.mlops`: `auto` paints for terminals only.
package enum ColourChoice: Sendable {
    case always, auto, never

    /// NO_COLOR (no-color.org) and TERM=dumb switch `auto` off.
    func isOn(isTerminal: Bool, environment: [String: String]) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        }
    }
}
