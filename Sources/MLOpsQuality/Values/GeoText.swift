internal import MLOpsCore

/// Reads places: points as Table Schema writes them, and GeoJSON.
enum GeoText {
    /// `lon, lat` in degrees.
    static func isPoint(_ cell: UnsafeBufferPointer<UInt8>, _ format: GeopointFormat) -> Bool {
        switch format {
        case .default:
            let parts = cell.split(separator: 0x2c, omittingEmptySubsequences: false)
            return parts.count == 2 && isPlace(parts.map { number(trimmed($0)) })
        case .array:
            guard let items = json(cell)?.arrayValue, items.count == 2 else { return false }
            return isPlace(items.map(number))
        case .object:
            guard let object = json(cell)?.objectValue, object.count == 2 else { return false }
            return isPlace([object["lon"].flatMap(number), object["lat"].flatMap(number)])
        }
    }

    private static func trimmed(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        var part = part
        while part.first == 0x20 { part = part.dropFirst() }
        while part.last == 0x20 { part = part.dropLast() }
        return part
    }

    private static func number(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
        guard case .number(let value)? = NumberText.number(UnsafeBufferPointer(rebasing: text), NumberFormat()) else {
            return nil
        }
        return value
    }

    /// Some writers put the two numbers of a point in quotes.
    private static func number(_ json: JSONValue) -> Double? {
        guard let text = json.stringValue else { return json.doubleValue }
        return Double(text)
    }

    private static func isPlace(_ numbers: [Double?]) -> Bool {
        guard let longitude = numbers[0], let latitude = numbers[1] else { return false }
        return longitude.magnitude <= 180 && latitude.magnitude <= 90
    }

    private static func json(_ cell: UnsafeBufferPointer<UInt8>) -> JSONValue? {
        try? JSONValue.parse(Array(cell))
    }

    /// An object of RFC 7946, as far as its form goes.
    static func isGeoJSON(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        json(cell).map(isObject) ?? false
    }

    /// A topology with objects and arcs.
    static func isTopoJSON(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let value = json(cell), value["type"]?.stringValue == "Topology" else { return false }
        return value["objects"]?.objectValue != nil && value["arcs"]?.arrayValue != nil
    }

    private static func isObject(_ value: JSONValue) -> Bool {
        switch value["type"]?.stringValue {
        case "FeatureCollection": value["features"]?.arrayValue?.allSatisfy(isFeature) ?? false
        case "Feature": isFeature(value)
        default: isGeometry(value)
        }
    }

    private static func isFeature(_ value: JSONValue) -> Bool {
        guard value["type"]?.stringValue == "Feature", let geometry = value["geometry"],
            let properties = value["properties"]
        else { return false }
        return (geometry.isNull || isGeometry(geometry)) && (properties.isNull || properties.objectValue != nil)
    }

    private static func isGeometry(_ value: JSONValue) -> Bool {
        guard let type = value["type"]?.stringValue else { return false }
        if type == "GeometryCollection" { return value["geometries"]?.arrayValue?.allSatisfy(isGeometry) ?? false }
        guard let places = value["coordinates"] else { return false }
        return switch type {
        case "Point": isPosition(places)
        case "MultiPoint": isList(places, 0, isPosition)
        case "LineString": isList(places, 2, isPosition)
        case "MultiLineString": isList(places, 0) { isList($0, 2, isPosition) }
        case "Polygon": isPolygon(places)
        case "MultiPolygon": isList(places, 0, isPolygon)
        default: false
        }
    }

    /// Rings of four positions or more.
    private static func isPolygon(_ value: JSONValue) -> Bool {
        isList(value, 0) { isList($0, 4, isPosition) }
    }

    private static func isPosition(_ value: JSONValue) -> Bool {
        isList(value, 2) { $0.stringValue == nil && $0.doubleValue != nil }
    }

    private static func isList(_ value: JSONValue, _ least: Int, _ isItem: (JSONValue) -> Bool) -> Bool {
        guard let items = value.arrayValue else { return false }
        return items.count >= least && items.allSatisfy(isItem)
    }
}
