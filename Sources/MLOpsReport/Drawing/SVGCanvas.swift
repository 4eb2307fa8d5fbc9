internal import MLOpsCore

/// A drawing that grows by shapes. All text goes through ``MarkupText``.
struct SVGCanvas {
    enum Anchor: String { case start, middle, end }

    static let ink = "#24292f"
    static let faint = "#d0d7de"
    /// Distinguishable for people who see colours differently (Okabe and Ito), dark enough on white.
    static let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6bb1", "#b8860b", "#56b4e9", "#555555"]

    let width: Double
    let height: Double
    private var body = ""

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    static func colour(_ number: Int) -> String { colours[number % colours.count] }

    static func number(_ value: Double) -> String {
        DecimalText.significant((value * 100).rounded() / 100, digits: 7)
    }

    mutating func line(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double), colour: String = faint) {
        body +=
            "<line x1=\"\(Self.number(from.x))\" y1=\"\(Self.number(from.y))\" x2=\"\(Self.number(to.x))\" "
            + "y2=\"\(Self.number(to.y))\" stroke=\"\(colour)\"/>\n"
    }

    mutating func path(_ points: [(x: Double, y: Double)], colour: String, dash: String? = nil, opacity: Double = 1) {
        guard points.count > 1 else { return }
        let text = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        let dash = dash.map { " stroke-dasharray=\"\($0)\"" } ?? ""
        body +=
            "<polyline points=\"\(text)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.75\"\(dash) "
            + "stroke-linejoin=\"round\" stroke-opacity=\"\(Self.number(opacity))\"/>\n"
    }

    mutating func dot(_ point: (x: Double, y: Double), radius: Double = 3, colour: String) {
        body +=
            "<circle cx=\"\(Self.number(point.x))\" cy=\"\(Self.number(point.y))\" r=\"\(Self.number(radius))\" "
            + "fill=\"\(colour)\" fill-opacity=\"0.75\"/>\n"
    }

    mutating func box(
        _ corner: (x: Double, y: Double), width: Double, height: Double, colour: String, opacity: Double = 1
    ) {
        body +=
            "<rect x=\"\(Self.number(corner.x))\" y=\"\(Self.number(corner.y))\" width=\"\(Self.number(width))\" "
            + "height=\"\(Self.number(height))\" fill=\"\(colour)\" fill-opacity=\"\(Self.number(opacity))\"/>\n"
    }

    mutating func text(
        _ text: String, at point: (x: Double, y: Double), anchor: Anchor = .start, size: Double = 11,
        colour: String = ink, isBold: Bool = false, turned: Bool = false
    ) {
        let (x, y) = (Self.number(point.x), Self.number(point.y))
        let turn = turned ? " transform=\"rotate(-90 \(x) \(y))\"" : ""
        body +=
            "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor.rawValue)\" font-size=\"\(Self.number(size))\" "
            + "fill=\"\(colour)\"\(isBold ? " font-weight=\"bold\"" : "")\(turn)>\(MarkupText.xml(text))</text>\n"
    }

    /// The finished drawing; `title` is what a screen reader says.
    func document(title: String) -> String {
        let (width, height) = (Self.number(width), Self.number(height))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" role="img" font-family="system-ui, 'DejaVu Sans', sans-serif">
            <title>\(MarkupText.xml(title))</title>
            <rect width="\(width)" height="\(height)" fill="#ffffff"/>
            \(body)</svg>

            """
    }
}
