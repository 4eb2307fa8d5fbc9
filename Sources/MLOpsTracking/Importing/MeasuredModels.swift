internal import MLOpsCore

/// Which points of runs were measured on which logged model, as MLflow keeps them beside the runs' own.
struct MeasuredModels {
    private struct Point: Hashable {
        let run: String
        let key: String
        let time: Int64
        let step: Int64
    }

    private var models: [Point: String] = [:]

    /// Of several models of one point the first counts.
    mutating func add(_ model: String, run: String, key: String, time: Int64, step: Int64) {
        let point = Point(run: run, key: key, time: time, step: step)
        if models[point] == nil { models[point] = model }
    }

    subscript(run: String, key: String, time: Int64, step: Int64) -> String? {
        models.isEmpty ? nil : models[Point(run: run, key: key, time: time, step: step)]
    }
}
