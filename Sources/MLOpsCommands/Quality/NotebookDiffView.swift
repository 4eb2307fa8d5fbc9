internal import MLOpsCore
internal import MLOpsNotebook
internal import MLOpsTerminal

/// Differences of notebooks for people and for programs.
enum NotebookDiffView {
    /// Nothing when only outputs differ.
    static func show(_ path: RepoPath, _ diff: NotebookDiff?, _ session: Session) {
        let out = session.out
        guard let diff else {
            return out.line(out.paint(path.quoted(), .bold) + ": not a notebook; 'git diff' shows its text")
        }
        guard !diff.isEmpty else { return }
        out.line(out.paint(path.quoted(), .bold))
        show(diff.metadata, prefix: "metadata.", out)
        for change in diff.changes {
            out.line(out.paint("@@ \(title(change)) @@", .cyan))
            show(change.metadata, prefix: "metadata.", out)
            show(change.lines, prefix: "", out)
        }
    }

    private static func title(_ change: NotebookDiff.Change) -> String {
        let place =
            switch (change.before, change.after) {
            case (let before?, let after?) where before != after: "cell \(before), now \(after)"
            case (let before, let after): "cell \(after ?? before ?? 0)"
            }
        return "\(place) (\(DisplayText.oneLine(change.type))) \(change.kind.rawValue)"
    }

    private static func show(_ lines: [NotebookDiff.Line], prefix: String, _ out: Output) {
        for line in lines {
            switch line {
            case .same(let text): out.line(" " + DisplayText.oneLine(text))
            case .removed(let text): out.line(out.paint("-\(prefix)" + DisplayText.oneLine(text), .red))
            case .added(let text): out.line(out.paint("+\(prefix)" + DisplayText.oneLine(text), .green))
            case .gap(let count): out.line(out.paint(count == 1 ? "  (1 line)" : "  (\(count) lines)", .dim))
            }
        }
    }

    static func json(_ diffs: [(RepoPath, diff: NotebookDiff?)]) -> JSONValue {
        let notebooks = diffs.compactMap { path, diff -> JSONValue? in
            guard let diff else { return ["file": .string(path.description), "readable": false] }
            if diff.isEmpty { return nil }
            return [
                "file": .string(path.description), "readable": true, "metadata": lines(diff.metadata),
                "cells": .array(diff.changes.map(change)),
            ]
        }
        return ["schema": 1, "notebooks": .array(notebooks)]
    }

    private static func change(_ change: NotebookDiff.Change) -> JSONValue {
        [
            "change": .string(change.kind.rawValue), "type": .string(change.type),
            "before": change.before.map { .integer(Int64($0)) } ?? .null,
            "after": change.after.map { .integer(Int64($0)) } ?? .null,
            "source": lines(change.lines), "metadata": lines(change.metadata),
        ]
    }

    /// Removed and added lines with their sign.
    private static func lines(_ lines: [NotebookDiff.Line]) -> JSONValue {
        .array(
            lines.compactMap { line in
                switch line {
                case .removed(let text): .string("-" + text)
                case .added(let text): .string("+" + text)
                case .same, .gap: nil
                }
            })
    }
}
