internal import MLOpsCore
internal import MLOpsEvaluation

extension EvaluationView {
    var json: JSONValue {
        [
            "schema": 1, "file": .string(name), "confidence": .double(evaluated.confidence),
            "whole": Self.json(evaluated.whole),
            "segments": .array(
                evaluated.segments.map { segment in
                    [
                        "column": .string(segment.column), "value": .string(segment.value),
                        "whole": Self.json(segment.evaluation),
                    ]
                }),
            "fairness": .array(evaluated.fairness.map(Self.json)),
        ]
    }

    private static func json(_ evaluation: Evaluation) -> JSONValue {
        var metrics = JSONObject()
        for metric in evaluation.metrics {
            metrics[metric.name] = [
                "value": optional(metric.value), "low": optional(metric.interval?.low),
                "high": optional(metric.interval?.high), "reason": metric.reason.map { .string($0) } ?? .null,
            ]
        }
        var object: JSONObject = ["rows": .integer(Int64(evaluation.rows)), "metrics": .object(metrics)]
        if let matrix = evaluation.confusion {
            object["classes"] = .array(matrix.classes.map { .string($0) })
            object["confusion"] = .array(matrix.counts.map { .array($0.map { .integer(Int64($0)) }) })
        }
        object["remarks"] = .array(evaluation.remarks.map { .string($0) })
        return .object(object)
    }

    private static func json(_ fairness: EvaluatedFile.Fairness) -> JSONValue {
        guard let found = fairness.groups else { return ["column": .string(fairness.column), "groups": .null] }
        var object: JSONObject = [
            "column": .string(fairness.column),
            "groups": .array(
                found.groups.map { group in
                    [
                        "name": .string(group.name), "rows": .integer(Int64(group.rows)),
                        "positives": .integer(Int64(group.positives)), "selection_rate": optional(group.selectionRate),
                        "true_positive_rate": optional(group.truePositiveRate),
                        "false_positive_rate": optional(group.falsePositiveRate),
                        "undecided": .bool(found.undecided.contains(group)),
                    ]
                }),
        ]
        for (name, gap) in found.gaps {
            object[name] = ["difference": optional(gap.difference), "ratio": optional(gap.ratio)]
        }
        return .object(object)
    }

    private static func optional(_ value: Double?) -> JSONValue { value.map { .double($0) } ?? .null }
}
