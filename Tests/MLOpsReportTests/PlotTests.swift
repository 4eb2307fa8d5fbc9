import MLOpsCore
import Testing

@testable import MLOpsReport

@Suite struct PlotTests {
    static let hostile = "</text><script>alert(1)</script>\"'&\u{1}\u{202e}"

    static func figure(_ template: PlotTemplate, _ rows: [JSONObject], x: String = "x", y: String = "y") throws
        -> PlotFigure
    {
        let definition = PlotDefinition(
            id: "p", path: "p.json",
            properties: ["x": .string(x), "y": .string(y), "template": .string(template.rawValue)])
        var figure = PlotFigure(id: "p")
        figure.define(definition)
        let points = try PlotPoints(
            definition, files: ["p.json": .array(rows.map(JSONValue.object))], revision: hostile)
        figure.add(points, revision: hostile)
        return figure
    }

    /// Whatever a repository writes into names and values, the drawing has no element that is not ours.
    @Test(arguments: PlotTemplate.allCases) func nothingEscapesFromText(_ template: PlotTemplate) throws {
        let rows: [JSONObject] = [
            [Self.hostile: .string(Self.hostile), "y": 1], [Self.hostile: .string(Self.hostile), "y": 2],
        ]
        let svg = try Self.figure(template, rows, x: Self.hostile).svg
        #expect(!svg.contains("<script"))
        let names = svg.split(separator: "<").map { $0.prefix { $0.isLetter || $0 == "/" } }.filter { $0 != "" }
        let allowed: Set<Substring> = [
            "svg", "/svg", "title", "/title", "rect", "line", "polyline", "circle", "text", "/text",
        ]
        #expect(Set(names).isSubset(of: allowed))
        #expect(svg.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
        #expect(!svg.contains("\u{202e}"))
    }

    /// Numbers at the ends of their range make places, never "nan" or "inf".
    @Test(arguments: PlotTemplate.allCases) func extremeNumbersMakePlaces(_ template: PlotTemplate) throws {
        let numbers: [Double] = [
            0, -0.0, 1e308, -1e308, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, .nan, 1,
            1.0000000000000002,
        ]
        for pair in zip(numbers, numbers.dropFirst()) {
            let rows = [pair.0, pair.1].map {
                JSONObject([(key: "x", value: .double($0)), (key: "y", value: .double($0))])
            }
            let svg = try Self.figure(template, rows).svg
            let places = svg.split(separator: "\"").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
            #expect(!places.contains { $0.contains("nan") || $0.contains("inf") }, "\(pair)")
        }
    }

    @Test func aMillionPointsStaySmallAndKeepTheirPeak() throws {
        var rows = (0..<50_000).map { JSONObject([(key: "x", value: .integer($0)), (key: "y", value: 1)]) }
        rows[33_333]["y"] = 9
        let series = PlotSeries.all(of: try Self.figure(.linear, rows)).series
        let thinned = try #require(series.first).thinned()
        #expect(thinned.count <= 1000)
        #expect(thinned.contains { $0.y == 9 })
    }

    @Test func smoothingKeepsALine() {
        let line = (0..<50).map { (x: Double($0), y: 2 * Double($0) + 1) }
        let smooth = LocalRegression.smooth(line)
        #expect(zip(line, smooth).allSatisfy { abs($0.y - $1.y) < 1e-9 })
    }

    @Test func confusionCountsPairs() throws {
        let rows: [JSONObject] = [
            ["x": "a", "y": "a"], ["x": "a", "y": "a"], ["x": "b", "y": "a"], ["x": "b", "y": "b"],
        ]
        let counts = ConfusionCounts(try Self.figure(.confusion, rows), revision: Self.hostile)
        #expect(counts.columns == ["a", "b"])
        #expect(counts.cell(row: 0, column: 0, isNormalized: false).text == "2")
        #expect(counts.cell(row: 0, column: 1, isNormalized: true).text == "0.33")
        #expect(counts.cell(row: 1, column: 0, isNormalized: true).text == "0")
    }

    @Test func columnsThatDoNotFitAreRefused() {
        let definition = PlotDefinition(
            id: "p", path: "p", properties: ["x": "x", "y": ["a.json": "v", "b.json": "w"]])
        #expect(throws: PlotError("'b.json' has no column 'x' but w")) {
            try PlotPoints(
                definition, files: ["a.json": [["x": 1, "v": 2]], "b.json": [["w": 2]]], revision: "r")
        }
    }

    @Test func barsFollowTheirValues() {
        #expect(PlotSparkline.course([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
        #expect(PlotSparkline.course([5]) == "▁")
        #expect(PlotSparkline.course([]) == "")
    }
}
